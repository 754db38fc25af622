#include "ui/pages/compare/comparedetails.h"

#include "ui/models/displaytext.h"
#include "ui/pages/compare/estimatorsview.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace fairlead {

namespace {

const QString kLog = QStringLiteral("log");
const QString kBest = QStringLiteral("best");
const QString kModel = QStringLiteral("model:");
const QString kRouter = QStringLiteral("router:");

} // namespace

CompareDetails::CompareDetails(QWidget *parent)
    : QWidget(parent)
{
    QWidget *controls = buildControls();
    m_differences = new DifferencesView(this);
    m_estimators = new EstimatorsView(this);
    auto *plots = new QHBoxLayout;
    plots->setSpacing(12);
    plots->addWidget(m_differences, 1);
    plots->addWidget(m_estimators, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(controls);
    layout->addLayout(plots, 1);

    fillReferences();
    connect(m_outcome, &QComboBox::currentIndexChanged, this, [this] {
        const auto outcome = static_cast<CompareOutcome>(m_outcome->currentData().toInt());
        m_differences->setOutcome(outcome);
        m_estimators->setOutcome(outcome);
    });
    connect(m_against, &QComboBox::currentIndexChanged, this, &CompareDetails::askDifferences);
    connect(m_over, &QComboBox::currentIndexChanged, this, &CompareDetails::askDifferences);
}

QWidget *CompareDetails::buildControls()
{
    auto *bar = new QWidget(this);
    auto *controls = new QHBoxLayout(bar);
    controls->setContentsMargins(0, 0, 0, 0);
    m_outcome = addCombo(QStringLiteral("compareOutcome"), tr("Differences &in"), bar);
    m_outcome->addItem(tr("Utility"), static_cast<int>(CompareOutcome::Utility));
    m_outcome->addItem(tr("Quality"), static_cast<int>(CompareOutcome::Quality));
    m_outcome->addItem(tr("Cost"), static_cast<int>(CompareOutcome::Cost));
    m_against = addCombo(QStringLiteral("compareAgainst"), tr("&against"), bar);
    m_against->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_against->setMinimumContentsLength(26);
    m_over = addCombo(QStringLiteral("compareOver"), tr("o&ver"), bar);
    m_over->addItem(tr("the cost interval"), true);
    m_over->addItem(tr("the point alone"), false);
    controls->addStretch(1);
    return bar;
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
    m_current = router;
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
    return m_differences->isSettled() && m_estimators->isSettled();
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
        const auto modelName = [&first](std::int32_t model) { return toText(first.models[std::size_t(model)].name); };
        if (first.bestSingle >= 0)
            m_against->addItem(tr("the best single model (%1)").arg(modelName(first.bestSingle)), kBest);
        m_against->insertSeparator(m_against->count());
        for (const DetailRouter &router : std::as_const(m_routers))
            m_against->addItem(router.name, kRouter + QString::number(router.id));
        m_against->insertSeparator(m_against->count());
        for (std::int32_t model = 0; model < std::ssize(first.models); ++model)
            m_against->addItem(tr("always %1").arg(modelName(model)), kModel + QString::number(model));
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
    } else if (const DetailRouter *router = find(key.mid(kRouter.size()).toLongLong());
               key.startsWith(kRouter) && router) {
        reference.kind = ComparisonReference::Kind::Router;
        reference.router = router->analysis;
    }
    return reference;
}

void CompareDetails::askDifferences()
{
    const bool isInterval = m_over->currentData().toBool();
    m_differences->ask({m_routers, m_routers.isEmpty() ? ComparisonReference() : reference(), m_against->currentText(),
                        isInterval ? m_lo : m_point, isInterval ? m_hi : m_point});
}

void CompareDetails::askEstimators()
{
    const DetailRouter *router = find(m_current);
    m_estimators->ask(router ? router->analysis : nullptr, router ? router->name : QString(), m_point);
}

} // namespace fairlead
