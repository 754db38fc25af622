#include "ui/pages/data/datasetwords.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr std::size_t kFewOutcomes = 50; ///< of a model: its held-out share is a dozen rows
constexpr std::size_t kFewHeldOut = 100; ///< an interval of quality is wider than a tenth
constexpr double kMostOfAll = 0.95;      ///< served by one model
constexpr double kManyRejected = 0.1;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::DatasetWords)
};

QString quoted(const std::string &name)
{
    return QStringLiteral("“%1”").arg(toText(name));
}

QString shareText(std::size_t part, std::size_t whole)
{
    return toText(formatPercent(whole ? static_cast<double>(part) / static_cast<double>(whole) : 0));
}

QString momentText(double seconds)
{
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(seconds * 1000), QTimeZone::utc())
        .toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QJsonObject settingsOf(const DatasetInfo &info)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(info.settings)).object();
}

QString kindText(const DatasetInfo &info)
{
    if (info.kind == DatasetKind::FullFeedback)
        return Words::tr("Full feedback: every model answered every query");
    return info.parent ? Words::tr("A log simulated from full feedback, which it is judged against")
                       : Words::tr("A log: one model answered each query");
}

QString queriesText(const DatasetInfo &info)
{
    const std::size_t heldOut = info.queryCount - info.trainCount;
    return Words::tr("%1: %2 teach routers, %3 are held out to judge them (%4)")
        .arg(countText(info.queryCount), countText(info.trainCount), countText(heldOut),
             shareText(heldOut, info.queryCount));
}

QString outcomesText(const DatasetShown &dataset)
{
    double qualities = 0;
    double costs = 0;
    double quality = 0;
    double cost = 0;
    for (const Distribution &of : dataset.summary->quality.models) {
        qualities += static_cast<double>(of.count);
        quality += of.count ? static_cast<double>(of.count) * of.mean : 0;
    }
    for (const Distribution &of : dataset.summary->cost.models) {
        costs += static_cast<double>(of.count);
        cost += of.count ? static_cast<double>(of.count) * of.mean : 0;
    }
    return Words::tr("%1, of mean quality %2 at %3 per 1,000 queries; %4 in all")
        .arg(countText(dataset.summary->outcomes), toText(formatFixed(quality / std::max(qualities, 1.0), 3)),
             toText(formatUsd(1000 * cost / std::max(costs, 1.0))), toText(formatUsd(cost)));
}

QString timeText(const DatasetShown &dataset)
{
    const TimeSummary &time = dataset.summary->time;
    if (time.queries == 0)
        return Words::tr("not logged");
    return Words::tr("%1 to %2 (UTC), for %3 of %4 queries")
        .arg(momentText(time.earliest), momentText(time.latest), countText(time.queries),
             countText(dataset.info.queryCount));
}

QString segmentsText(const DatasetSummary &summary)
{
    const bool isNone = summary.segmentCount == 1 && summary.segments.front().name.empty();
    return isNone ? Words::tr("none; map a column to the segment to look at groups of queries")
                  : countText(summary.segmentCount);
}

QString propensityText(const DatasetShown &dataset)
{
    if (dataset.info.kind == DatasetKind::FullFeedback)
        return Words::tr("not needed: nothing was chosen");
    if (!dataset.info.hasPropensity)
        return Words::tr("not logged; training estimates them");
    return dataset.summary ? Words::tr("logged for %1 of the outcomes")
                                 .arg(shareText(dataset.summary->withPropensity, dataset.summary->outcomes))
                           : Words::tr("logged");
}

QString readText(const DatasetInfo &info)
{
    if (info.embeddingDim == 0)
        return info.hasPrompts ? Words::tr("prompts; embeddings are made from them when a router is trained")
                               : Words::tr("nothing: neither prompts nor embeddings");
    return info.embeddingsFromText ? Words::tr("embeddings of %1 floats, made from the prompts").arg(info.embeddingDim)
                                   : Words::tr("embeddings of %1 floats that came with it").arg(info.embeddingDim);
}

QString sourceText(const DatasetInfo &info)
{
    QString text = Words::tr("%1, %2").arg(toText(info.source), dateText(info.created));
    const QJsonObject settings = settingsOf(info);
    const int rejected = settings.value(QStringLiteral("rows_rejected")).toInt();
    if (rejected > 0)
        text += Words::tr("; %1 of %2 rows were left out")
                    .arg(countText(static_cast<std::size_t>(rejected)),
                         countText(static_cast<std::size_t>(settings.value(QStringLiteral("rows_read")).toInt())));
    for (const QJsonValue &merge : settings.value(QStringLiteral("merged")).toArray())
        text += Words::tr("; merged %1").arg(merge.toString());
    return text;
}

