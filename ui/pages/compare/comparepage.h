#pragma once

#include "core/experiment/routerfigures.h"
#include "ui/jobs/latestjob.h"
#include "ui/pages/compare/comparerows.h"
#include "ui/pages/page.h"

#include <QHash>
#include <QSet>
#include <QVector>

#include <vector>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace fairlead {

class ColumnMenu;
class CompareDetails;
class CompareLoader;
class CompareTableModel;
class CostIntervalPanel;
class EmptyState;
class MessageStrip;
class SortedTable;
class WorkspaceContents;

/// The routers of one dataset side by side: a table of figures, paired differences to a reference, and the estimators
/// of the selected one. Checked routers are compared; analyses are made in the background and kept.
class ComparePage final : public Page
{
    Q_OBJECT

public:
    ComparePage(Session &session, WorkspaceContents &contents, QWidget *parent = nullptr);
    ~ComparePage() override;

    [[nodiscard]] QString key() const override { return QStringLiteral("compare"); }
    [[nodiscard]] QString title() const override { return tr("Compare"); }
    void select(qint64 id) override; ///< a router, or a dataset
    [[nodiscard]] bool isSettled() const override;

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; ///< Space in the table checks the selected router

private:
    using AnalysesById = QVector<QPair<qint64, std::shared_ptr<const RouterAnalysis>>>;

    void buildContent();
    QWidget *buildHeader();
    QWidget *buildBusy();
    void connectContent();
    void refreshWhenShown();
    void refresh();
    void showNothing(const QString &nothing, const QString &sentence, const QString &page, const QString &action);
    void showFailure(const QString &message);
    void fillDatasets();
    void chooseDataset();
    void setChecked(qint64 router, bool on);
    void loadChecked();
    void loadingEnded();
    void checkNewcomers();
    /// @param isNewSnapshot other routers than before
    void showRows(bool isNewSnapshot = false);
    void readyChanged();
    void adoptRange();
    void intervalMoved();
    void pointMoved();
    void askRegret();
    [[nodiscard]] AnalysesById analysesHere() const; ///< checked and ready
    void fitTable();
    void showSummary();
    void openInExplore();
    void saveCsv();
    void copyTable();
    [[nodiscard]] std::vector<const RouterRecord *> routersHere() const;
    [[nodiscard]] std::vector<const CompareRow *> rowsInOrder() const;
    [[nodiscard]] QVector<qint64> checkedInOrder() const;

    WorkspaceContents &m_contents;
    CompareLoader *m_loader = nullptr;
    LatestJob<QHash<qint64, IntervalFigures>> m_intervalJob;
    QHash<qint64, IntervalFigures> m_over;
    LatestJob<QHash<qint64, PointRegret>> m_regretJob;
    QHash<qint64, PointRegret> m_regret;
    QSet<qint64> m_checked;
    QSet<qint64> m_known; ///< routers that a person has seen here: what is new is checked
    qint64 m_wanted = 0;
    qint64 m_dataset = 0;
    bool m_outdated = true;
    bool m_isSplitterMoved = false;
    bool m_isFitWanted = false; ///< columns are as wide as the figures that come next

    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    EmptyState *m_failed = nullptr;
    QString m_emptyPage;
    QString m_failure; ///< of reading the workspace; empty: it was read
    QWidget *m_content = nullptr;
    MessageStrip *m_message = nullptr;
    QComboBox *m_datasets = nullptr;
    QLabel *m_summary = nullptr;
    QPushButton *m_explore = nullptr;
    QPushButton *m_save = nullptr;
    QPushButton *m_columnsButton = nullptr;
    QSplitter *m_splitter = nullptr;
    CompareTableModel *m_model = nullptr;
    SortedTable *m_table = nullptr;
    ColumnMenu *m_columns = nullptr;
    CostIntervalPanel *m_interval = nullptr;
    CompareDetails *m_details = nullptr;
    QWidget *m_busy = nullptr;
    QLabel *m_busyText = nullptr;
    QProgressBar *m_busyBar = nullptr;
};

} // namespace fairlead
