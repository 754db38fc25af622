// What a person does with the point at hand: pin it, go back to a pin, write it out. Apart from explorepage.cpp, which
// builds and shows the page, so that each stays readable.
#include "core/experiment/decisionscsv.h"
#include "core/export/routerexport.h"
#include "ui/dialogs/ask.h"
#include "ui/models/displaytext.h"
#include "ui/pages/explore/explorecards.h"
#include "ui/pages/explore/explorepage.h"
#include "ui/pages/explore/pins/pinlist.h"
#include "ui/pages/explore/pins/pinsview.h"
#include "ui/pages/explore/queries/exploredetails.h"
#include "ui/pages/explore/routerpicker.h"
#include "ui/plots/frontierplot.h"
#include "ui/plots/sharesplot.h"
#include "ui/session.h"
#include "ui/widgets/costintervalpanel.h"
#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/messagestrip.h"

#include <QDir>
#include <QFileInfo>
#include <QMenu>
#include <QPushButton>

#include <algorithm>
#include <utility>

namespace fairlead {

namespace {

constexpr QSize kPictureSize{1000, 600};
constexpr double kPictureScale = 2;

} // namespace

void ExplorePage::pin()
{
    if (m_shown.isEmpty())
        return;
    const RouterAnalysis &analysis = *m_shown.first()->analysis;
    const CostIntervalSlider &slider = m_interval->slider();
    PointFigures figures = pointFigures(analysis, slider.point());
    addRegret(figures, analysis);
    PinRecord record;
    record.router = analysis.router.id;
    record.lambda = slider.point();
    record.lower = slider.lower();
    record.upper = slider.upper();
    record.note = toUtf8(tr("Pin %1").arg(m_pinList->pins().size() + 1));
    record.figures = toJson(figures);
    m_pinList->add(record);
    m_details->setCurrentWidget(m_pins);
}

void ExplorePage::goTo(const PinRecord &pin)
{
    CostIntervalSlider &slider = m_interval->slider();
    if (!m_shown.isEmpty() && m_shown.first()->analysis->router.id == pin.router) {
        slider.setInterval(pin.lower, pin.upper);
        slider.setPoint(pin.lambda);
        return;
    }
    m_pinToShow = pin; // once its router is there
    m_picker->setCurrent(pin.router.value);
}

/// On the curves stand the pins of the routers that are shown; the cards count changes from the newest pin, whatever
/// its router.
void ExplorePage::showPins()
{
    const auto &rows = m_pins->rows();
    QVector<FrontierPin> flags;
    for (const PinRow &row : rows) {
        const auto cost = row.figures.cost.shown();
        const auto quality = row.figures.quality.shown();
        const bool isShown = std::ranges::any_of(
            m_shown, [&](const auto &router) { return router->analysis->router.id == row.record.router; });
        if (isShown && cost && quality)
            flags.append({row.number, tr("%1, %2").arg(toText(row.record.note), row.router), row.record.lambda,
                          Estimate{kCostQueries * cost->value, kCostQueries * cost->se}, *quality});
    }
    m_frontier->setPins(flags);
    if (rows.empty())
        m_cards->setPin({}, std::nullopt);
    else
        m_cards->setPin(tr("pin %1").arg(rows.back().number), rows.back().figures);
}

void ExplorePage::buildExportMenu()
{
    m_export = new QPushButton(tr("Exp&ort"), m_content);
    m_export->setObjectName(QStringLiteral("exploreExport"));
    auto *menu = new QMenu(m_export);
    const auto add = [&](const char *name, const QString &text, auto act) {
        QAction *action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, act);
    };
    add("exportFrontierPicture", tr("&Frontier as a picture…"),
        [this] { exportPicture(QStringLiteral("frontier.png"), &ExplorePage::saveFrontier); });
    add("exportSharesPicture", tr("&Shares as a picture…"),
        [this] { exportPicture(QStringLiteral("shares.png"), &ExplorePage::saveShares); });
    add("exportFrontierCsv", tr("Every operating &point as CSV…"), [this] { exportFrontierCsv(); });
    add("exportDecisions", tr("The &decisions at the point as CSV…"), [this] { exportDecisions(); });
    menu->addSeparator();
    add("exportRouter", tr("The &router as a file…"), [this] { exportCurrentRouter(); });
    m_export->setMenu(menu);
}

