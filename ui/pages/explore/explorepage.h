#pragma once

#include "core/experiment/analysis.h"
#include "core/store/pinrepository.h"
#include "ui/pages/explore/exploreloader.h"
#include "ui/pages/page.h"
#include "ui/widgets/costunit.h"

#include <QVector>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QShortcut;
class QSplitter;
class QStackedWidget;
class QTimer;

namespace fairlead {

class CostIntervalPanel;
class EmptyState;
class ExploreCards;
class ExploreDetails;
class FrontierPlot;
class MessageStrip;
class PinList;
class PinsView;
class RouterPicker;
class SharesPlot;

/// Every operating point of the checked routers: frontier, routing shares, the cost-interval slider and the figures at
/// its point and over its interval. The current router, first of those shown, has the band, the shares and the figures.
class ExplorePage final : public Page
{
    Q_OBJECT

public:
    ExplorePage(Session &session, QWidget *parent);
    ~ExplorePage() override;

    [[nodiscard]] QString key() const override { return QStringLiteral("explore"); }
    [[nodiscard]] QString title() const override { return tr("Explore"); }
    void select(qint64 router) override;
    [[nodiscard]] bool isSettled() const override;

    /// These routers and no other, the first as the current one.
    void selectRouters(const QVector<qint64> &routers);
    /// Shows analyses made elsewhere; the first is the current one.
    void showAnalyses(const QVector<std::shared_ptr<const RouterAnalysis>> &analyses);

    /// PNG files of size * scale pixels; false when one cannot be written.
    [[nodiscard]] bool saveFrontier(const QString &path, QSize size, double scale);
    [[nodiscard]] bool saveShares(const QString &path, QSize size, double scale);
    [[nodiscard]] bool savePictures(const QString &directory); ///< frontier.png and shares.png

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildContent();
    void connectContent();
    void restoreSettings();
    void refresh();
    void refreshWhenShown();
    void showListed(const QVector<RouterRecord> &routers);
    void showExplored(const ExploredRouters &routers);
    void showNothing(const QString &title, const QString &sentence, const QString &page, const QString &action);
    void showFailure(const Error &error);
    void showFigures(bool visible);
    void showProgress(const QString &text, double fraction);
    void isolate(int model);
    void showRouters();
    void goToWantedPin();
    void adoptRange();
    [[nodiscard]] FrontierContent frontierContent() const;
    void showPoint();
    void showInterval();
    void showSlow();
    void pin();
    void goTo(const PinRecord &pin);
    void showPins();
    void buildExportMenu();
    void exportPicture(const QString &name, bool (ExplorePage::*save)(const QString &, QSize, double));
    /// Writes a CSV file and returns its number of rows; off the GUI thread.
    using WriteRows = std::function<Result<std::size_t>(const std::filesystem::path &file, const std::stop_token &stop,
                                                        const ReportProgress &report)>;
    void exportCsv(const QString &question, const QString &proposal, const QString &outcome, WriteRows write);
    void exportFrontierCsv();
    void exportDecisions();
    void exportCurrentRouter();

    ExploreLoader *m_loader = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    EmptyState *m_failed = nullptr;
    QWidget *m_content = nullptr;
    QSplitter *m_figures = nullptr; ///< the curves over the details
    QWidget *m_busy = nullptr;
    QLabel *m_busyText = nullptr;
    QProgressBar *m_busyBar = nullptr;
    MessageStrip *m_messages = nullptr;
    RouterPicker *m_picker = nullptr;
    QCheckBox *m_logCost = nullptr;
    FrontierPlot *m_frontier = nullptr;
    SharesPlot *m_shares = nullptr;
    CostIntervalPanel *m_interval = nullptr;
    QShortcut *m_releaseKey = nullptr; ///< Esc, while a model is isolated
    ExploreCards *m_cards = nullptr;
    QPushButton *m_pinButton = nullptr;
    QPushButton *m_export = nullptr;
    ExploreDetails *m_details = nullptr; ///< queries that change, segments, pins
    PinList *m_pinList = nullptr;
    PinsView *m_pins = nullptr;
    QTimer *m_slowTimer = nullptr; ///< figures that take longer than a frame

    ExploredRouters m_shown;
    QVector<int> m_colors;                ///< of m_shown, in the picker's order
    QVector<qint64> m_wanted;             ///< routers to show
    std::optional<PinRecord> m_pinToShow; ///< once its router is the current one
    bool m_outdated = true;
    QString m_emptyPage;
};

} // namespace fairlead
