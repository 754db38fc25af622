#pragma once

#include "ui/jobs/latestjob.h"
#include "ui/models/observationtablemodel.h"
#include "ui/pages/data/summarytab.h"

#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QTableView;

namespace fairlead {

/// The logged outcomes themselves: filter, search, sort, and the whole prompt of the selected row.
class RowsTab final : public SummaryTab
{
    Q_OBJECT

public:
    explicit RowsTab(QWidget *parent = nullptr);

    void setWorkspace(const std::filesystem::path &path) { m_workspace = path; }
    [[nodiscard]] bool isSameWorkspace(const std::filesystem::path &path) const { return m_workspace == path; }
    [[nodiscard]] bool isSettled() const;

signals:
    void failed(const QString &message);

protected:
    bool fill(const DatasetShown &dataset) override;

private:
    QWidget *buildFilter();
    QWidget *buildTable();
    void applyFilter();
    void sortBy(int section);
    void showSorting();
    void showCount();
    void showPrompt();

    std::filesystem::path m_workspace;
    std::string m_dataHash;
    ObservationTableModel *m_rows = nullptr;
    QTimer m_typing; ///< a burst of typing makes one search
    LatestJob<std::string> m_prompt;
    QLineEdit *m_search = nullptr;
    QComboBox *m_model = nullptr;
    QComboBox *m_split = nullptr;
    QComboBox *m_order = nullptr;
    QLabel *m_count = nullptr;
    QTableView *m_view = nullptr;
    QPlainTextEdit *m_text = nullptr;
};

} // namespace fairlead
