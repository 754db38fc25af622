#pragma once

#include "core/experiment/analysis.h"
#include "ui/widgets/costunit.h"

#include <QTabWidget>

#include <memory>

namespace fairlead {

class ChangedQueriesView;
class SegmentsView;
class Session;

/// What lies under the curves: the queries that change model in the interval, and the figures per segment. The page
/// creates it, feeds it and listens to lambdaRequested.
class ExploreDetails final : public QTabWidget
{
    Q_OBJECT

public:
    explicit ExploreDetails(Session &session, QWidget *parent = nullptr);

    void setRouter(const std::shared_ptr<const RouterAnalysis> &analysis); ///< null clears
    void setInterval(double lower, double upper);
    void setPoint(double lambda);
    void setUnit(const PreferenceScale &scale);
    void setIsolated(int model); ///< -1: all
    void clear() { setRouter(nullptr); }
    [[nodiscard]] bool isSettled() const;

    [[nodiscard]] QSize minimumSizeHint() const override { return {320, 208}; }

signals:
    void lambdaRequested(double lambda); ///< the point is to go there

private:
    ChangedQueriesView *m_changed = nullptr;
    SegmentsView *m_segments = nullptr;
};

} // namespace fairlead
