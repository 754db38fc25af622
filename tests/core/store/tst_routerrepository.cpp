#include "tests/support/storedata.h"

#include "core/store/routerrepository.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fairlead;
using namespace fairlead::test;

namespace {

TensorBundle someWeights(float value)
{
    TensorBundle bundle;
    bundle.put("w", MatrixF(3, 4, value));
    bundle.metadata["method"] = "rm-interval";
    return bundle;
}

} // namespace

class TestRouterRepository final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<Workspace> m_workspace;
    DatasetId m_log;

    RouterRepository routers() { return RouterRepository(*m_workspace); }
    RouterRecord record(const std::string &name)
    {
        RouterRecord record;
        record.name = name;
        record.dataset = m_log;
        record.method = "rm-interval";
        record.seed = ~std::uint64_t{14};
        record.dataHash = "00112233aabbccdd";
        record.config = "{\"knots\":5}";
        record.curve = "[1,2]";
        record.summary = "{\"seconds\":1.5}";
        return record;
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto created = Workspace::create(m_folder->filePath("w.fairlead").toStdString());
        FAIRLEAD_VERIFY(created);
        m_workspace.emplace(*std::move(created));
        m_log = *storeLog(*m_workspace, "march");
    }
    void cleanup() { m_workspace.reset(); }

    void aRouterComesBackAsItWasSaved()
    {
        const auto id = routers().save(record("first"), someWeights(0.5F));
        FAIRLEAD_VERIFY(id);
        const auto read = routers().byName("first");
        FAIRLEAD_VERIFY(read);
        QCOMPARE(read->id, *id);
        QVERIFY(read->dataset == m_log);
        QCOMPARE(read->datasetName, std::string("march"));
        QCOMPARE(read->method, std::string("rm-interval"));
        QCOMPARE(read->seed, ~std::uint64_t{14});
        QCOMPARE(read->dataHash, std::string("00112233aabbccdd"));
        QCOMPARE(read->config, std::string("{\"knots\":5}"));
        QCOMPARE(read->curve, std::string("[1,2]"));
        QCOMPARE(read->summary, std::string("{\"seconds\":1.5}"));
        QVERIFY(!read->version.empty());
        QVERIFY(read->created.ends_with('Z'));
        const auto weights = routers().weights(*id);
        FAIRLEAD_VERIFY(weights);
        QVERIFY(*weights->matrixF("w") == MatrixF(3, 4, 0.5F));
        QCOMPARE(weights->metadata.at("method"), std::string("rm-interval"));
    }

    void namesAreUnique()
    {
        const auto id = *routers().save(record("first"), someWeights(1));
        FAIRLEAD_FAILS(routers().save(record("first"), someWeights(1)), ErrorCode::BadInput,
                       "already is a router 'first'");
        FAIRLEAD_FAILS(routers().save(record(""), someWeights(1)), ErrorCode::BadInput, "no name");
        (void)*routers().save(record("second"), someWeights(1));
        FAIRLEAD_FAILS(routers().rename(id, "second"), ErrorCode::BadInput, "already is a router 'second'");
        FAIRLEAD_VERIFY(routers().rename(id, "third"));
        QVERIFY(routers().byName("third")->id == id);
    }

    void unknownNamesListTheKnownOnes()
    {
        FAIRLEAD_FAILS(routers().byName("x"), ErrorCode::NotFound, "This workspace holds none yet; train one first.");
        (void)*routers().save(record("a"), someWeights(1));
        (void)*routers().save(record("b"), someWeights(1));
        FAIRLEAD_FAILS(routers().byName("x"), ErrorCode::NotFound,
                       "There is no router 'x'. This workspace holds: a, b.");
        FAIRLEAD_FAILS(routers().byId(RouterId{42}), ErrorCode::NotFound, "id 42");
        FAIRLEAD_FAILS(routers().weights(RouterId{42}), ErrorCode::NotFound, "id 42");
        FAIRLEAD_FAILS(routers().remove(RouterId{42}), ErrorCode::NotFound, "id 42");
    }

    void aRouterOfNoDatasetIsRefused()
    {
        RouterRecord orphan = record("orphan");
        orphan.dataset = DatasetId{99};
        FAIRLEAD_FAILS(routers().save(orphan, someWeights(1)), ErrorCode::NotFound, "no longer in this workspace");
    }

    void removedRoutersAreGone()
    {
        const auto id = *routers().save(record("a"), someWeights(1));
        (void)*routers().save(record("b"), someWeights(1));
        FAIRLEAD_VERIFY(routers().remove(id));
        QCOMPARE(routers().list()->size(), 1U);
        QCOMPARE(routers().list()->front().name, std::string("b"));
    }

    void aTableIsKeptPerDatasetAndKeyAndReplaced()
    {
        QVERIFY(!*routers().artifact(m_log, "held-out"));
        FAIRLEAD_VERIFY(routers().saveArtifact(m_log, "held-out", someWeights(1)));
        FAIRLEAD_VERIFY(routers().saveArtifact(m_log, "other", someWeights(2)));
        FAIRLEAD_VERIFY(routers().saveArtifact(m_log, "held-out", someWeights(3)));
        QVERIFY(*(**routers().artifact(m_log, "held-out")).matrixF("w") == MatrixF(3, 4, 3));
        QVERIFY(*(**routers().artifact(m_log, "other")).matrixF("w") == MatrixF(3, 4, 2));
        FAIRLEAD_FAILS(routers().saveArtifact(DatasetId{99}, "k", someWeights(1)), ErrorCode::NotFound, "no longer");
    }

    void aDatasetTakesItsRoutersAndTablesAlong()
    {
        (void)*routers().save(record("a"), someWeights(1));
        FAIRLEAD_VERIFY(routers().saveArtifact(m_log, "held-out", someWeights(1)));
        FAIRLEAD_VERIFY(DatasetRepository(*m_workspace).remove(m_log));
        QVERIFY(routers().list()->empty());
        QVERIFY(!*routers().artifact(m_log, "held-out"));
    }
};

QTEST_APPLESS_MAIN(TestRouterRepository)
#include "tst_routerrepository.moc"
