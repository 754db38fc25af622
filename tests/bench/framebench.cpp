#include "tests/bench/benchmarks.h"
#include "tests/ui/pages/exploresample.h"
#include "ui/pages/explore/explorepage.h"
#include "ui/session.h"
#include "ui/widgets/costintervalslider.h"

#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>

namespace fairlead::bench {

namespace {

constexpr std::size_t kQueries = 1'000'000;
constexpr int kFrames = 300;
constexpr QSize kWindow(1280, 800);

/// Until the page has drawn what it was given.
void settle(const ExplorePage &page)
{
    constexpr qint64 kPatience = 120'000; // ms
    QElapsedTimer clock;
    clock.start();
    while (!page.isSettled()) {
        if (clock.elapsed() > kPatience)
            fail("The page did not come to rest.");
        QApplication::processEvents(QEventLoop::AllEvents, 20);
    }
    QApplication::processEvents();
}

/// Milliseconds of each step of a drag: the new value, and all that is painted for it.
std::vector<double> drag(const ExplorePage &page, CostIntervalSlider &slider, CostIntervalSlider::Part part,
                         double from, double to)
{
    slider.setValue(part, from);
    settle(page);
    std::vector<double> frames;
    for (int k = 1; k <= kFrames; ++k) {
        const double lambda = from + (to - from) * k / kFrames;
        frames.push_back(1e3 * secondsOf([&] {
                             slider.setValue(part, lambda);
                             QApplication::sendPostedEvents();
                             QApplication::processEvents();
                         }));
    }
    return frames;
}

double share(std::vector<double> values, double of)
{
    const auto place = static_cast<std::ptrdiff_t>(of * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + place, values.end());
    return values[static_cast<std::size_t>(place)];
}

std::vector<Figure> run(const Settings &settings)
{
    settings.note("making a router's analysis");
    SampleOptions options;
    options.queries = settings.rows(kQueries);
    const auto analysis = sampleAnalysis(options);
    Session session;
    ExplorePage page(session, nullptr);
    page.resize(kWindow);
    page.show();
    QApplication::processEvents();
    const double shown = secondsOf([&] {
        page.showAnalyses({analysis});
        settle(page);
    });
    auto *slider = page.findChild<CostIntervalSlider *>();
    if (slider == nullptr)
        fail("The page has no cost interval slider.");
    const double end = analysis->index->lambdaMax();
    slider->setInterval(0.05 * end, 0.95 * end);
    const std::vector<double> point = drag(page, *slider, CostIntervalSlider::Part::Point, 0.1 * end, 0.9 * end);
    const std::vector<double> handle = drag(page, *slider, CostIntervalSlider::Part::Lower, 0.05 * end, 0.6 * end);
    const std::string platform = QGuiApplication::platformName().toStdString();
    return {atMost({"a frame while the point is dragged, median (" + platform + ")", median(point), "ms"}, 16),
            atMost({"the same, 95 of 100", share(point, 0.95), "ms"}, 16),
            atMost({"a frame while a handle is dragged, median", median(handle), "ms"}, 16),
            {"the same, 95 of 100", share(handle, 0.95), "ms"},
            {"curves of a million queries made and shown", shown, "s"}};
}

} // namespace

Benchmark frameBenchmark()
{
    return {"frame", "Explore while the slider is dragged, with a router of a million queries", run};
}

} // namespace fairlead::bench
