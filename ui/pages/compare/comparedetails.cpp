#include "ui/pages/compare/comparedetails.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/pages/compare/comparetext.h"
#include "ui/pages/compare/estimatortext.h"
#include "ui/plots/forestplot.h"
#include "ui/widgets/costunit.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace fairlead {

namespace {

constexpr double kCostQueries = 1000; ///< costs are shown per this many queries

const QString kLog = QStringLiteral("log");
const QString kBest = QStringLiteral("best");
const QString kModel = QStringLiteral("model:");
const QString kRouter = QStringLiteral("router:");

QString differenceText(double value)
{
    return toText(formatFixed(value, 4));
}

QLabel *titleLabel(const QString &objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(objectName);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setMinimumWidth(100); // long names give way to the window, not the other way round
    label->setTextFormat(Qt::PlainText);
    return label;
}

QScrollArea *scrolled(QWidget *widget)
{
    auto *area = new QScrollArea(widget->parentWidget());
    area->setWidget(widget);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::StyledPanel);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

/// Row values are large and shown nowhere.
EstimatorAnswer withoutRows(EstimatorAnswer answer)
{
    if (answer.comparison) {
        for (EstimatorValue &value : answer.comparison->values)
            value.rows = {};
    }
    return answer;
}

} // namespace

CompareDetails::CompareDetails(QWidget *parent)
    : QWidget(parent)
{
    auto *bar = new QWidget(this);
    auto *controls = new QHBoxLayout(bar);
    controls->setContentsMargins(0, 0, 0, 0);
    m_outcome = addCombo(QStringLiteral("compareOutcome"), tr("Differences &in"), bar);
    m_outcome->addItem(tr("Utility"), static_cast<int>(Outcome::Utility));
    m_outcome->addItem(tr("Quality"), static_cast<int>(Outcome::Quality));
    m_outcome->addItem(tr("Cost"), static_cast<int>(Outcome::Cost));
    m_against = addCombo(QStringLiteral("compareAgainst"), tr("&against"), bar);
    m_against->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_against->setMinimumContentsLength(26);
    m_over = addCombo(QStringLiteral("compareOver"), tr("o&ver"), bar);
    m_over->addItem(tr("the cost interval"), true);
    m_over->addItem(tr("the point alone"), false);
    controls->addStretch(1);

    m_forestTitle = titleLabel(QStringLiteral("compareForestTitle"), this);
    m_forest = new ForestPlot(this);
    m_forest->setObjectName(QStringLiteral("compareForest"));
    m_forest->setAccessibleName(tr("Paired differences to the reference with 95% intervals"));
    m_estimatorsTitle = titleLabel(QStringLiteral("compareEstimatorsTitle"), this);
    m_estimatorsPlot = new ForestPlot(this);
    m_estimatorsPlot->setObjectName(QStringLiteral("compareEstimators"));
    m_estimatorsPlot->setAccessibleName(tr("Estimators of the selected router at the point with 95% intervals"));
    m_reading = new QLabel(this);
    m_reading->setObjectName(QStringLiteral("compareReading"));
    m_reading->setWordWrap(true);
    m_reading->setTextFormat(Qt::PlainText);
    m_reading->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);

    auto *left = new QVBoxLayout;
    left->setSpacing(4);
    left->addWidget(m_forestTitle);
    left->addWidget(scrolled(m_forest), 1);
    auto *right = new QVBoxLayout;
    right->setSpacing(4);
    right->addWidget(m_estimatorsTitle);
    right->addWidget(scrolled(m_estimatorsPlot), 1);
    right->addWidget(m_reading);
    auto *plots = new QHBoxLayout;
    plots->setSpacing(12);
    plots->addLayout(left, 1);
    plots->addLayout(right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(bar);
    layout->addLayout(plots, 1);

    fillReferences();
    connect(m_outcome, &QComboBox::currentIndexChanged, this, [this] {
        drawDifferences();
        drawEstimators();
    });
    connect(m_against, &QComboBox::currentIndexChanged, this, &CompareDetails::askDifferences);
    connect(m_over, &QComboBox::currentIndexChanged, this, &CompareDetails::askDifferences);
}

QComboBox *CompareDetails::addCombo(const QString &objectName, const QString &label, QWidget *row)
{
    auto *combo = new QComboBox(row);
    combo->setObjectName(objectName);
    auto *caption = new QLabel(label, row);
    caption->setBuddy(combo);
    row->layout()->addWidget(caption);
    row->layout()->addWidget(combo);
    return combo;
}

void CompareDetails::setRouters(const QVector<DetailRouter> &routers)
{
    m_routers = routers;
    fillReferences();
}

void CompareDetails::setCurrent(qint64 router)
{
    if (std::exchange(m_current, router) != router)
        askEstimators();
}

