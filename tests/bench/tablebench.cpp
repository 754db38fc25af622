#include "core/base/random.h"
#include "core/experiment/datasetsummary.h"
#include "core/store/datasetrepository.h"
#include "core/store/observationpages.h"
#include "tests/bench/benchmarks.h"
#include "tests/bench/folder.h"
#include "ui/pages/data/rowstab.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTableView>

#include <algorithm>
#include <array>
#include <limits>

namespace fairlead::bench {

namespace {

constexpr std::size_t kRows = 1'000'000;
constexpr std::size_t kModels = 11;
constexpr int kFrames = 300;
constexpr int kJumps = 50;
constexpr int kRowsAFrame = 3; ///< one notch of a wheel
constexpr QSize kWindow(1280, 800);

std::string promptOf(Random &random)
{
    static constexpr std::array kWords{"route", "price", "model", "query", "token", "answer", "prove", "table"};
    std::string prompt;
    for (std::size_t words = 8 + random.below(24); words > 0; --words)
        prompt += std::string(kWords[random.below(kWords.size())]) + ' ';
    return prompt;
}

/// A log with prompts, segments and times, as a customer's might be.
DatasetId writeLog(Workspace &workspace, std::size_t rows)
{
    NewDataset start{"log", DatasetKind::Log, "log.csv", {}, {}, "{}"};
    for (std::size_t t = 0; t < kModels; ++t)
        start.models.push_back("model-" + std::to_string(t));
    auto transaction = need(Transaction::begin(workspace));
    auto writer = need(DatasetWriter::begin(workspace, start));
    Random random(1);
    for (std::size_t row = 0; row < rows; ++row) {
        Query query{"request-" + std::to_string(row), promptOf(random), "team " + std::to_string(random.below(20)), "",
                    random.below(10) < 7 ? Split::Train : Split::HeldOut};
        query.time = 1.77e9 + 3.0 * static_cast<double>(row);
        (void)need(writer.addQuery(query));
        (void)need(writer.addObservation(
            row, static_cast<std::int32_t>(random.below(kModels)), static_cast<double>(random.below(1000)) / 1000,
            1e-7 * static_cast<double>(1 + random.below(100'000)), std::numeric_limits<double>::quiet_NaN()));
    }
    const DatasetId id = need(writer.finish());
    (void)need(transaction.commit());
    return id;
}

double share(std::vector<double> values, double of)
{
    const auto place = static_cast<std::ptrdiff_t>(of * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + place, values.end());
    return values[static_cast<std::size_t>(place)];
}

void settle(const RowsTab &tab)
{
    constexpr qint64 kPatience = 120'000; // ms
    QElapsedTimer clock;
    clock.start();
    while (!tab.isSettled()) {
        if (clock.elapsed() > kPatience)
            fail("The table did not come to rest.");
        QApplication::processEvents(QEventLoop::AllEvents, 5);
    }
    QApplication::processEvents();
}

/// Milliseconds of a frame: the new place, and all that is painted for it.
double frame(QTableView &table, int row)
{
    return 1e3 * secondsOf([&] {
               table.verticalScrollBar()->setValue(row);
               QApplication::sendPostedEvents();
               QApplication::processEvents();
           });
}

std::vector<Figure> scroll(RowsTab &tab, QTableView &table)
{
    std::vector<double> wheel;
    for (int k = 0; k < kFrames; ++k)
        wheel.push_back(frame(table, kRowsAFrame * k));
    std::vector<double> drag;
    const int step = std::max(1, table.verticalScrollBar()->maximum() / kFrames);
    for (int k = 0; k < kFrames; ++k)
        drag.push_back(frame(table, step * k));
    std::vector<double> arrivals;
    Random random(2);
    for (int k = 0; k < kJumps; ++k) {
        settle(tab);
        const auto place = random.below(static_cast<std::uint64_t>(table.verticalScrollBar()->maximum()) + 1);
        arrivals.push_back(1e3 * secondsOf([&] {
                               (void)frame(table, static_cast<int>(place));
                               settle(tab);
                           }));
    }
    const std::string platform = QGuiApplication::platformName().toStdString();
    return {atMost({"a frame while the wheel turns, median (" + platform + ")", median(wheel), "ms"}, 16),
            atMost({"the same, 95 of 100", share(wheel, 0.95), "ms"}, 16),
            atMost({"a frame while the scroll bar is dragged through all rows, median", median(drag), "ms"}, 16),
            atMost({"the same, 95 of 100", share(drag, 0.95), "ms"}, 16),
            atMost({"the slowest frame of all", std::max(share(wheel, 1), share(drag, 1)), "ms"}, 50),
            atMost({"from a jump until its rows stand there, median", median(arrivals), "ms"}, 100)};
}

std::vector<Figure> read(const Settings &settings, Workspace &workspace, DatasetId id, std::size_t rows)
{
    const double made = secondsOf([&] { (void)need(datasetSummary(workspace, id, {}, {})); });
    const double kept = medianSeconds(settings.runs, [&] { (void)need(datasetSummary(workspace, id, {}, {})); });
    const ObservationPages pages(workspace);
    const double page = medianSeconds(settings.runs, [&] { (void)need(pages.page(id, rows / 2, 256)); });
    ObservationFilter filter;
    filter.text = "answer prove route";
    ObservationMatches found;
    const double search = medianSeconds(settings.runs, [&] { found = need(pages.find(id, filter, {})); });
    filter = {};
    filter.order = ObservationOrder::Cost;
    const double sort = medianSeconds(settings.runs, [&] { found = need(pages.find(id, filter, {})); });
    const auto some = std::span(found.places).first(std::min<std::size_t>(256, found.places.size()));
    const double list = medianSeconds(settings.runs, [&] { (void)need(pages.at(id, some)); });
    return {{"summary of the rows, made once", made, "s"},
            atMost({"summary as it is kept", 1e3 * kept, "ms"}, 100),
            atMost({"a page of 256 rows from the middle", 1e3 * page, "ms"}, 100),
            atMost({"a page of 256 rows of a sorted list", 1e3 * list, "ms"}, 100),
            {"a search through all prompts", search, "s"},
            {"all rows sorted by cost", sort, "s"}};
}

std::vector<Figure> run(const Settings &settings)
{
    const Folder folder;
    const std::filesystem::path path = folder / "log.fairlead";
    Workspace workspace = need(Workspace::create(path));
    settings.note("writing a log");
    const std::size_t rows = settings.rows(kRows);
    const DatasetId id = writeLog(workspace, rows);
    std::vector<Figure> figures = read(settings, workspace, id, rows);
    const DatasetRepository datasets(workspace);
    DatasetShown shown{need(datasets.byId(id)), need(datasets.models(id)), nullptr};
    shown.summary = std::make_shared<const DatasetSummary>(need(datasetSummary(workspace, id, {}, {})));
    RowsTab tab;
    tab.resize(kWindow);
    tab.setWorkspace(path);
    tab.QWidget::show();
    QApplication::processEvents();
    const double opened = 1e3 * secondsOf([&] { tab.show(shown); });
    settle(tab);
    figures.push_back(atMost({"a table of all rows opened", opened, "ms"}, 50));
    const auto scrolled = scroll(tab, *tab.findChild<QTableView *>(QStringLiteral("rowsTable")));
    figures.insert(figures.end(), scrolled.begin(), scrolled.end());
    return figures;
}

} // namespace

Benchmark tableBenchmark()
{
    return {"table", "the Data page's table over a log of a million rows: reading, searching, scrolling", run};
}

} // namespace fairlead::bench