/// What the counts of the models say.
void addModelCautions(const DatasetShown &dataset, QStringList &cautions)
{
    const bool isLog = dataset.info.kind == DatasetKind::Log;
    for (const ModelInfo &model : dataset.models) {
        if (model.count == 0)
            cautions
                << Words::tr("%1 answered no query: nothing can be learned about it here.").arg(quoted(model.name));
        else if (model.count < kFewOutcomes)
            cautions << Words::tr("%1 answered only %2 queries: what is estimated about it will be uncertain. Log more "
                                  "of its answers, or merge it with a model that is much the same.")
                            .arg(quoted(model.name), countText(model.count));
        if (isLog && dataset.models.size() > 1 &&
            static_cast<double>(model.count) > kMostOfAll * static_cast<double>(dataset.info.queryCount))
            cautions << Words::tr("%1 answered %2 of all queries: the others are hardly seen. Send a share of the "
                                  "traffic to them at random for a while.")
                            .arg(quoted(model.name), shareText(model.count, dataset.info.queryCount));
    }
}

/// What the values say.
void addValueCautions(const DatasetShown &dataset, QStringList &cautions)
{
    const DatasetSummary &summary = *dataset.summary;
    if (summary.quality.low == summary.quality.high)
        cautions << Words::tr("Every outcome has the same quality: there is nothing to route by. Check the column that "
                              "was mapped to it.");
    for (std::size_t t = 0; t < summary.cost.models.size() && t < dataset.models.size(); ++t) {
        const Distribution &cost = summary.cost.models[t];
        if (cost.count > 0 && cost.zeros == cost.count)
            cautions << Words::tr("%1 costs nothing in every row. Check whether its cost was logged.")
                            .arg(quoted(dataset.models[t].name));
    }
    if (dataset.info.hasPropensity && summary.withPropensity < summary.outcomes)
        cautions << Words::tr("Propensities are missing in %1 of the outcomes; they are estimated there.")
                        .arg(shareText(summary.outcomes - summary.withPropensity, summary.outcomes));
    if (summary.time.queries > 0 && summary.time.queries < dataset.info.queryCount)
        cautions << Words::tr("%1 queries have no time and are missing from the view over time.")
                        .arg(countText(dataset.info.queryCount - summary.time.queries));
}

} // namespace

QVector<DatasetFact> datasetFacts(const DatasetShown &dataset)
{
    const QString pending = QStringLiteral("…");
    const bool isRead = dataset.summary != nullptr;
    QVector<DatasetFact> facts{
        {Words::tr("Kind"), kindText(dataset.info)},
        {Words::tr("Queries"), queriesText(dataset.info)},
        {Words::tr("Outcomes"), isRead ? outcomesText(dataset) : pending},
        {Words::tr("Time"), isRead ? timeText(dataset) : pending},
        {Words::tr("Segments"), isRead ? segmentsText(*dataset.summary) : pending},
        {Words::tr("Propensities"), propensityText(dataset)},
        {Words::tr("A router reads"), readText(dataset.info)},
        {Words::tr("Source"), sourceText(dataset.info)},
    };
    if (dataset.info.hasCandidates)
        facts.insert(6,
                     {Words::tr("Candidates"), Words::tr("logged: not every model could be chosen for every query")});
    return facts;
}

QStringList datasetCautions(const DatasetShown &dataset)
{
    QStringList cautions;
    const QJsonObject settings = settingsOf(dataset.info);
    const double rejected = settings.value(QStringLiteral("rows_rejected")).toDouble();
    const double read = settings.value(QStringLiteral("rows_read")).toDouble();
    if (read > 0 && rejected > kManyRejected * read)
        cautions << Words::tr(
                        "The import left out %1 of %2 rows. If these are not bad rows, a column was mapped to the "
                        "wrong role: import the file again with another mapping.")
                        .arg(countText(static_cast<std::size_t>(rejected)), countText(static_cast<std::size_t>(read)));
    addModelCautions(dataset, cautions);
    if (dataset.summary)
        addValueCautions(dataset, cautions);
    if (!dataset.info.hasPrompts && dataset.info.embeddingDim == 0)
        cautions << Words::tr("There are neither prompts nor embeddings: a router could not tell the queries apart. "
                              "Import the log again with one of them.");
    if (dataset.info.queryCount - dataset.info.trainCount < kFewHeldOut)
        cautions << Words::tr("Only %1 queries are held out: intervals will be wide. Import more rows.")
                        .arg(countText(dataset.info.queryCount - dataset.info.trainCount));
    return cautions;
}

} // namespace fairlead
