#include "core/store/observationpages.h"
#include "core/store/statement.h"
#include "tests/support/storedata.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace fairlead;
using namespace fairlead::test;

Q_DECLARE_METATYPE(fairlead::ObservationFilter)

namespace {

std::vector<std::uint32_t> placesOf(const Result<ObservationMatches> &found)
{
    return found ? found->places : std::vector<std::uint32_t>{999};
}

} // namespace

class TestObservationPages final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<Workspace> m_workspace;
    DatasetId m_log;

    ObservationPages pages() { return ObservationPages(*m_workspace); }
    auto find(const ObservationFilter &filter) { return placesOf(pages().find(m_log, filter, {})); }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto created = Workspace::create(m_folder->filePath("w.fairlead").toStdString());
        FAIRLEAD_VERIFY(created);
        m_workspace.emplace(*std::move(created));
        const auto log = storeLog(*m_workspace, "log");
        FAIRLEAD_VERIFY(log);
        m_log = *log;
    }
    void cleanup() { m_workspace.reset(); }

    void aPageHoldsTheOutcomesWithTheirQueries()
    {
        QCOMPARE(*pages().count(m_log), 5U);
        const auto page = pages().page(m_log, 2, 2);
        FAIRLEAD_VERIFY(page);
        QCOMPARE(page->size(), 2U);
        const Observation &third = page->at(0);
        QCOMPARE(third.place, 2);
        QCOMPARE(third.row, 2);
        QCOMPARE(third.model, 0);
        QCOMPARE(third.quality, 0.5);
        QCOMPARE(third.cost, 0.001);
        QVERIFY(std::isnan(third.propensity));
        QVERIFY(std::isnan(third.time));
        QCOMPARE(third.queryId, std::string("q2"));
        QCOMPARE(third.segment, std::string("text"));
        QCOMPARE(third.prompt, std::string("λ \"quoted\"\nand two lines"));
        QCOMPARE(page->at(1).split, Split::HeldOut);
    }

    void aPageEndsWithTheDataset()
    {
        QCOMPARE(pages().page(m_log, 4, 100)->size(), 1U);
        QCOMPARE(pages().page(m_log, 5, 100)->size(), 0U);
        QCOMPARE(pages().page(m_log, std::numeric_limits<std::size_t>::max(), 100)->size(), 0U);
        QCOMPARE(pages().page(m_log, 0, std::numeric_limits<std::size_t>::max())->size(), 5U);
        FAIRLEAD_FAILS(pages().page(DatasetId{77}, 0, 1), ErrorCode::NotFound, "77");
    }

    void placesAreReadInTheOrderAsked()
    {
        const std::vector<std::uint32_t> places{4, 0};
        const auto read = pages().at(m_log, places);
        FAIRLEAD_VERIFY(read);
        QCOMPARE(read->at(0).queryId, std::string("q4"));
        QCOMPARE(read->at(1).queryId, std::string("q0"));
        const std::vector<std::uint32_t> beyond{5};
        FAIRLEAD_FAILS(pages().at(m_log, beyond), ErrorCode::BadInput, "damaged");
    }

    void filtersLeaveThePlacesTheyMean_data()
    {
        QTest::addColumn<ObservationFilter>("filter");
        QTest::addColumn<std::vector<std::uint32_t>>("places");
        using Places = std::vector<std::uint32_t>;
        const auto row = [](const char *name, const ObservationFilter &filter, const Places &places) {
            QTest::newRow(name) << filter << places;
        };
        const auto text = [](const char *words) {
            ObservationFilter filter;
            filter.text = words;
            return filter;
        };
        const auto order = [](ObservationOrder by, bool isDescending) {
            ObservationFilter filter;
            filter.order = by;
            filter.isDescending = isDescending;
            return filter;
        };
        ObservationFilter large;
        large.model = 1;
        ObservationFilter heldOutSmall;
        heldOutSmall.split = Split::HeldOut;
        heldOutSmall.model = 0;
        ObservationFilter training;
        training.split = Split::Train;
        row("nothing asked", {}, {0, 1, 2, 3, 4});
        row("a model", large, {3, 4});
        row("a side that a model is not on", heldOutSmall, {});
        row("a side", training, {0, 1, 2});
        row("words of a prompt in another case", text("TRANSLATE"), {1});
        row("a query's id", text("q3"), {3});
        row("a quote", text("'Haus'"), {1});
        row("letters beyond ASCII", text("λ"), {2});
        row("a percent sign is no wildcard", text("%"), {});
        row("an underline is no wildcard", text("q_"), {});
        row("a backslash", text("\\"), {});
        row("the last first", order(ObservationOrder::Place, true), {4, 3, 2, 1, 0});
        row("quality, ties as they came", order(ObservationOrder::Quality, true), {3, 4, 2, 1, 0});
        row("cost", order(ObservationOrder::Cost, false), {0, 1, 2, 3, 4});
        row("what has no value comes last", order(ObservationOrder::Propensity, false), {0, 1, 3, 4, 2});
        row("also the other way", order(ObservationOrder::Propensity, true), {0, 1, 3, 4, 2});
        row("times that are not there", order(ObservationOrder::Time, true), {0, 1, 2, 3, 4});
    }
    void filtersLeaveThePlacesTheyMean()
    {
        QFETCH(ObservationFilter, filter);
        QFETCH(std::vector<std::uint32_t>, places);
        QCOMPARE(find(filter), places);
    }

    void aStopEndsASearch()
    {
        std::stop_source stop;
        stop.request_stop();
        FAIRLEAD_FAILS(pages().find(m_log, {}, stop.get_token()), ErrorCode::Cancelled, "stopped");
        QCOMPARE(find({}).size(), 5U); // and the connection is as before
    }

    void fullFeedbackHasARowForEveryAnswerThatIsThere()
    {
        const auto full = storeFullFeedback(*m_workspace, "full");
        FAIRLEAD_VERIFY(full);
        QCOMPARE(*pages().count(*full), 9U); // five queries, two models, one hole
        const auto page = pages().page(*full, 2, 1);
        FAIRLEAD_VERIFY(page);
        QCOMPARE(page->front().row, 1);
        QCOMPARE(page->front().model, 1);
        QVERIFY(std::isnan(pages().page(*full, 8, 1)->front().cost));
        QCOMPARE(*pages().prompt(*full, 4), std::string("Why?"));
    }

    void aSimulatedLogShowsItsParentsQueries()
    {
        const auto full = storeFullFeedback(*m_workspace, "full");
        const auto log = storeSimulatedLog(*m_workspace, "simulated", *full);
        FAIRLEAD_VERIFY(log);
        const auto page = pages().page(*log, 4, 1);
        FAIRLEAD_VERIFY(page);
        QCOMPARE(page->front().queryId, std::string("q4"));
        ObservationFilter filter;
        filter.text = "why";
        QCOMPARE(placesOf(pages().find(*log, filter, {})), (std::vector<std::uint32_t>{4}));
    }

    void anOutcomeWithoutQueryOrModelIsDamage_data()
    {
        QTest::addColumn<QByteArray>("harm");
        QTest::newRow("a row that no query has") << QByteArray("UPDATE observations SET row = 99 WHERE row = 2");
        QTest::newRow("a model that is not there") << QByteArray("UPDATE observations SET model = 2 WHERE row = 2");
        QTest::newRow("a negative model") << QByteArray("UPDATE observations SET model = -1 WHERE row = 2");
        QTest::newRow("a query that is gone") << QByteArray("DELETE FROM queries WHERE external_id = 'q2'");
    }
    void anOutcomeWithoutQueryOrModelIsDamage()
    {
        QFETCH(QByteArray, harm);
        FAIRLEAD_VERIFY(sql::execute(m_workspace->handle(), harm.toStdString()));
        FAIRLEAD_FAILS(pages().page(m_log, 0, 5), ErrorCode::BadInput, "damaged");
    }
};

QTEST_APPLESS_MAIN(TestObservationPages)
#include "tst_observationpages.moc"
