#include "core/experiment/changedlist.h"
#include "core/experiment/decisionscsv.h"
#include "core/experiment/explanation.h"
#include "core/experiment/simulation.h"
#include "core/experiment/training.h"
#include "core/store/datasetrepository.h"
#include "tests/support/samplelog.h"
#include "tests/support/storedata.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>

using namespace fairlead;

/// One plug-in router on a simulated log of 600 queries, shared by all functions.
class TestExplanation final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        auto workspace = Workspace::create(path("w.fairlead").toStdString());
        FAIRLEAD_VERIFY(workspace);
        m_workspace = std::make_unique<Workspace>(std::move(*workspace));
        const DatasetId full = test::addSampleFullFeedback(*m_workspace, "full", 600, 3);
        const auto log = simulateLog(*m_workspace, full, "log", {1.0, 0.05, 1}, {}, {});
        FAIRLEAD_VERIFY(log);
        TrainConfig config;
        config.method = Method::PlugIn;
        const auto trained = trainRouter(*m_workspace, *log, "plug-in", config, {}, {});
        FAIRLEAD_VERIFY(trained);
        auto analysis = analyseRouter(*m_workspace, trained->router, {}, {});
        FAIRLEAD_VERIFY(analysis);
        m_analysis = std::make_shared<const RouterAnalysis>(std::move(*analysis));
    }
    void cleanupTestCase() { m_workspace.reset(); }

    void theEnvelopeOfTwoLinesWorkedOutByHand()
    {
        // 0.9 - 0.5 lambda and 0.5 - 0.1 lambda meet at 1; the third is nowhere on top.
        const std::array<Outcome, 3> outcomes{Outcome{0.9, 0.5}, Outcome{0.5, 0.1}, Outcome{0.2, 0.4}};
        const std::array<double, 3> ties{0.5, 0.1, 0.4};
        const ScoreLines lines = utilityLines(outcomes, {}, ties, 0, 2);
        QCOMPARE(lines.envelope.size(), std::size_t(2));
        QCOMPARE(lines.envelope[0].model, std::uint16_t(0));
        QVERIFY(std::abs(lines.envelope[0].hi - 1) < 1e-12);
        QCOMPARE(lines.envelope[1].model, std::uint16_t(1));
        QCOMPARE(lines.envelope[1].hi, 2.0);
        QCOMPARE(lines.values(1, 0), 0.9 - 1.0);
        const std::array<std::uint8_t, 3> withoutFirst{0, 1, 1};
        QCOMPARE(utilityLines(outcomes, withoutFirst, ties, 0, 2).envelope, (std::vector<EnvelopePiece>{{0, 2, 1}}));
    }

    void anExplanationAgreesWithTheIndexTheLogAndTheTruth()
    {
        const auto explainer = QueryExplainer::load(*m_workspace, m_analysis);
        FAIRLEAD_VERIFY(explainer);
        const SweepIndex &index = *m_analysis->index;
        const double middle = index.lambdaMax() / 2;
        const auto decisions = index.decisions(middle);
        const HeldOutTables &tables = *m_analysis->heldOut;
        for (std::uint32_t query = 0; query < index.queries(); query += 17) {
            const auto why = explainer->explain(*m_workspace, query);
            FAIRLEAD_VERIFY(why);
            QVERIFY(why->unit == ScoreUnit::Utility);
            QCOMPARE(why->router.envelope.front().lo, index.lambdaMin());
            QCOMPARE(why->router.envelope.back().hi, index.lambdaMax());
            for (const EnvelopePiece &piece : why->router.envelope) {
                if (piece.lo <= middle && middle < piece.hi)
                    QCOMPARE(piece.model, decisions[query]);
            }
            // The line of the model that serves at lambda 0 is the highest there.
            const std::size_t first = why->router.envelope.front().model;
            for (std::size_t t = 0; t < index.models(); ++t)
                QVERIFY(why->router.values(0, first) >= why->router.values(0, t) - 1e-9);
            QCOMPARE(why->served, static_cast<std::size_t>(tables.loggedModel[query]));
            const ModelExplanation &served = why->models[why->served];
            const double weight = 1 / std::max(why->servedPropensity, tables.clip);
            QVERIFY(std::abs(served.influence.quality - served.predicted.quality -
                             weight * (why->observed.quality - served.predicted.quality)) < 1e-9);
            QVERIFY(served.truth && std::abs(served.truth->quality - why->observed.quality) < 1e-12);
            QVERIFY(why->truth);
            QCOMPARE(why->text.externalId, "q" + std::to_string(m_analysis->rows[query]));
        }
        FAIRLEAD_FAILS(explainer->explain(*m_workspace, 100'000), ErrorCode::Internal, "no such query");
    }

    void listsAreSortedAndSearched()
    {
        ChangedRequest request{0, m_analysis->index->lambdaMax(), ChangedOrder::Prompt, false, {}, {}};
        const auto all = list(request);
        FAIRLEAD_VERIFY(all);
        QVERIFY(all->size() > 20);
        for (std::size_t i = 1; i < all->size(); ++i)
            QVERIFY(promptOf(*all, i - 1) <= promptOf(*all, i));
        request.search = "PROVE the";
        request.order = ChangedOrder::To;
        request.isDescending = true;
        const auto found = list(request);
        FAIRLEAD_VERIFY(found);
        QVERIFY(found->size() > 0 && found->size() < all->size());
        const auto name = [&](std::size_t i) { return m_analysis->models[found->at(i).to].name; };
        for (std::size_t i = 0; i < found->size(); ++i) {
            QVERIFY(promptOf(*found, i).starts_with("prove the"));
            QVERIFY(i == 0 || name(i - 1) >= name(i));
        }
        request.search = "no such text";
        QCOMPARE(list(request)->size(), std::size_t(0));
        request.search.clear();
        std::size_t kept = 0;
        for (std::size_t model = 0; model < m_analysis->models.size(); ++model) {
            request.model = model;
            const auto ofModel = list(request);
            FAIRLEAD_VERIFY(ofModel);
            for (std::size_t i = 0; i < ofModel->size(); ++i) {
                const ChangedQuery &row = ofModel->at(i);
                QVERIFY(row.from == model || row.to == model);
                kept += row.from == row.to ? 2 : 1;
            }
        }
        QCOMPARE(kept, 2 * all->size()); // every query leaves one model and comes to one
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(listChangedQueries(m_workspace->path(), *m_analysis, request, stop.get_token(), {}).error().code ==
                ErrorCode::Cancelled);
    }

    void theListIsWrittenAsCsv()
    {
        const auto all = list({0, m_analysis->index->lambdaMax(), ChangedOrder::Lambda, false, {}, {}});
        FAIRLEAD_VERIFY(all);
        const auto written =
            writeChangedCsv(*m_workspace, *m_analysis, *all, path("queries.csv").toStdString(), {}, {});
        FAIRLEAD_VERIFY(written);
        QCOMPARE(*written, all->size());
        QFile file(path("queries.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().split('\n');
        QCOMPARE(lines.size(), static_cast<qsizetype>(all->size()) + 2);
        QCOMPARE(lines[0], QByteArray("query,from,to,lambda,last_lambda,changes,segment"));
        const QList<QByteArray> cells = lines[1].split(',');
        const ChangedQuery &first = all->at(0);
        QCOMPARE(cells[0].toStdString(), "q" + std::to_string(m_analysis->rows[first.query]));
        QCOMPARE(cells[1].toStdString(), m_analysis->models[first.from].name);
        QCOMPARE(cells[3].toDouble(), first.firstLambda);
        QCOMPARE(cells[6], QByteArray("sample"));
        FAIRLEAD_FAILS(writeChangedCsv(*m_workspace, *m_analysis, *all, m_workspace->path(), {}, {}),
                       ErrorCode::BadInput, "");
    }

    void theDecisionsAreWrittenAsCsv()
    {
        const double lambda = m_analysis->index->lambdaMax() / 3;
        const auto written =
            writeDecisionsCsv(*m_workspace, *m_analysis, lambda, path("decisions.csv").toStdString(), {}, {});
        FAIRLEAD_VERIFY(written);
        const auto decisions = m_analysis->index->decisions(lambda);
        QCOMPARE(*written, decisions.size());
        QFile file(path("decisions.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().split('\n');
        QCOMPARE(lines.size(), static_cast<qsizetype>(decisions.size()) + 2);
        QCOMPARE(lines[0], QByteArray("query,segment,lambda,model,served"));
        for (std::size_t i = 0; i < decisions.size(); ++i) {
            const QList<QByteArray> cells = lines[static_cast<qsizetype>(i) + 1].split(',');
            QCOMPARE(cells[0].toStdString(), "q" + std::to_string(m_analysis->rows[i]));
            QCOMPARE(cells[1], QByteArray("sample"));
            QCOMPARE(cells[2].toDouble(), lambda);
            QCOMPARE(cells[3].toStdString(), m_analysis->models[decisions[i]].name);
            const auto served = static_cast<std::size_t>(m_analysis->heldOut->loggedModel[i]);
            QCOMPARE(cells[4].toStdString(), m_analysis->models[served].name);
        }
        FAIRLEAD_FAILS(writeDecisionsCsv(*m_workspace, *m_analysis, lambda, m_workspace->path(), {}, {}),
                       ErrorCode::BadInput, "");
        std::stop_source stop;
        stop.request_stop();
        const auto unwritten = path("unwritten.csv").toStdString();
        FAIRLEAD_FAILS(writeDecisionsCsv(*m_workspace, *m_analysis, lambda, unwritten, stop.get_token(), {}),
                       ErrorCode::Cancelled, "");
        QVERIFY(!QFile::exists(path("unwritten.csv")));
    }

    void rowsAreReadWithoutTheOthers()
    {
        DatasetRepository datasets(*m_workspace);
        const auto pages = datasets.queriesByRows(m_analysis->dataset.id, std::array<std::int64_t, 2>{41, 7});
        FAIRLEAD_VERIFY(pages);
        QCOMPARE(pages->front().externalId, std::string("q41"));
        QCOMPARE(pages->back().externalId, std::string("q7"));
        QVERIFY(!datasets.queriesByRows(m_analysis->dataset.id, std::array<std::int64_t, 1>{600}));
        const auto whole = datasets.embeddings(m_analysis->dataset.id);
        const auto one = datasets.embedding(m_analysis->dataset.id, 599);
        FAIRLEAD_VERIFY(whole);
        FAIRLEAD_VERIFY(one);
        QVERIFY(std::ranges::equal(one->row(0), whole->row(599)));
        QVERIFY(!datasets.embedding(m_analysis->dataset.id, 600));
    }

private:
    [[nodiscard]] QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    [[nodiscard]] Result<ChangedList> list(const ChangedRequest &request) const
    {
        return listChangedQueries(m_workspace->path(), *m_analysis, request, {}, {});
    }
    [[nodiscard]] std::string promptOf(const ChangedList &list, std::size_t place) const
    {
        const std::array row{m_analysis->rows[list.at(place).query]};
        return DatasetRepository(*m_workspace).queriesByRows(m_analysis->dataset.id, row)->front().prompt;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::shared_ptr<const RouterAnalysis> m_analysis;
};

QTEST_GUILESS_MAIN(TestExplanation)
#include "tst_explanation.moc"
