#include "ui/pages/compare/estimatortext.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/pages/compare/comparetext.h"

#include <QCoreApplication>
#include <QStringList>

namespace fairlead {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("EstimatorText", text);
}

QString outcomeName(std::string_view outcome)
{
    if (outcome == "quality")
        return translated("quality");
    return outcome == "cost" ? translated("cost") : translated("utility");
}

/// "A", "A and B", "A, B and C"
QString listed(const QStringList &names)
{
    if (names.size() < 2)
        return names.join(QString());
    return translated("%1 and %2").arg(names.mid(0, names.size() - 1).join(QStringLiteral(", ")), names.last());
}

QString outcomesOf(const std::vector<Disagreement> &found)
{
    QStringList names;
    for (const Disagreement &each : found) {
        if (const QString name = outcomeName(each.outcome); !names.contains(name))
            names.append(name);
    }
    return listed(names);
}

/// Every estimator that has a part in a disagreement.
QString involved(const std::vector<Disagreement> &found)
{
    QStringList names;
    for (const Estimator estimator : kEstimators) {
        for (const Disagreement &each : found) {
            if (each.a == estimator || each.b == estimator) {
                names.append(toText(estimatorKey(estimator)));
                break;
            }
        }
    }
    return listed(names);
}

QString alarm(const DisagreementReading &reading)
{
    QStringList odd;
    for (const Estimator estimator : reading.odd)
        odd.append(toText(estimatorKey(estimator)));
    const QString who = odd.isEmpty() ? translated("⚠ %1 disagree beyond chance on %2.")
                                            .arg(involved(reading.counted), outcomesOf(reading.counted))
                        : odd.size() == 1 ? translated("⚠ %1 disagrees with the others beyond chance on %2.")
                                                .arg(listed(odd), outcomesOf(reading.counted))
                                          : translated("⚠ %1 disagree with the others beyond chance on %2.")
                                                .arg(listed(odd), outcomesOf(reading.counted));
    return who + QLatin1Char(' ') +
           translated("The propensities or the outcome model do not fit this log: look at Trust before believing any "
                      "of them.");
}

} // namespace

QString estimatorSentence(Estimator estimator)
{
    switch (estimator) {
    case Estimator::Ips:
        return translated("Inverse propensity scoring: outcomes of agreeing queries, weighted; no outcome model");
    case Estimator::Snips:
        return translated("Self-normalised IPS: steadier, slightly biased");
    case Estimator::Dm:
        return translated("Direct method: the outcome model alone; its interval leaves out that model's error");
    case Estimator::Sndr:
        return translated("Self-normalised doubly robust");
    case Estimator::SwitchDr:
        return translated("Doubly robust where weights are small, the outcome model elsewhere");
    case Estimator::DrOs:
        return translated("Doubly robust with shrunken weights");
    case Estimator::Dr:
        break;
    }
    return translated("Doubly robust: the outcome model, corrected by what was logged; the value shown everywhere");
}

QString readingText(const EstimatorComparison &comparison, const DisagreementReading &reading,
                    const Judgement &judgement)
{
    QString text = reading.isAlarm() ? alarm(reading)
                   : reading.direct.empty()
                       ? translated("✓ The estimators agree within chance.")
                       : translated("✓ The estimators agree within chance but for DM: no alarm by itself.");
    text += QLatin1Char(' ') +
            translated("%1 held-out queries were served so (effective %2).")
                .arg(countText(comparison.agreeingRows), toText(formatCount(comparison.effectiveSampleSize)));
    text += QLatin1Char(' ') + translated("† Interval without the outcome model's error.");
    if (judgement.verdict != Verdict::Ok)
        text += QLatin1Char('\n') + judgementText(judgement);
    return text;
}

} // namespace fairlead
