#pragma once

#include "core/experiment/comparison.h"
#include "ui/jobs/latestjob.h"
#include "ui/pages/compare/compareoutcome.h"

#include <QWidget>

#include <optional>

class QLabel;
class QScrollArea;

namespace fairlead {

/// The seven estimators of one router at one lambda as a forest plot, with a sentence on whether they agree. Computes
/// in the background; the newest question wins, and what is drawn stays until its answer is there.
class EstimatorsView final : public QWidget
{
    Q_OBJECT

public:
    explicit EstimatorsView(QWidget *parent = nullptr);

    /// @param analysis null: no router is selected
    void ask(const std::shared_ptr<const RouterAnalysis> &analysis, const QString &name, double lambda);
    void setOutcome(CompareOutcome outcome);
    [[nodiscard]] bool isSettled() const { return !m_job.isRunning(); }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Question
    {
        std::shared_ptr<const RouterAnalysis> analysis;
        QString name;
        double lambda = 0;

        bool operator==(const Question &) const = default;
    };
    [[nodiscard]] ForestRow row(const EstimatorValue &value, bool isOdd) const;
    void draw();
    void placeReading();

    CompareOutcome m_outcome = CompareOutcome::Utility;
    LatestJob<EstimatorAnswer> m_job;
    Question m_asked; ///< what the answer is, or will be, of
    Question m_shown;
    std::optional<EstimatorAnswer> m_answer;
    QLabel *m_title = nullptr;
    ForestPlot *m_plot = nullptr;
    QScrollArea *m_plotArea = nullptr;
    QLabel *m_reading = nullptr;
    QScrollArea *m_readingArea = nullptr;
};

} // namespace fairlead
