#pragma once

#include "core/experiment/comparison.h"
#include "ui/jobs/latestjob.h"

#include <QVector>
#include <QWidget>

#include <optional>
#include <utility>
#include <vector>

class QComboBox;
class QLabel;

namespace fairlead {

class ForestPlot;
struct ForestRow;

/// A router under comparison as the plots show it.
struct DetailRouter
{
    qint64 id = 0;
    QString name;
    int color = 0; ///< routerColor
    std::shared_ptr<const RouterAnalysis> analysis;
};

/// Under the table: every router's paired difference to a reference of choice as a forest plot, and beside it the seven
/// estimators of the selected router at the point, with what their disagreement means. Computes in the background; the
/// newest question wins, and what is drawn stays until its answer is there.
class CompareDetails final : public QWidget
{
    Q_OBJECT

public:
    explicit CompareDetails(QWidget *parent = nullptr);

    /// Those that are ready, in the table's own order; the answers follow with the next interval and point.
    void setRouters(const QVector<DetailRouter> &routers);
    void setCurrent(qint64 router); ///< whose estimators are shown; 0: none
    void setInterval(double lo, double hi);
    void setPoint(double lambda);
    [[nodiscard]] bool isSettled() const;

private:
    enum class Outcome
    {
        Utility,
        Quality,
        Cost
    };
    /// An answer with the question it belongs to.
    struct Differences
    {
        QVector<DetailRouter> routers;
        QString reference;
        double lo = 0;
        double hi = 0;
        std::vector<ComparedDifference> differences;
    };
    struct Estimators
    {
        QString router;
        double lambda = 0;
        EstimatorAnswer answer;
    };

    QComboBox *addCombo(const QString &objectName, const QString &label, QWidget *row);
    void fillReferences();
    [[nodiscard]] ComparisonReference reference() const;
    [[nodiscard]] Outcome outcome() const;
    [[nodiscard]] Estimate shown(const PolicyValue &value) const;
    [[nodiscard]] const DetailRouter *find(qint64 id) const;
    [[nodiscard]] ForestRow differenceRow(const DetailRouter &router, const ComparedDifference &compared) const;
    [[nodiscard]] ForestRow estimatorRow(const EstimatorValue &value, bool isOdd) const;
    void askDifferences();
    void askEstimators();
    void drawDifferences();
    void drawEstimators();

    QVector<DetailRouter> m_routers;
    qint64 m_current = 0;
    double m_lo = 0;
    double m_hi = 0;
    double m_point = 0;
    LatestJob<std::vector<ComparedDifference>> m_differencesJob;
    LatestJob<EstimatorAnswer> m_estimatorsJob;
    std::optional<Differences> m_differences;
    std::optional<Estimators> m_estimators;
    std::pair<std::shared_ptr<const RouterAnalysis>, double> m_askedEstimators; ///< what they are, or will be, of

    QComboBox *m_outcome = nullptr;
    QComboBox *m_against = nullptr;
    QComboBox *m_over = nullptr;
    QLabel *m_forestTitle = nullptr;
    ForestPlot *m_forest = nullptr;
    QLabel *m_estimatorsTitle = nullptr;
    ForestPlot *m_estimatorsPlot = nullptr;
    QLabel *m_reading = nullptr;
};

} // namespace fairlead
