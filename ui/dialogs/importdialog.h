#pragma once

#include "core/ingest/import.h"
#include "ui/jobs/latestjob.h"

#include <QDialog>
#include <QTimer>

#include <filesystem>
#include <optional>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTableView;

namespace fairlead {

class ColumnMapEditor;
class MessageStrip;
class Session;
class WarningTableModel;

/// What a dry run found: the columns that are there and the roles that their names tell, even where those are not yet
/// enough for a report.
struct DryRun
{
    std::vector<std::string> columns = {};
    ColumnMap recognised = {};
    Result<ImportReport> report;
};

/// Brings a log or a table of full feedback into the open workspace; where none is open, into one that the form names
/// and that is made with the import. Every change of the form is answered with a dry run of the whole file in the
/// background, so that what an import would do is seen before it is done.
class ImportDialog final : public QDialog
{
    Q_OBJECT

public:
    ImportDialog(Session &session, const QString &file, QWidget *parent = nullptr);

    /// Nothing is being read: the summary or the message belongs to the form as it stands.
    [[nodiscard]] bool isSettled() const;
    void reject() override;

signals:
    /// It went into a workspace that is not open yet; before imported().
    void workspaceMade(const QString &path);
    void imported(qint64 dataset, const QString &summary, bool isCostly); ///< isCostly: many rows were left out

private:
    void buildForm(const QString &file);
    void chooseFile();
    void chooseEmbeddings();
    void chooseWorkspace();
    [[nodiscard]] std::filesystem::path workspace() const;
    void fileChanged();
    void formChanged();
    [[nodiscard]] ImportRequest request() const;
    void startPreview();
    void showReport(const ImportReport &report);
    void showError(const QString &message);
    void startImport();
    void saveWarnings();
    void setBusy(bool busy);

    Session &m_session;
    LatestJob<DryRun> m_preview;
    QTimer m_previewDelay; ///< a burst of typing makes one dry run
    std::optional<ImportReport> m_report;
    JobBase *m_importJob = nullptr; ///< owned by the session; set while it runs

    QLineEdit *m_file = nullptr;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_embeddings = nullptr;
    QLineEdit *m_workspace = nullptr; ///< null where a workspace is open
    bool m_isWorkspaceGiven = false;  ///< by the person; else it follows the file
    ColumnMapEditor *m_columns = nullptr;
    QLabel *m_summary = nullptr;
    MessageStrip *m_message = nullptr;
    QProgressBar *m_progress = nullptr;
    WarningTableModel *m_warnings = nullptr;
    QTableView *m_warningView = nullptr;
    QPushButton *m_saveWarnings = nullptr;
    QPushButton *m_import = nullptr;
};

/// "2,148 of 2,160 rows kept; 12 left out", and what they are.
[[nodiscard]] QString importSummary(const ImportReport &report);

} // namespace fairlead
