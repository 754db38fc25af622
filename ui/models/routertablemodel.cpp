#include "ui/models/routertablemodel.h"

#include "core/base/estimate.h"
#include "core/base/format.h"
#include "core/routers/method.h"
#include "ui/models/displaytext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace fairlead {

namespace {

std::optional<double> number(const QJsonValue &value)
{
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

QString heldOutText(const RouterRow &row)
{
    if (!row.heldOutUtility || row.verdict.isEmpty())
        return row.verdict.isEmpty() ? QStringLiteral("–") : row.verdict;
    const QString value = toText(formatFixed(*row.heldOutUtility, 3));
    if (!row.heldOutSe)
        return QStringLiteral("%1 · %2").arg(value, row.verdict);
    return QStringLiteral("%1 ± %2 · %3")
        .arg(value, toText(formatFixed(Estimate::kZ95 * *row.heldOutSe, 3)), row.verdict);
}

QString secondsText(const RouterRow &row)
{
    return row.seconds ? toText(formatDuration(*row.seconds)) : QStringLiteral("–");
}

} // namespace

RouterRow routerRow(const RouterRecord &record)
{
    RouterRow row;
    row.record = record;
    const auto method = methodFromKey(record.method);
    if (method)
        row.method = *method;
    row.methodTitle = toText(method ? methodInfo(*method).title : std::string_view(record.method));
    const QJsonObject summary = QJsonDocument::fromJson(QByteArray::fromStdString(record.summary)).object();
    const QJsonValue heldOut = summary.value(QLatin1String("held_out_utility"));
    row.heldOutUtility =
        heldOut.isObject() ? number(heldOut.toObject().value(QLatin1String("value"))) : number(heldOut);
    row.heldOutSe = number(heldOut.toObject().value(QLatin1String("se")));
    row.verdict = summary.value(QLatin1String("verdict")).toString();
    for (const QJsonValue &reason : summary.value(QLatin1String("reasons")).toArray())
        row.reasons.append(reason.toString());
    row.seconds = number(summary.value(QLatin1String("seconds")));
    row.stopped = summary.value(QLatin1String("stopped")).toBool();
    row.resumable = row.stopped && summary.value(QLatin1String("resumable")).toBool();
    return row;
}

RouterTableModel::RouterTableModel(QObject *parent)
    : SnapshotTable(Names::Editable, parent)
{
    using Row = RouterRow;
    setColumns({
        {tr("Name"), tr("F2 renames, double-click opens in Explore"),
         [](const Row &r) { return toText(r.record.name); }, [](const Row &r) { return toText(r.record.name); }},
        {tr("Method"), {}, [](const Row &r) { return r.methodTitle; }, [](const Row &r) { return r.methodTitle; }},
        {tr("Dataset"),
         {},
         [](const Row &r) { return toText(r.record.datasetName); },
         [](const Row &r) { return toText(r.record.datasetName); }},
        {tr("Held-out utility"),
         tr("Quality less λ times cost on held-out queries, doubly robust, mean over the range of λ, with its 95% "
            "interval"),
         heldOutText, [](const Row &r) { return QVariant(r.heldOutUtility.value_or(-1e300)); }},
        {tr("Time"), tr("The run took"), secondsText, [](const Row &r) { return QVariant(r.seconds.value_or(-1)); }},
        {tr("Created"),
         {},
         [](const Row &r) { return dateText(r.record.created); },
         [](const Row &r) { return toText(r.record.created); }},
    });
}

void RouterTableModel::setRouters(const std::vector<RouterRecord> &routers)
{
    std::vector<RouterRow> rows;
    rows.reserve(routers.size());
    for (const RouterRecord &record : routers)
        rows.push_back(routerRow(record));
    setRows(std::move(rows));
}

QVariant RouterTableModel::toolTip(const RouterRow &row, int column) const
{
    constexpr int kHeldOutColumn = 3;
    if (column == kHeldOutColumn && !row.reasons.isEmpty())
        return row.reasons.join(QLatin1Char('\n'));
    const QString text = tr("%1, seed %2, Fairlead %3")
                             .arg(toText(row.record.name))
                             .arg(row.record.seed)
                             .arg(toText(row.record.version));
    return row.stopped ? tr("%1. Stopped early: the epochs finished until then were kept.").arg(text) : text;
}

} // namespace fairlead
