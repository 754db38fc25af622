#pragma once

#include "ui/pages/page.h"
#include "ui/pages/trust/trustloader.h"

#include <memory>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace fairlead {

class EmptyState;
class MessageStrip;
class TrustFigures;
class VerdictPanel;
class WorkspaceContents;

/// Whether a log can carry an answer: the verdict and its reasons with what to do, the support of every model, and the
/// plots behind it. Diagnoses the chosen dataset in the background when the page is first shown.
class TrustPage final : public Page
{
    Q_OBJECT

public:
    TrustPage(Session &session, WorkspaceContents &contents, QWidget *parent = nullptr);

    [[nodiscard]] QString key() const override { return QStringLiteral("trust"); }
    [[nodiscard]] QString title() const override { return tr("Trust"); }
    void select(qint64 dataset) override;
    [[nodiscard]] bool isSettled() const override;

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildHeader();
    void buildBusy();
    void buildContent();
    void fillChooser();
    void refreshWhenShown();
    void refresh();
    void showNothing(const QString &title, const QString &sentence, const QString &action);
    void showBusy(const QString &dataset);
    void showProgress(const QString &text, double fraction);
    void showReport(const std::shared_ptr<const TrustReport> &report);
    void showFailure(const Error &error);
    void copyText();
    void saveReport();
    void setReport(std::shared_ptr<const TrustReport> report);

    WorkspaceContents &m_contents;
    TrustLoader *m_loader = nullptr;
    QWidget *m_header = nullptr;
    QComboBox *m_chooser = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_save = nullptr;
    MessageStrip *m_message = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    EmptyState *m_failed = nullptr;
    QWidget *m_busy = nullptr;
    QLabel *m_busyTitle = nullptr;
    QLabel *m_busyText = nullptr;
    QProgressBar *m_busyBar = nullptr;
    QScrollArea *m_content = nullptr;
    VerdictPanel *m_verdict = nullptr;
    TrustFigures *m_figures = nullptr;

    std::shared_ptr<const TrustReport> m_report; ///< what is shown; null while another state is
    qint64 m_wanted = 0;                         ///< a dataset to show once the snapshot has it
    bool m_outdated = true;
};

} // namespace fairlead
