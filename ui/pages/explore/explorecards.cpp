#include "ui/pages/explore/explorecards.h"

#include "core/base/format.h"
#include "ui/pages/explore/explorecurves.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/valuecard.h"

#include <QLabel>
#include <QVBoxLayout>

#include <functional>

namespace fairlead {

namespace {

using Format = std::function<QString(double)>;

QString qualityText(double value)
{
    return QString::fromStdString(formatFixed(value, 3));
}

QString signedQuality(double value)
{
    return (value >= 0 ? QStringLiteral("+") : QString()) + qualityText(value);
}

QString costText(double perQuery)
{
    return QString::fromStdString(formatUsd(kCostQueries * perQuery));
}

QString percentText(double fraction)
{
    return QString::fromStdString(formatPercent(fraction));
}

QString intervalText(const Estimate &estimate, const Format &format)
{
    return ExploreCards::tr("95%: %1 to %2").arg(format(estimate.lower()), format(estimate.upper()));
}

QString truthText(double value, const Format &format)
{
    return ExploreCards::tr("truth %1").arg(format(value));
}

/// The estimate where there is one, else the truth: full feedback without a log has only that.
const std::optional<PolicyValue> &shown(const std::optional<PolicyValue> &dr, const std::optional<PolicyValue> &truth)
{
    return dr ? dr : truth;
}

const ReferencePolicy *loggingPolicy(const RouterAnalysis &analysis)
{
    for (const ReferencePolicy &reference : analysis.references) {
        if (reference.kind == ReferencePolicy::Kind::LoggingPolicy)
            return &reference;
    }
    return nullptr;
}

/// One reason under REFUSE, where it takes the number's place; all of them elsewhere, a line each.
QString reasonText(const Judgement &judgement)
{
    QStringList reasons;
    for (const std::string &reason : judgement.reasons)
        reasons.append(QString::fromStdString(reason));
    return judgement.verdict == Verdict::Refuse ? reasons.value(0) : reasons.join(QLatin1Char('\n'));
}

/// What the summary calls "the reasons beside each model", a line each.
QStringList modelReasons(const SupportReport &support)
{
    QStringList lines;
    for (const ModelSupport &model : support.models) {
        for (const std::string &reason : model.reasons)
            lines += QStringLiteral("\n• ") + QString::fromStdString(reason);
    }
    return lines;
}

} // namespace

ExploreCards::ExploreCards(QWidget *parent)
    : QWidget(parent)
    , m_heading(new QLabel(this))
    , m_support(new QLabel(this))
{
    m_heading->setObjectName(QStringLiteral("exploreHeading"));
    m_heading->setWordWrap(true);
    m_heading->setTextFormat(Qt::PlainText);
    m_support->setObjectName(QStringLiteral("exploreSupport"));
    m_support->setWordWrap(true);
    m_support->setTextFormat(Qt::PlainText);
    m_support->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(5);
    layout->addWidget(m_heading);
    m_quality = addCard("cardQuality", tr("Quality"));
    m_cost = addCard("cardCost", tr("Cost per 1,000 queries"));
    m_saving = addCard("cardSaving", tr("Saving against the log"));
    m_utility = addCard("cardUtility", tr("Utility (quality − λ cost)"));
    m_interval = addCard("cardIntervalUtility", tr("Mean utility, interval"));
    layout->addWidget(m_support);
    layout->addStretch(1);
}

ValueCard *ExploreCards::addCard(const char *name, const QString &title)
{
    auto *card = new ValueCard(title, this);
    card->setObjectName(QLatin1String(name));
    layout()->addWidget(card);
    return card;
}

void ExploreCards::setAnalysis(std::shared_ptr<const RouterAnalysis> analysis)
{
    m_analysis = std::move(analysis);
    m_reason.clear();
    m_shown = m_analysis ? m_analysis->verdict : Verdict::Ok;
    if (!m_analysis) {
        for (ValueCard *card : {m_quality, m_cost, m_saving, m_utility, m_interval})
            card->clear();
    } else if (m_analysis->verdict != Verdict::Ok) {
        QStringList reasons;
        for (const std::string &reason : m_analysis->support.reasons)
            reasons.append(QString::fromStdString(reason));
        m_reason = reasons.join(QLatin1Char(' '));
    }
    showSupport();
    showHeading();
}

void ExploreCards::setUnit(CostUnit unit)
{
    m_unit = unit;
    showHeading();
}

void ExploreCards::showHeading()
{
    if (!m_analysis) {
        m_heading->clear();
        return;
    }
    const QString preference = formatPreference(m_lambda, m_unit);
    const QString name = QString::fromStdString(m_analysis->router.name);
    m_heading->setText(m_unit == CostUnit::Lambda ? tr("%1 at λ = %2").arg(name, preference)
                                                  : tr("%1, paying %2 for a unit of quality").arg(name, preference));
}

void ExploreCards::showSupport()
{
    // Where the shown lambda is refused every card gives the reason itself.
    m_support->setVisible(!m_reason.isEmpty() && m_analysis && m_shown != Verdict::Refuse);
    if (!m_analysis)
        return m_support->clear();
    constexpr qsizetype kMostLines = 4; // the rest would push the figures out of sight
    const QStringList lines = modelReasons(m_analysis->support);
    QString text = m_reason + lines.mid(0, kMostLines).join(QString());
    if (lines.size() > kMostLines)
        text += QLatin1Char('\n') + tr("and %n more: point here to read them", nullptr, int(lines.size() - kMostLines));
    m_support->setText(text);
    m_support->setToolTip(m_reason + lines.join(QString()));
}

void ExploreCards::showPoint(const OperatingPoint &point)
{
    if (!m_analysis)
        return;
    m_lambda = point.lambda;
    showHeading();
    const auto &value = shown(point.dr, point.truth);
    if (!value)
        return;
    const Judgement judgement = m_analysis->judge(point.lambda);
    if (m_shown != judgement.verdict) {
        m_shown = judgement.verdict;
        showSupport();
    }
    const QString reason = reasonText(judgement);
    const auto content = [&](const Estimate &estimate, const Estimate PolicyValue::*part, const Format &format) {
        CardContent card{format(estimate.value), intervalText(estimate, format), {}, {}, judgement.verdict, reason};
        if (point.dr && point.truth)
            card.truth = truthText(((*point.truth).*part).value, format);
        return card;
    };
    CardContent quality = content(value->quality, &PolicyValue::quality, qualityText);
    if (point.versusLog)
        quality.extra = tr("%1 against the log").arg(signedQuality(point.versusLog->quality.value));
    m_quality->setContent(quality);
    m_cost->setContent(content(value->cost, &PolicyValue::cost, costText));
    CardContent utility = content(value->utility, &PolicyValue::utility, qualityText);
    if (point.versusLog)
        utility.extra = tr("%1 against the log").arg(signedQuality(point.versusLog->utility.value));
    m_utility->setContent(utility);
    showSaving(point);
}

void ExploreCards::showSaving(const OperatingPoint &point)
{
    const ReferencePolicy *log = loggingPolicy(*m_analysis);
    if (!point.versusLog || !log || !(log->cost.value > 0)) {
        m_saving->clear();
        return;
    }
    const Judgement judgement = m_analysis->judge(point.lambda);
    // The log's own mean cost is the unit; the uncertainty is that of the paired difference.
    const Estimate saved{-point.versusLog->cost.value, point.versusLog->cost.se};
    const Estimate fraction{saved.value / log->cost.value, saved.se / log->cost.value};
    CardContent card{percentText(fraction.value), intervalText(fraction, percentText), {}, {}, judgement.verdict,
                     reasonText(judgement)};
    card.extra =
        tr("%1 per 1,000 (%2 to %3)").arg(costText(saved.value), costText(saved.lower()), costText(saved.upper()));
    if (point.truth && log->trueCost && *log->trueCost > 0)
        card.truth = truthText(1 - point.truth->cost.value / *log->trueCost, percentText);
    m_saving->setContent(card);
}

void ExploreCards::showInterval(const IntervalValue &interval)
{
    const auto &value = shown(interval.dr, interval.truth);
    if (!m_analysis || !value)
        return;
    const Judgement judgement = m_analysis->judge(interval.lo, interval.hi);
    CardContent card{qualityText(value->utility.value),
                     intervalText(value->utility, qualityText),
                     {},
                     {},
                     judgement.verdict,
                     reasonText(judgement)};
    if (interval.dr && interval.truth)
        card.truth = truthText(interval.truth->utility.value, qualityText);
    if (interval.meanRegretTruth)
        card.extra = tr("mean regret %1 (truth)").arg(qualityText(*interval.meanRegretTruth));
    else if (interval.versusLog)
        card.extra = tr("%1 against the log").arg(signedQuality(interval.versusLog->utility.value));
    m_interval->setContent(card);
}

} // namespace fairlead
