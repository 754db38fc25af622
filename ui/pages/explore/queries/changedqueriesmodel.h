#pragma once

#include "core/experiment/changedlist.h"
#include "core/store/dataset.h"
#include "ui/jobs/latestjob.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QVector>

#include <filesystem>
#include <memory>

class QTimer;

namespace fairlead {

/// Queries that change model inside an interval. Models and lambdas lie in memory as numbers; what the queries say is
/// read from the workspace in the background, a page at a time, when a row is first shown. GUI thread.
class ChangedQueriesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Lambda,
        From,
        To,
        Changes,
        Segment,
        QueryId,
        Prompt,
        ColumnCount
    };
    enum Role
    {
        QueryRole = Qt::UserRole, ///< of the index, as uint
        LambdaRole                ///< of the first change
    };

    explicit ChangedQueriesModel(QObject *parent = nullptr);

    void setList(const std::filesystem::path &workspace, std::shared_ptr<const RouterAnalysis> analysis,
                 std::shared_ptr<const ChangedList> list);
    void clear();
    [[nodiscard]] const std::shared_ptr<const ChangedList> &list() const { return m_list; }
    [[nodiscard]] int rowOf(quint32 query) const; ///< -1: not in the list
    [[nodiscard]] bool isLoading() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override; ///< asks for it: the list comes sorted

    [[nodiscard]] static ChangedOrder orderOf(int column);

signals:
    void sortRequested(int column, Qt::SortOrder order);
    void failed(const QString &message);

private:
    using Pages = QHash<int, std::vector<Query>>;

    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] const Query *query(int row) const; ///< null: not read yet; it then will be
    void load();
    void keep(const Pages &pages);

    std::filesystem::path m_workspace;
    std::shared_ptr<const RouterAnalysis> m_analysis;
    std::shared_ptr<const ChangedList> m_list;
    Pages m_pages;
    mutable QVector<int> m_wanted; ///< pages that were asked for, the latest last
    QTimer *m_loadSoon = nullptr;
    LatestJob<Pages> m_loading;
};

} // namespace fairlead
