#include "ui/dialogs/importdialog.h"

#include "core/base/fileio.h"
#include "core/ingest/importplan.h"
#include "core/ingest/recordreader.h"
#include "core/store/workspacefiles.h"
#include "ui/dialogs/ask.h"
#include "ui/dialogs/columnmapeditor.h"
#include "ui/models/displaytext.h"
#include "ui/models/warningtablemodel.h"
#include "ui/session.h"
#include "ui/widgets/messagestrip.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <chrono>
#include <exception>

namespace fairlead {

namespace {

constexpr std::chrono::milliseconds kPreviewDelay{300};
constexpr int kBarSteps = 1000;

std::filesystem::path toPath(const QString &text)
{
    return std::filesystem::path(toUtf8(text.trimmed()));
}

/// A line edit with a button that opens a file dialog, as one row of a form.
QWidget *withButton(QLineEdit *edit, QPushButton *button)
{
    auto *row = new QWidget(edit->parentWidget());
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(edit, 1);
    layout->addWidget(button);
    return row;
}

/// A file without a readable header has no columns to offer; the report says why.
DryRun dryRun(const ImportRequest &request, const std::stop_token &stop, const ReportProgress &report)
{
    DryRun run{.report = previewImport(request, stop, report)};
    try {
        if (const auto reader = openRecords(request.file, "Could not import")) {
            run.columns = (*reader)->columns();
            run.recognised = recognisedColumns(
                {run.columns, (*reader)->isNested(), request.columns, request.embeddings.has_value(), false, {}});
        }
    } catch (const std::exception &) {
    }
    return run;
}

/// A workspace that was made for an import goes with an import that fails.
Result<ImportOutcome> importInto(const std::filesystem::path &path, const ImportRequest &request,
                                 const std::stop_token &stop, const ReportProgress &report)
{
    bool isNew = false;
    Result<ImportOutcome> outcome = [&]() -> Result<ImportOutcome> {
        auto workspace = Workspace::openOrCreate(path);
        if (!workspace)
            return workspace.error();
        isNew = workspace->wasCreated();
        return importDataset(*workspace, request, stop, report);
    }();
    if (!outcome && isNew)
        removeWorkspaceFiles(path);
    return outcome;
}

QString counted(std::size_t count, const QString &one, const QString &many)
{
    return (count == 1 ? one : many).arg(countText(count));
}

} // namespace

QString importSummary(const ImportReport &report)
{
    const QString kind = report.kind == DatasetKind::Log
                             ? ImportDialog::tr("a log: one model answered each query")
                             : ImportDialog::tr("full feedback: every model answered every query");
    QString text =
        ImportDialog::tr("%1 of %2; %3 rejected. %4; %5.")
            .arg(countText(report.rowsKept),
                 counted(report.rowsRead, ImportDialog::tr("%1 row"), ImportDialog::tr("%1 rows")),
                 countText(report.rowsRejected),
                 counted(report.models.size(), ImportDialog::tr("%1 model"), ImportDialog::tr("%1 models")), kind);
    if (report.embeddingDim > 0)
        text += QLatin1Char(' ') + ImportDialog::tr("Embeddings of %1 floats.").arg(report.embeddingDim);
    if (!report.preset.empty())
        text += QLatin1Char(' ') + ImportDialog::tr("Recognised columns: %1.").arg(toText(report.preset));
    if (const std::string caution = importCaution(report); !caution.empty())
        text += QLatin1Char(' ') + toText(caution);
    return text;
}

ImportDialog::ImportDialog(Session &session, const QString &file, QWidget *parent)
    : QDialog(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("importDialog"));
    setWindowTitle(tr("Import"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(760, 720);
    buildForm(file);
    m_previewDelay.setSingleShot(true);
    m_previewDelay.setInterval(kPreviewDelay);
    connect(&m_previewDelay, &QTimer::timeout, this, &ImportDialog::startPreview);
    setBusy(false);
    if (!file.isEmpty())
        fileChanged();
}

void ImportDialog::buildForm(const QString &file)
{
    const auto edit = [this](const char *name) {
        auto *line = new QLineEdit(this);
        line->setObjectName(QLatin1String(name));
        return line;
    };
    const auto button = [this](const char *name, const QString &text) {
        auto *push = new QPushButton(text, this);
        push->setObjectName(QLatin1String(name));
        push->setAutoDefault(false);
        return push;
    };

    m_file = edit("importFile");
    m_file->setText(file);
    m_name = edit("importName");
    m_embeddings = edit("importEmbeddings");
    m_embeddings->setPlaceholderText(tr("optional: a .npy matrix with one row for each row of the file"));
    auto *browse = button("importBrowse", tr("Choose…"));
    browse->setAccessibleName(tr("Choose the file to import"));
    auto *browseEmbeddings = button("importBrowseEmbeddings", tr("Choose…"));
    browseEmbeddings->setAccessibleName(tr("Choose the embeddings"));

    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto addRow = [&form](const QString &label, QWidget *field, QWidget *buddy) {
        form->addRow(label, field);
        qobject_cast<QLabel *>(form->labelForField(field))->setBuddy(buddy);
        buddy->setAccessibleName(QString(label).remove(QLatin1Char('&')));
    };
    addRow(tr("&File"), withButton(m_file, browse), m_file);
    addRow(tr("&Name"), m_name, m_name);
    addRow(tr("&Embeddings"), withButton(m_embeddings, browseEmbeddings), m_embeddings);

    if (!m_session.isOpen()) {
        m_workspace = edit("importWorkspace");
        m_workspace->setToolTip(
            tr("One file that holds the log, the routers trained on it and what you find out. It is "
               "made with the import; an existing one gets the log as another dataset."));
        auto *browseWorkspace = button("importBrowseWorkspace", tr("Choose…"));
        browseWorkspace->setAccessibleName(tr("Choose the workspace"));
        addRow(tr("&Workspace"), withButton(m_workspace, browseWorkspace), m_workspace);
        connect(browseWorkspace, &QPushButton::clicked, this, &ImportDialog::chooseWorkspace);
        connect(m_workspace, &QLineEdit::textEdited, this, [this] { m_isWorkspaceGiven = true; });
        connect(m_workspace, &QLineEdit::textChanged, this, [this] { setBusy(false); });
    }

    m_columns = new ColumnMapEditor(this);
    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("importSummary"));
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message = new MessageStrip(this);
    m_message->setObjectName(QStringLiteral("importMessage"));

    m_warnings = new WarningTableModel(this);
    m_warningView = new QTableView(this);
    m_warningView->setObjectName(QStringLiteral("importWarnings"));
    m_warningView->setAccessibleName(tr("Rows with problems"));
    m_warningView->setModel(m_warnings);
    m_warningView->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_warningView->setTabKeyNavigation(false);
    m_warningView->verticalHeader()->hide();
    m_warningView->horizontalHeader()->setStretchLastSection(true);
    m_warningView->setMinimumHeight(90);
    m_saveWarnings = button("importSaveWarnings", tr("&Save the list…"));

    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("importProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->setMaximumHeight(6);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_import = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
    m_import->setObjectName(QStringLiteral("importAccept"));
    m_import->setDefault(true);
    buttons->button(QDialogButtonBox::Cancel)->setObjectName(QStringLiteral("importCancel"));

    auto *summaryRow = new QHBoxLayout;
    summaryRow->addWidget(m_summary, 1);
    summaryRow->addWidget(m_saveWarnings, 0, Qt::AlignBottom);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_columns, 3);
    layout->addWidget(m_progress);
    layout->addWidget(m_message);
    layout->addLayout(summaryRow);
    layout->addWidget(m_warningView, 2);
    layout->addWidget(buttons);

    connect(browse, &QPushButton::clicked, this, &ImportDialog::chooseFile);
    connect(browseEmbeddings, &QPushButton::clicked, this, &ImportDialog::chooseEmbeddings);
    connect(m_file, &QLineEdit::textChanged, this, &ImportDialog::fileChanged);
    connect(m_name, &QLineEdit::textChanged, this, [this] { setBusy(false); });
    connect(m_embeddings, &QLineEdit::textChanged, this, &ImportDialog::formChanged);
    connect(m_columns, &ColumnMapEditor::edited, this, &ImportDialog::formChanged);
    connect(m_saveWarnings, &QPushButton::clicked, this, &ImportDialog::saveWarnings);
    connect(buttons, &QDialogButtonBox::accepted, this, &ImportDialog::startImport);
    connect(buttons, &QDialogButtonBox::rejected, this, &ImportDialog::reject);
}

bool ImportDialog::isSettled() const
{
    return !m_previewDelay.isActive() && !m_preview.isRunning() && !m_importJob;
}

void ImportDialog::chooseFile()
{
    const auto file = ask::openFile(this, tr("Import a log"), QFileInfo(m_file->text()).path(),
                                    tr("Logs (*.csv *.tsv *.jsonl *.ndjson);;All files (*)"));
    if (file)
        m_file->setText(*file);
}

void ImportDialog::chooseEmbeddings()
{
    const auto file = ask::openFile(this, tr("Embeddings"), QFileInfo(m_file->text()).path(),
                                    tr("NumPy matrices (*.npy);;All files (*)"));
    if (file)
        m_embeddings->setText(*file);
}

void ImportDialog::chooseWorkspace()
{
    const auto file = ask::newFile(this, tr("Workspace for this log"), m_workspace->text(),
                                   tr("Fairlead workspaces (*.fairlead)"), QStringLiteral("fairlead"));
    if (!file)
        return;
    m_isWorkspaceGiven = true;
    m_workspace->setText(*file);
}

std::filesystem::path ImportDialog::workspace() const
{
    return m_workspace ? toPath(m_workspace->text()) : m_session.path();
}

void ImportDialog::fileChanged()
{
    const QFileInfo log(m_file->text().trimmed());
    m_name->setText(log.completeBaseName());
    if (m_workspace && !m_isWorkspaceGiven)
        m_workspace->setText(m_file->text().trimmed().isEmpty()
                                 ? QString()
                                 : log.dir().filePath(log.completeBaseName() + QStringLiteral(".fairlead")));
    m_columns->clearGiven();
    formChanged();
}

void ImportDialog::formChanged()
{
    m_report.reset();
    m_preview.cancel();
    m_summary->clear();
    if (m_file->text().trimmed().isEmpty())
        m_previewDelay.stop();
    else
        m_previewDelay.start();
    setBusy(!m_file->text().trimmed().isEmpty());
}

ImportRequest ImportDialog::request() const
{
    ImportRequest request;
    request.file = toPath(m_file->text());
    request.name = toUtf8(m_name->text().trimmed());
    request.columns = m_columns->given();
    if (!m_embeddings->text().trimmed().isEmpty())
        request.embeddings = toPath(m_embeddings->text());
    return request;
}

void ImportDialog::startPreview()
{
    m_preview.request(
        tr("Reading the file"),
        [request = request()](const std::stop_token &stop, const ReportProgress &report) -> Result<DryRun> {
            return dryRun(request, stop, report);
        },
        [this](const Result<DryRun> &found) {
            m_columns->offer(found->columns);
            m_columns->showUsed(found->recognised);
            if (found->report)
                showReport(*found->report);
            else
                showError(toText(found->report.error().message));
        });
    const JobBase *job = m_preview.job();
    connect(job, &JobBase::progressed, this, [this, job] {
        const Progress &progress = job->progress();
        m_progress->setRange(0, progress.total > 0 ? kBarSteps : 0);
        if (progress.total > 0)
            m_progress->setValue(static_cast<int>(kBarSteps * progress.done / progress.total));
    });
}

void ImportDialog::showReport(const ImportReport &report)
{
    m_report = report;
    m_message->clear();
    m_warnings->setRows(report.warnings);
    m_warningView->resizeColumnsToContents();
    QString summary = importSummary(report);
    if (report.warningCount > report.warnings.size())
        summary += QLatin1Char(' ') + tr("The first %1 of %2 problems are listed.")
                                          .arg(countText(report.warnings.size()), countText(report.warningCount));
    m_summary->setText(summary);
    setBusy(false);
}

void ImportDialog::showError(const QString &message)
{
    m_message->showError(message);
    m_summary->clear();
    m_warnings->setRows({});
    setBusy(false);
}

void ImportDialog::startImport()
{
    if (!m_report || m_importJob || m_name->text().trimmed().isEmpty() || workspace().empty())
        return;
    auto job = std::make_unique<Job<ImportOutcome>>(
        tr("Importing %1").arg(QFileInfo(m_file->text()).fileName()),
        [path = workspace(), request = request()](const std::stop_token &stop, const ReportProgress &report) {
            return importInto(path, request, stop, report);
        });
    m_importJob = job.get();
    connect(m_importJob, &JobBase::progressed, this, [this, raw = job.get()] {
        m_progress->setRange(0, raw->progress().total > 0 ? kBarSteps : 0);
        if (raw->progress().total > 0)
            m_progress->setValue(static_cast<int>(kBarSteps * raw->progress().done / raw->progress().total));
    });
    m_message->clear();
    setBusy(true);
    m_session.run<ImportOutcome>(std::move(job), this, [this](const Result<ImportOutcome> &outcome) {
        const bool isStopped = m_importJob->stopRequested();
        m_importJob = nullptr;
        if (outcome) {
            if (m_workspace)
                emit workspaceMade(toText(workspace().string()));
            else
                emit m_session.contentsChanged();
            emit imported(outcome->dataset.value, importSummary(outcome->report),
                          !importCaution(outcome->report).empty());
            accept();
        } else if (isStopped) {
            QDialog::reject();
        } else {
            showError(toText(outcome.error().message));
        }
    });
}

void ImportDialog::reject()
{
    // A running import is asked to stop; the dialog goes when it has, and the workspace is as it was.
    if (m_importJob)
        m_importJob->requestStop();
    else
        QDialog::reject();
}

void ImportDialog::saveWarnings()
{
    const QFileInfo file(m_file->text());
    const auto path = ask::saveFile(this, tr("Save the list of problems"),
                                    file.dir().filePath(file.completeBaseName() + QStringLiteral("-rejects.csv")),
                                    tr("CSV (*.csv)"), QStringLiteral("csv"));
    if (!path)
        return;
    const ImportRequest reading = request();
    auto written =
        requireSafeOutput(toPath(*path), {reading.file, reading.embeddings.value_or(std::filesystem::path())});
    if (written)
        written = writeFileAtomically(toPath(*path), warningsAsCsv(m_warnings->rows()));
    if (written)
        m_message->showNews(tr("Saved the list to %1.").arg(*path));
    else
        m_message->showError(toText(written.error().message));
}

void ImportDialog::setBusy(bool busy)
{
    m_progress->setRange(0, busy ? 0 : 1);
    m_progress->setVisible(busy);
    m_import->setEnabled(!busy && m_report && !m_name->text().trimmed().isEmpty() && !workspace().empty());
    m_saveWarnings->setVisible(m_warnings->rowCount() > 0);
    m_warningView->setVisible(m_warnings->rowCount() > 0);
    m_columns->setEnabled(!m_importJob);
    for (QLineEdit *edit : {m_file, m_name, m_embeddings, m_workspace}) {
        if (edit)
            edit->setEnabled(!m_importJob);
    }
}

} // namespace fairlead
