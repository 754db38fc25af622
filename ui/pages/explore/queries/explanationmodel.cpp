#include "ui/pages/explore/queries/explanationmodel.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/pages/explore/queries/figuretext.h"
#include "ui/widgets/theme.h"

#include <QColor>

namespace fairlead {

namespace {

const QString kNothing = QStringLiteral("–");

QString lambdaText(double lambda)
{
    return toText(formatSignificant(lambda, 3));
}

/// "0 to 34; 51 to 80"
QString servesText(const QueryExplanation &why, std::size_t model)
{
    QStringList stretches;
    for (const EnvelopePiece &piece : why.router.envelope) {
        if (piece.model == model)
            stretches << ExplanationModel::tr("%1 to %2").arg(lambdaText(piece.lo), lambdaText(piece.hi));
    }
    return stretches.isEmpty() ? kNothing : stretches.join(QStringLiteral("; "));
}

using Column = SnapshotTable<ExplainedModel>::Column;

/// A quality or a cost of what `outcome` finds in a row; a dash where there is none.
template <typename Find>
Column qualityColumn(const QString &title, const QString &tip, Find outcome)
{
    return {title, tip,
            [outcome](const ExplainedModel &row) {
                const std::optional<Outcome> found = outcome(row);
                return found ? qualityFigure(found->quality) : kNothing;
            },
            [outcome](const ExplainedModel &row) {
                const std::optional<Outcome> found = outcome(row);
                return QVariant(found ? found->quality : -1e300);
            }};
}

template <typename Find>
Column costColumn(const QString &title, const QString &tip, Find outcome)
{
    return {title, tip,
            [outcome](const ExplainedModel &row) {
                const std::optional<Outcome> found = outcome(row);
                return found ? costFigure(found->cost) : kNothing;
            },
            [outcome](const ExplainedModel &row) {
                const std::optional<Outcome> found = outcome(row);
                return QVariant(found ? found->cost : -1e300);
            }};
}

std::optional<Outcome> ifAvailable(const ExplainedModel &row, const Outcome &outcome)
{
    return row.explanation.isAvailable ? std::optional(outcome) : std::nullopt;
}

QString valueLabel(ScoreUnit unit)
{
    switch (unit) {
    case ScoreUnit::Utility:
        return ExplanationModel::tr("Utility: quality − λ cost");
    case ScoreUnit::Logit:
        return ExplanationModel::tr("Router's score (logit)");
    case ScoreUnit::LogProbability:
        return ExplanationModel::tr("Log probability and noise");
    }
    return {};
}

} // namespace

ExplanationModel::ExplanationModel(QObject *parent)
    : SnapshotTable(Names::Fixed, parent)
{
    const auto predicted = [](const ExplainedModel &row) { return ifAvailable(row, row.explanation.predicted); };
    const auto robust = [](const ExplainedModel &row) { return ifAvailable(row, row.explanation.influence); };
    const auto observed = [](const ExplainedModel &row) { return row.observed; };
    const auto truth = [](const ExplainedModel &row) {
        return row.explanation.isAvailable ? row.explanation.truth : std::nullopt;
    };
    const QString predictedTip = tr("Foretold for this query by a regression that did not see it");
    const QString observedTip = tr("What the log recorded; only the model that served the query has it");
    const QString robustTip =
        tr("Doubly robust score: the prediction, corrected by what was observed where the log served this model, "
           "divided by its propensity. One query's score is noisy; the router's figures are means of them.");
    const QString truthTip = tr("From full feedback: what this model really answered");
    setColumns({
        {tr("Model"),
         {},
         [](const ExplainedModel &r) { return r.name; },
         [](const ExplainedModel &r) { return r.name; }},
        {tr("Serves at λ"), tr("Where the router sends the query to this model"),
         [](const ExplainedModel &r) { return r.serves; }, [](const ExplainedModel &r) { return r.serves; }},
        {tr("Propensity"), tr("Probability that the logging policy served this query with the model"),
         [](const ExplainedModel &r) {
             return r.explanation.isAvailable ? percentFigure(r.explanation.propensity) : tr("not available");
         },
         [](const ExplainedModel &r) { return QVariant(r.explanation.propensity); }},
        qualityColumn(tr("Pred. quality"), predictedTip, predicted),
        costColumn(tr("Pred. cost / 1,000"), predictedTip, predicted),
        qualityColumn(tr("Obs. quality"), observedTip, observed),
        costColumn(tr("Obs. cost / 1,000"), observedTip, observed),
        qualityColumn(tr("DR quality"), robustTip, robust),
        costColumn(tr("DR cost / 1,000"), robustTip, robust),
        qualityColumn(tr("True quality"), truthTip, truth),
        costColumn(tr("True cost / 1,000"), truthTip, truth),
    });
}

void ExplanationModel::setExplanation(const QueryExplanation &why, const std::vector<ModelInfo> &models)
{
    std::vector<ExplainedModel> rows;
    for (std::size_t t = 0; t < why.models.size(); ++t) {
        ExplainedModel row{static_cast<int>(t), toText(models[t].name), why.models[t], {}, servesText(why, t)};
        if (t == why.served) {
            row.observed = why.observed;
            row.explanation.propensity = why.servedPropensity;
        }
        rows.push_back(std::move(row));
    }
    setRows(std::move(rows));
}

QVariant ExplanationModel::data(const QModelIndex &index, int role) const
{
    if (role == Qt::DecorationRole && index.isValid() && index.column() == Model)
        return modelColor(rows()[static_cast<std::size_t>(index.row())].model);
    return SnapshotTable::data(index, role);
}

QVariant ExplanationModel::toolTip(const ExplainedModel &row, int column) const
{
    return column == Serves ? row.serves : row.name;
}

UtilityLinesContent linesContent(const QueryExplanation &why, ExplainedLines lines,
                                 const std::vector<ModelInfo> &models)
{
    const bool isTruth = lines == ExplainedLines::Truth && why.truth;
    const ScoreLines &drawn = isTruth ? *why.truth : lines == ExplainedLines::Router ? why.router : why.predicted;
    UtilityLinesContent content;
    content.lambda = QVector<double>(drawn.knots.begin(), drawn.knots.end());
    content.shortLabel =
        lines == ExplainedLines::Router ? ExplanationModel::tr("Score") : ExplanationModel::tr("Utility");
    content.valueLabel = lines == ExplainedLines::Router ? valueLabel(why.unit)
                         : isTruth                       ? ExplanationModel::tr("True quality − λ cost")
                                                         : ExplanationModel::tr("Predicted quality − λ cost");
    QVector<int> lineOf(static_cast<qsizetype>(models.size()), -1);
    for (std::size_t t = 0; t < models.size(); ++t) {
        if (!why.models[t].isAvailable)
            continue;
        lineOf[static_cast<qsizetype>(t)] = static_cast<int>(content.lines.size());
        UtilityLinesContent::Line line{toText(models[t].name), static_cast<int>(t), {}, t == why.served};
        for (std::size_t k = 0; k < drawn.knots.size(); ++k)
            line.values.append(drawn.values(k, t));
        content.lines.append(line);
    }
    for (const EnvelopePiece &piece : drawn.envelope)
        content.envelope.append({piece.lo, piece.hi, lineOf[piece.model]});
    return content;
}

} // namespace fairlead