void CompareDetails::setInterval(double lo, double hi)
{
    m_lo = lo;
    m_hi = hi;
    if (m_over->currentData().toBool())
        askDifferences();
}

void CompareDetails::setPoint(double lambda)
{
    m_point = lambda;
    if (!m_over->currentData().toBool())
        askDifferences();
    askEstimators();
}

bool CompareDetails::isSettled() const
{
    return !m_differencesJob.isRunning() && !m_estimatorsJob.isRunning();
}

/// Keeps the choice where it is still there.
void CompareDetails::fillReferences()
{
    const QSignalBlocker quiet(m_against);
    const QString chosen = m_against->currentData().toString();
    m_against->clear();
    m_against->addItem(tr("the logging policy"), kLog);
    if (!m_routers.isEmpty()) {
        const RouterAnalysis &first = *m_routers.first().analysis;
        if (first.bestSingle >= 0)
            m_against->addItem(
                tr("the best single model (%1)").arg(toText(first.models[std::size_t(first.bestSingle)].name)), kBest);
        m_against->insertSeparator(m_against->count());
        for (const DetailRouter &router : std::as_const(m_routers))
            m_against->addItem(router.name, kRouter + QString::number(router.id));
        m_against->insertSeparator(m_against->count());
        for (std::size_t t = 0; t < first.models.size(); ++t)
            m_against->addItem(tr("always %1").arg(toText(first.models[t].name)), kModel + QString::number(t));
    }
    m_against->setCurrentIndex(std::max(0, m_against->findData(chosen)));
}

const DetailRouter *CompareDetails::find(qint64 id) const
{
    const auto found = std::ranges::find_if(m_routers, [id](const DetailRouter &router) { return router.id == id; });
    return found == m_routers.end() ? nullptr : &*found;
}

ComparisonReference CompareDetails::reference() const
{
    const QString key = m_against->currentData().toString();
    ComparisonReference reference;
    if (key == kBest || key.startsWith(kModel)) {
        reference.kind = ComparisonReference::Kind::SingleModel;
        reference.model = key == kBest ? m_routers.first().analysis->bestSingle : key.mid(kModel.size()).toInt();
    } else if (key.startsWith(kRouter)) {
        reference.kind = ComparisonReference::Kind::Router;
        reference.router = find(key.mid(kRouter.size()).toLongLong())->analysis;
    }
    return reference;
}

CompareDetails::Outcome CompareDetails::outcome() const
{
    return static_cast<Outcome>(m_outcome->currentData().toInt());
}

Estimate CompareDetails::shown(const PolicyValue &value) const
{
    switch (outcome()) {
    case Outcome::Utility:
        return value.utility;
    case Outcome::Quality:
        return value.quality;
    case Outcome::Cost:
        break;
    }
    return {kCostQueries * value.cost.value, kCostQueries * value.cost.se};
}

void CompareDetails::askDifferences()
{
    if (m_routers.isEmpty()) {
        m_differencesJob.cancel();
        m_differences.reset();
        drawDifferences();
        return;
    }
    std::vector<std::shared_ptr<const RouterAnalysis>> analyses;
    for (const DetailRouter &router : std::as_const(m_routers))
        analyses.push_back(router.analysis);
    const bool isInterval = m_over->currentData().toBool();
    Differences asked{
        m_routers, m_against->currentText(), isInterval ? m_lo : m_point, isInterval ? m_hi : m_point, {}};
    m_differencesJob.request(
        tr("Comparing routers"),
        [analyses, against = reference(), lo = asked.lo, hi = asked.hi](std::stop_token stop, const ReportProgress &) {
            return compareRouters(analyses, against, lo, hi, std::move(stop));
        },
        [this, asked](Result<std::vector<ComparedDifference>> result) mutable {
            if (!result)
                return;
            asked.differences = std::move(*result);
            m_differences = asked;
            drawDifferences();
        });
}

void CompareDetails::askEstimators()
{
    const DetailRouter *router = find(m_current);
    const auto question = std::pair(router ? router->analysis : nullptr, m_point);
    if (router && m_askedEstimators == question)
        return;
    m_askedEstimators = question;
    if (!router) {
        m_estimatorsJob.cancel();
        m_estimators.reset();
        drawEstimators();
        return;
    }
    Estimators asked{router->name, m_point, {}};
    m_estimatorsJob.request(
        tr("Comparing estimators"),
        [analysis = router->analysis, lambda = m_point](std::stop_token stop, const ReportProgress &) {
            auto answer = estimatorsAt(*analysis, lambda, std::move(stop));
            return answer ? Result<EstimatorAnswer>(withoutRows(std::move(*answer))) : answer;
        },
        [this, asked](Result<EstimatorAnswer> result) mutable {
            if (result)
                asked.answer = std::move(*result);
            else if (result.error().code == ErrorCode::Cancelled)
                return;
            else
                asked.answer.judgement = {Verdict::Refuse, {result.error().message}};
            m_estimators = asked;
            drawEstimators();
        });
}

