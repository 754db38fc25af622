#pragma once

#include "core/store/observationpages.h"
#include "ui/jobs/latestjob.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QString>
#include <QStringList>
#include <QVector>

#include <filesystem>
#include <memory>
#include <vector>

namespace fairlead {

/// Where the rows of a table come from.
struct ObservationSource
{
    std::filesystem::path workspace;
    DatasetId dataset;
    QStringList models; ///< in the dataset's order
    std::size_t outcomes = 0;
};

/// One outcome as text, a column each, made outside of the GUI thread.
struct ObservationText
{
    std::int64_t row = 0; ///< of its query
    int model = 0;
    QStringList cells;
};

/// The logged outcomes of a dataset, however many: reads the blocks of rows that are looked at in the background and
/// keeps the last few dozen. A row shows "…" until its block has arrived; nothing here waits. Filtering and sorting run
/// over the file in the background too and leave a list of places. GUI thread.
class ObservationTableModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int kBlockRows = 256;
    static constexpr int kKeptBlocks = 64;
    enum Column
    {
        Number,
        QueryId,
        Segment,
        Model,
        Quality,
        Cost,
        Propensity,
        SplitColumn,
        Time,
        Prompt,
        ColumnCount
    };

    explicit ObservationTableModel(QObject *parent = nullptr);
    ~ObservationTableModel() override;

    void setSource(const ObservationSource &source); ///< with no filter
    void clear();
    void setFilter(const ObservationFilter &filter);
    [[nodiscard]] const ObservationFilter &filter() const { return m_filter; }

    [[nodiscard]] bool isSearching() const { return m_searching.isRunning(); }
    /// Nothing is being searched or read, nor about to be.
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] bool isCut() const { return m_matches && m_matches->isCut; }
    /// Row of its query; -1 while the row has not arrived.
    [[nodiscard]] qint64 queryRow(int row) const;
    [[nodiscard]] const ObservationSource &source() const { return m_source; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void searchStarted();
    void searched(); ///< the rows are those of the filter
    void failed(const QString &message);

private:
    using Block = std::vector<ObservationText>;
    struct ReadBlock
    {
        int number = 0;
        Block rows;
    };

    [[nodiscard]] const ObservationText *rowAt(int row) const; ///< null while it has not arrived
    void want(int block) const;
    void readWanted();
    void take(std::vector<ReadBlock> blocks);
    void restart();

    ObservationSource m_source;
    ObservationFilter m_filter;
    std::shared_ptr<const ObservationMatches> m_matches; ///< null: every outcome in its order
    LatestJob<ObservationMatches> m_searching;
    LatestJob<std::vector<ReadBlock>> m_reading;
    mutable QCache<int, Block> m_blocks{kKeptBlocks};
    mutable QVector<int> m_wanted; ///< the newest last
    mutable bool m_isReadQueued = false;
};

} // namespace fairlead
