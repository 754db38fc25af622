#include "ui/models/routercurve.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace fairlead {

QVector<EpochReport> curveFromJson(const std::string &json)
{
    QVector<EpochReport> curve;
    const QJsonArray epochs = QJsonDocument::fromJson(QByteArray::fromStdString(json)).array();
    for (const QJsonValue &value : epochs) {
        const QJsonObject line = value.toObject();
        EpochReport epoch;
        epoch.epoch = line.value(QLatin1String("epoch")).toInt();
        epoch.epochs = line.value(QLatin1String("epochs")).toInt();
        epoch.loss = line.value(QLatin1String("loss")).toDouble();
        epoch.seconds = line.value(QLatin1String("seconds")).toDouble();
        const QJsonObject heldOut = line.value(QLatin1String("held_out_utility")).toObject();
        if (!heldOut.isEmpty())
            epoch.heldOutUtility = Estimate{heldOut.value(QLatin1String("value")).toDouble(),
                                            heldOut.value(QLatin1String("se")).toDouble()};
        const QString verdict = line.value(QLatin1String("verdict")).toString();
        epoch.verdict = verdict == QLatin1String("OK")        ? Verdict::Ok
                        : verdict == QLatin1String("CAUTION") ? Verdict::Caution
                                                              : Verdict::Refuse;
        if (epoch.verdict == Verdict::Refuse)
            epoch.heldOutUtility.reset(); // stored without a verdict, or refused
        curve << epoch;
    }
    return curve;
}

} // namespace fairlead