ForestRow CompareDetails::differenceRow(const DetailRouter &router, const ComparedDifference &compared) const
{
    ForestRow row{router.name, {}, {}, {}, router.color, false};
    const JudgedDifference &difference = compared.difference;
    const Verdict verdict = difference.judgement.verdict;
    if (compared.isReference) {
        row.note = tr("is the reference");
    } else if (difference.value) {
        row.value = shown(*difference.value);
        row.number = signedWithInterval(*row.value, outcome() == Outcome::Cost ? usdText : differenceText);
        row.note = judgementText(difference.judgement);
        if (verdict == Verdict::Caution)
            row.number += QStringLiteral(" ⚠");
    } else if (verdict == Verdict::Refuse) {
        row.number = toText(verdictKey(verdict));
        row.note = reasonText(difference.judgement);
    } else {
        row.number = QStringLiteral("–");
        row.note = toText(difference.missing);
    }
    return row;
}

ForestRow CompareDetails::estimatorRow(const EstimatorValue &value, bool isOdd) const
{
    ForestRow row{toText(estimatorKey(value.estimator)), {}, {}, estimatorSentence(value.estimator), -1, isOdd};
    if (std::isfinite(value.value.quality.value)) {
        row.value = shown(value.value);
        row.number = withInterval(*row.value, outcome() == Outcome::Cost ? usdText : qualityText);
    } else {
        row.number = QStringLiteral("–");
        row.note = tr("No held-out query was served as the router would");
    }
    if (isOdd)
        row.name = tr("%1 (stands apart)").arg(row.name);
    return row;
}

void CompareDetails::drawDifferences()
{
    ForestContent content;
    content.hasZero = true;
    const bool isCost = outcome() == Outcome::Cost;
    content.unit = isCost ? ForestContent::Unit::Usd : ForestContent::Unit::Plain;
    content.axis = isCost                          ? tr("Difference in cost (USD per 1,000 queries)")
                   : outcome() == Outcome::Quality ? tr("Difference in quality (quality units)")
                                                   : tr("Difference in utility (quality units)");
    content.toTheLeft = isCost ? tr("cheaper") : tr("worse");
    content.toTheRight = isCost ? tr("dearer") : tr("better");
    m_forestTitle->setText(tr("Difference to the reference, paired by query"));
    if (m_differences) {
        const QString lo = formatPreference(m_differences->lo, CostUnit::Lambda);
        const QString hi = formatPreference(m_differences->hi, CostUnit::Lambda);
        m_forestTitle->setText(lo == hi
                                   ? tr("Less %1, at λ = %2").arg(m_differences->reference, lo)
                                   : tr("Less %1, mean over λ from %2 to %3").arg(m_differences->reference, lo, hi));
        for (std::size_t k = 0; k < m_differences->differences.size(); ++k) {
            content.rows.append(
                differenceRow(m_differences->routers.at(static_cast<qsizetype>(k)), m_differences->differences[k]));
        }
    }
    m_forest->setContent(content);
}

void CompareDetails::drawEstimators()
{
    ForestContent content;
    const bool isCost = outcome() == Outcome::Cost;
    content.unit = isCost ? ForestContent::Unit::Usd : ForestContent::Unit::Plain;
    content.axis = isCost                          ? tr("Cost (USD per 1,000 queries)")
                   : outcome() == Outcome::Quality ? tr("Quality (quality units)")
                                                   : tr("Utility (quality units)");
    m_estimatorsTitle->setText(tr("Estimators of the selected router at the point"));
    m_reading->setText(tr("Select a checked router in the table to see its estimators."));
    if (m_estimators) {
        const EstimatorAnswer &answer = m_estimators->answer;
        m_estimatorsTitle->setText(
            tr("Estimators of “%1” at λ = %2")
                .arg(m_estimators->router, formatPreference(m_estimators->lambda, CostUnit::Lambda)));
        if (answer.comparison) {
            const DisagreementReading reading = readDisagreements(answer.disagreements);
            for (const EstimatorValue &each : answer.comparison->values) {
                const bool isOdd = std::ranges::find(reading.odd, each.estimator) != reading.odd.end();
                content.rows.append(estimatorRow(each, isOdd));
            }
            m_reading->setText(readingText(*answer.comparison, reading, answer.judgement));
        } else {
            m_reading->setText(judgementText(answer.judgement));
        }
    }
    m_estimatorsPlot->setContent(content);
}

} // namespace fairlead
