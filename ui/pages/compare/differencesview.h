#pragma once

#include "core/experiment/comparison.h"
#include "ui/jobs/latestjob.h"
#include "ui/pages/compare/compareoutcome.h"

#include <QVector>
#include <QWidget>

#include <optional>
#include <vector>

class QLabel;

namespace fairlead {

/// A router under comparison as the plots show it.
struct DetailRouter
{
    qint64 id = 0;
    QString name;
    int color = 0; ///< routerColor
    std::shared_ptr<const RouterAnalysis> analysis;
};

/// Routers less one reference over an interval of lambda, or at one (lo = hi).
struct DifferencesQuestion
{
    QVector<DetailRouter> routers;
    ComparisonReference reference;
    QString referenceName;
    double lo = 0;
    double hi = 0;
};

/// Every router's paired difference to a reference as a forest plot. Computes in the background; the newest question
/// wins, and what is drawn stays until its answer is there.
class DifferencesView final : public QWidget
{
    Q_OBJECT

public:
    explicit DifferencesView(QWidget *parent = nullptr);

    void ask(const DifferencesQuestion &question);
    void setOutcome(CompareOutcome outcome);
    [[nodiscard]] bool isSettled() const { return !m_job.isRunning(); }

private:
    struct Answer
    {
        DifferencesQuestion question;
        std::vector<ComparedDifference> differences;
    };
    [[nodiscard]] ForestRow row(const DetailRouter &router, const ComparedDifference &compared) const;
    void draw();

    CompareOutcome m_outcome = CompareOutcome::Utility;
    LatestJob<std::vector<ComparedDifference>> m_job;
    std::optional<Answer> m_answer;
    QLabel *m_title = nullptr;
    ForestPlot *m_plot = nullptr;
};

} // namespace fairlead