void ExplorePage::exportPicture(const QString &name, bool (ExplorePage::*save)(const QString &, QSize, double))
{
    const auto path = ask::saveFile(this, tr("Save the picture"), name, tr("Pictures (*.png)"), QStringLiteral("png"));
    if (!path)
        return;
    if ((this->*save)(*path, kPictureSize, kPictureScale))
        m_messages->showNews(tr("Saved %1.").arg(*path));
    else
        m_messages->showError(tr("Could not write '%1'.").arg(*path),
                              tr("Name a file in a folder that is there and that you may write to."));
}

/// @param outcome said in the jobs strip, with %1 rows and the file as %2
void ExplorePage::exportCsv(const QString &question, const QString &proposal, const QString &outcome, WriteRows write)
{
    const auto path =
        ask::saveFile(this, question, proposal, tr("Comma-separated values (*.csv)"), QStringLiteral("csv"));
    if (!path)
        return;
    session().run<std::size_t>(
        std::make_unique<Job<std::size_t>>(
            tr("Writing %1").arg(QFileInfo(*path).fileName()),
            [write = std::move(write), file = std::filesystem::path(toUtf8(*path))](
                const std::stop_token &stop, const ReportProgress &report) { return write(file, stop, report); }),
        this, [this, outcome, file = *path](const Result<std::size_t> &rows) -> QString {
            if (rows)
                return outcome.arg(countText(*rows), file);
            if (rows.error().code != ErrorCode::Cancelled)
                m_messages->showError(toText(rows.error().message));
            return {};
        });
}

void ExplorePage::exportFrontierCsv()
{
    if (m_shown.isEmpty())
        return;
    exportCsv(
        tr("Save every operating point"), QStringLiteral("frontier.csv"), tr("%1 operating points in %2"),
        [analysis = m_shown.first()->analysis](const std::filesystem::path &file, const std::stop_token &,
                                               const ReportProgress &) { return writeFrontierCsv(*analysis, file); });
}

void ExplorePage::exportDecisions()
{
    if (m_shown.isEmpty())
        return;
    exportCsv(tr("Save where every held-out query goes"), QStringLiteral("decisions.csv"), tr("%1 decisions in %2"),
              [workspace = session().path(), analysis = m_shown.first()->analysis,
               lambda = m_interval->slider().point()](const std::filesystem::path &file, const std::stop_token &stop,
                                                      const ReportProgress &report) -> Result<std::size_t> {
                  auto opened = Workspace::open(workspace);
                  if (!opened)
                      return opened.error();
                  return writeDecisionsCsv(*opened, *analysis, lambda, file, stop, report);
              });
}

void ExplorePage::exportCurrentRouter()
{
    if (m_shown.isEmpty())
        return;
    const RouterRecord &router = m_shown.first()->analysis->router;
    const auto path = ask::saveFile(
        this, tr("Save the router “%1”").arg(toText(router.name)), toText(router.name) + QStringLiteral(".safetensors"),
        tr("For Fairlead and its command line (*.safetensors);;TorchScript, for any program "
           "with LibTorch (*.pt)"),
        QStringLiteral("safetensors"));
    if (!path)
        return;
    const auto format = path->endsWith(QLatin1String(".pt")) ? ExportFormat::TorchScript : ExportFormat::Safetensors;
    session().run<ExportOutcome>(
        std::make_unique<Job<ExportOutcome>>(
            tr("Writing the router"),
            [workspace = session().path(), id = router.id, format, file = std::filesystem::path(toUtf8(*path))](
                const std::stop_token &, const ReportProgress &) -> Result<ExportOutcome> {
                auto opened = Workspace::open(workspace);
                if (!opened)
                    return opened.error();
                return exportRouter(*opened, id, format, file);
            }),
        this, [this](const Result<ExportOutcome> &written) -> QString {
            if (!written) {
                m_messages->showError(toText(written.error().message));
                return {};
            }
            return tr("Wrote %1 and its card; loaded again, it gives the same scores on %2 queries")
                .arg(toText(written->file.string()), countText(written->checkedRows));
        });
}

bool ExplorePage::saveFrontier(const QString &path, QSize size, double scale)
{
    return m_frontier->save(path, size, scale);
}

bool ExplorePage::saveShares(const QString &path, QSize size, double scale)
{
    return m_shares->save(path, size, scale);
}

bool ExplorePage::savePictures(const QString &directory)
{
    const QDir folder(directory);
    const bool frontier = saveFrontier(folder.filePath(QStringLiteral("frontier.png")), kPictureSize, kPictureScale);
    const bool shares = saveShares(folder.filePath(QStringLiteral("shares.png")), kPictureSize, kPictureScale);
    return frontier && shares;
}

} // namespace fairlead
