#include "ui/pages/explore/explorecards.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/pages/explore/explorecurves.h"
#include "ui/widgets/valuecard.h"

#include <QLabel>
#include <QVBoxLayout>

#include <cmath>
#include <functional>

namespace fairlead {

namespace {

using Format = std::function<QString(double)>;

QString qualityText(double value)
{
    return toText(formatFixed(value, 3));
}

QString costText(double perQuery)
{
    return toText(formatUsd(kCostQueries * perQuery));
}

QString percentText(double share)
{
    return toText(formatPercent(share));
}

/// With its sign, and without one where it rounds to nothing.
QString signedText(double value, const Format &format)
{
    const QString text = format(std::abs(value));
    if (text == format(0))
        return text;
    return (value > 0 ? QStringLiteral("+") : QStringLiteral("−")) + text;
}

QString intervalText(const Estimate &estimate, const Format &format)
{
    return ExploreCards::tr("95%: %1 to %2").arg(format(estimate.lower()), format(estimate.upper()));
}

QString reasonText(const Judgement &judgement)
{
    QStringList reasons;
    for (const std::string &reason : judgement.reasons)
        reasons.append(toText(reason));
    return reasons.join(QLatin1Char('\n'));
}

/// What the summary calls "the reasons beside each model", a line each.
QStringList modelReasons(const SupportReport &support)
{
    QStringList lines;
    for (const ModelSupport &model : support.models) {
        for (const std::string &reason : model.reasons)
            lines += QStringLiteral("• ") + toText(reason);
    }
    return lines;
}

/// "32.2% less than large (25.0% to 39.4%)", or more, where the saving is a loss.
QString versusText(const Estimate &saving, const QString &model)
{
    const double sign = saving.value < 0 ? -1 : 1;
    const QString from = percentText(sign * (sign > 0 ? saving.lower() : saving.upper()));
    const QString to = percentText(sign * (sign > 0 ? saving.upper() : saving.lower()));
    const QString much = percentText(sign * saving.value);
    return sign > 0 ? ExploreCards::tr("%1 less (%2 to %3) than %4").arg(much, from, to, model)
                    : ExploreCards::tr("%1 more (%2 to %3) than %4").arg(much, from, to, model);
}

/// The estimate with its interval and the truth beside it; where there is no estimate, the truth in its place.
CardContent contentOf(const Figure &figure, const Judgement &judgement, const Format &format)
{
    CardContent card;
    card.verdict = judgement.verdict;
    card.reason = reasonText(judgement);
    if (const auto value = figure.value())
        card.value = format(*value);
    else
        card.value = QStringLiteral("–");
    if (figure.estimate && std::isfinite(figure.estimate->se))
        card.interval = intervalText(*figure.estimate, format);
    if (figure.truth)
        card.truth = figure.estimate || judgement.verdict == Verdict::Refuse
                         ? ExploreCards::tr("truth %1").arg(format(*figure.truth))
                         : ExploreCards::tr("truth");
    return card;
}

/// Adds how far the figure has come from the pinned one.
void addChange(CardContent &card, const Figure &now, const std::optional<PointFigures> &pin,
               Figure PointFigures::*figure, const QString &pinName, const Format &format)
{
    if (!pin || !now.estimate || !((*pin).*figure).estimate)
        return;
    const double change = now.estimate->value - ((*pin).*figure).estimate->value;
    card.change = ExploreCards::tr("%1 since %2").arg(signedText(change, format), pinName);
}

} // namespace

ExploreCards::ExploreCards(QWidget *parent)
    : QWidget(parent)
    , m_heading(new QLabel(this))
    , m_reasons(new QLabel(this))
{
    for (QLabel *label : {m_heading, m_reasons}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    m_heading->setObjectName(QStringLiteral("exploreHeading"));
    m_reasons->setObjectName(QStringLiteral("exploreSupport"));
    m_reasons->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_heading);
    layout->addWidget(m_reasons);
    m_quality = addCard("cardQuality", tr("Quality"));
    m_cost = addCard("cardCost", tr("Cost per 1,000 queries"));
    m_saving = addCard("cardSaving", tr("Saving against the log"));
    m_regret = addCard("cardRegret", tr("Regret, estimated"));
    m_utility = addCard("cardUtility", tr("Utility (quality − λ cost)"));
    m_size = addCard("cardSupport", tr("Effective sample size"));
    m_size->setToolTip(tr("How many unweighted queries stand behind these estimates: held-out queries that the log "
                          "served as this router would, weighted against the log's choices."));
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
    m_figures = {};
    m_mean = {};
    if (!m_analysis) {
        for (ValueCard *card : {m_quality, m_cost, m_saving, m_regret, m_utility, m_size})
            card->clear();
    }
    showReasons();
    showHeading();
}

void ExploreCards::setUnit(CostUnit unit)
{
    m_unit = unit;
    showHeading();
}

void ExploreCards::setPin(const QString &name, const std::optional<PointFigures> &figures)
{
    m_pinName = name;
    m_pin = figures;
    if (m_analysis)
        showFigures();
}

void ExploreCards::showHeading()
{
    if (!m_analysis) {
        m_heading->clear();
        return;
    }
    const QString name = toText(m_analysis->router.name);
    m_heading->setText(m_unit == CostUnit::WillingnessToPay
                           ? tr("%1, %2").arg(name, preferencePhrase(m_figures.lambda, m_unit))
                           : tr("%1 at λ = %2").arg(name, formatPreference(m_figures.lambda, CostUnit::Lambda)));
}

/// Under REFUSE the reasons stand in the place of the numbers, once for all of them. Below it, what weakens the
/// figures.
void ExploreCards::showReasons()
{
    if (!m_analysis)
        return m_reasons->hide();
    const Judgement &judgement = m_figures.judgement;
    QStringList lines;
    for (const std::string &reason : judgement.reasons)
        lines += toText(reason);
    if (judgement.verdict != Verdict::Refuse)
        lines += modelReasons(m_analysis->support);
    const qsizetype most = judgement.verdict == Verdict::Refuse ? 2 : 1; // more would push the figures out of sight
    QString text = lines.mid(0, most).join(QLatin1Char('\n'));
    if (lines.size() > most)
        text += QLatin1Char('\n') +
                tr("and %n more: point here, or see Trust", nullptr, static_cast<int>(lines.size() - most));
    m_reasons->setText(text);
    m_reasons->setToolTip(lines.join(QLatin1Char('\n')));
    m_reasons->setVisible(!lines.isEmpty() && judgement.verdict != Verdict::Ok);
}

void ExploreCards::showPoint(const PointFigures &figures)
{
    if (!m_analysis)
        return;
    const bool isSamePoint = figures.lambda == m_figures.lambda;
    const bool areReasonsNew = figures.judgement.verdict != m_figures.judgement.verdict ||
                               figures.judgement.reasons != m_figures.judgement.reasons;
    Figure regret = m_figures.regret;
    m_figures = figures;
    if (isSamePoint && !figures.regret.value())
        m_figures.regret = regret;
    showHeading();
    if (areReasonsNew)
        showReasons();
    showFigures();
}

void ExploreCards::showFigures()
{
    const auto show = [this](ValueCard *card, Figure PointFigures::*figure, const Format &format) {
        CardContent content = contentOf(m_figures.*figure, m_figures.judgement, format);
        addChange(content, m_figures.*figure, m_pin, figure, m_pinName, format);
        card->setContent(content);
    };
    show(m_quality, &PointFigures::quality, qualityText);
    show(m_cost, &PointFigures::cost, costText);
    showSaving();
    showRegret();
    showUtility();
    showSupport();
}

void ExploreCards::showSaving()
{
    CardContent card = contentOf(m_figures.saving, m_figures.judgement, percentText);
    QStringList extra;
    if (m_figures.savingCost.estimate)
        extra += tr("%1 per 1,000 queries").arg(costText(m_figures.savingCost.estimate->value));
    if (const auto &best = m_figures.savingVersusBest.estimate)
        extra += versusText(*best, toText(m_figures.bestSingle));
    card.extra = extra.join(QLatin1Char('\n'));
    addChange(card, m_figures.saving, m_pin, &PointFigures::saving, m_pinName, percentText);
    m_saving->setContent(card);
}

/// Where every answer is known regret is known, and an estimate against the predicted best would only confuse.
void ExploreCards::showRegret()
{
    const Figure &regret = m_figures.regret;
    const bool isKnown = regret.truth.has_value();
    const Figure shown{isKnown ? std::nullopt : regret.estimate, regret.truth};
    m_regret->setTitle(isKnown ? tr("Regret, true") : tr("Regret, estimated"));
    m_regret->setToolTip(isKnown ? tr("Utility short of the best answer to every query, from full feedback.")
                                 : tr("Utility short of sending every query to the model of the highest predicted "
                                      "utility. The predictions may miss the best model: the true regret is larger."));
    CardContent card = contentOf(shown, m_figures.judgement, qualityText);
    if (isKnown)
        card.truth.clear(); // the title says it
    if (!isKnown && regret.estimate)
        card.extra = regret.estimate->value < 0 ? tr("better than the predicted best choice")
                                                : tr("against the predicted best choice");
    addChange(card, shown, m_pin, &PointFigures::regret, m_pinName, qualityText);
    m_regret->setContent(card);
}

void ExploreCards::showUtility()
{
    CardContent card = contentOf(m_figures.utility, m_figures.judgement, qualityText);
    const auto &mean = m_mean.dr ? m_mean.dr : m_mean.truth;
    if (mean && m_analysis) {
        const bool isRefused = m_analysis->judge(m_mean.lo, m_mean.hi).verdict == Verdict::Refuse;
        card.extra = isRefused && m_mean.dr ? tr("over the interval: withheld")
                     : m_mean.dr            ? tr("over the interval %1 (%2 to %3)")
                                       .arg(qualityText(mean->utility.value), qualityText(mean->utility.lower()),
                                            qualityText(mean->utility.upper()))
                                 : tr("over the interval %1").arg(qualityText(mean->utility.value));
        if (m_mean.meanRegretTruth)
            card.extra += QLatin1Char('\n') + tr("mean regret %1 (truth)").arg(qualityText(*m_mean.meanRegretTruth));
    }
    addChange(card, m_figures.utility, m_pin, &PointFigures::utility, m_pinName, qualityText);
    m_utility->setContent(card);
}

void ExploreCards::showSupport()
{
    const RoutingSupport &support = m_figures.support;
    if (support.queries == 0)
        return m_size->clear();
    // How well a value is supported is shown even where the value itself is refused: it is the reason.
    CardContent card;
    card.value = toText(formatCount(std::round(support.effectiveSampleSize)));
    card.extra = tr("the log served %1 of %2 held-out queries as the router would")
                     .arg(countText(support.agreeing), countText(support.queries));
    card.verdict = m_figures.judgement.verdict;
    card.reason = reasonText(m_figures.judgement);
    card.isShownRefused = true;
    m_size->setContent(card);
}

void ExploreCards::showInterval(const IntervalValue &interval)
{
    m_mean = interval;
    if (m_analysis)
        showUtility();
}

} // namespace fairlead
