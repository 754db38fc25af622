#pragma once

#include "core/experiment/explanation.h"
#include "ui/models/snapshottable.h"
#include "ui/plots/utilitylinesplot.h"

#include <QCoreApplication>

namespace fairlead {

/// One model beside a query: what was foretold of it and what came of it.
struct ExplainedModel
{
    int model = 0;
    QString name;
    ModelExplanation explanation;
    std::optional<Outcome> observed; ///< of the model that the log served
    QString serves;                  ///< the lambdas at which the router chooses it
};

/// The models of one explained query.
class ExplanationModel final : public SnapshotTable<ExplainedModel>
{
    Q_DECLARE_TR_FUNCTIONS(fairlead::ExplanationModel)

public:
    enum Column
    {
        Model,
        Serves,
        Propensity,
        PredictedQuality,
        PredictedCost,
        ObservedQuality,
        ObservedCost,
        RobustQuality,
        RobustCost,
        TrueQuality,
        TrueCost
    };
    explicit ExplanationModel(QObject *parent = nullptr);

    void setExplanation(const QueryExplanation &why, const std::vector<ModelInfo> &models);
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

protected:
    [[nodiscard]] qint64 id(const ExplainedModel &row) const override { return row.model + 1; }
    [[nodiscard]] QVariant toolTip(const ExplainedModel &row, int column) const override;
};

/// Which lines of an explanation are drawn.
enum class ExplainedLines
{
    Router,
    Predicted,
    Truth
};
[[nodiscard]] UtilityLinesContent linesContent(const QueryExplanation &why, ExplainedLines lines,
                                               const std::vector<ModelInfo> &models);

} // namespace fairlead
