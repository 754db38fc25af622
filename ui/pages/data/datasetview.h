#pragma once

#include "ui/jobs/latestjob.h"
#include "ui/pages/data/summarytab.h"

#include <QWidget>

class QTabWidget;

namespace fairlead {

class DistributionsTab;
class OverviewTab;
class RowsTab;
class SegmentsTab;
class Session;
class TimeTab;

/// One dataset in tabs: overview, distributions, over time, segments, rows. Reads its summary in the background once it
/// is seen.
class DatasetView final : public QWidget
{
    Q_OBJECT

public:
    explicit DatasetView(Session &session, QWidget *parent = nullptr);

    void show(const DatasetInfo &info, const std::vector<ModelInfo> &models);
    void clear();
    [[nodiscard]] bool isSettled() const;

signals:
    void renameModelRequested(qint64 dataset, qint64 model, const QString &name);
    void mergeModelsRequested(qint64 dataset, qint64 from, qint64 into);
    void failed(const QString &message);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void load();
    void showEverywhere();

    Session &m_session;
    DatasetShown m_shown;
    bool m_isWanted = false; ///< a summary has not been asked for yet
    LatestJob<DatasetSummary> m_reading;
    QTabWidget *m_tabs = nullptr;
    OverviewTab *m_overview = nullptr;
    DistributionsTab *m_distributions = nullptr;
    TimeTab *m_time = nullptr;
    SegmentsTab *m_segments = nullptr;
    RowsTab *m_rows = nullptr;
};

} // namespace fairlead
