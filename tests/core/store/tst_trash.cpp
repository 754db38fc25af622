#include "tests/support/storedata.h"

#include "core/store/routerrepository.h"
#include "core/store/trash.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fairlead;
using namespace fairlead::test;

class TestTrash final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<Workspace> m_workspace;
    DatasetId m_log;

    DatasetRepository datasets() { return DatasetRepository(*m_workspace); }
    RouterRepository routers() { return RouterRepository(*m_workspace); }
    Trash trash() { return Trash(*m_workspace); }
    RouterId saveRouter(const std::string &name)
    {
        RouterRecord record;
        record.name = name;
        record.dataset = m_log;
        record.method = "rm-interval";
        record.config = record.curve = record.summary = "{}";
        TensorBundle weights;
        weights.put("w", MatrixF(2, 2, 1));
        return *routers().save(record, weights);
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

    void aDiscardedRouterIsFoundByNothingAndComesBackWhole()
    {
        const RouterId id = saveRouter("a");
        const RouterRecord before = *routers().byId(id);
        FAIRLEAD_VERIFY(trash().discard(id));
        QVERIFY(routers().list()->empty());
        FAIRLEAD_FAILS(routers().byId(id), ErrorCode::NotFound, "no router");
        FAIRLEAD_FAILS(routers().byName("a"), ErrorCode::NotFound, "holds none yet");
        QVERIFY(!*trash().isEmpty());

        FAIRLEAD_VERIFY(trash().restore(id));
        const RouterRecord after = *routers().byId(id);
        QCOMPARE(after.name, before.name);
        QCOMPARE(after.created, before.created);
        QVERIFY(*routers().weights(id)->matrixF("w") == MatrixF(2, 2, 1));
        QVERIFY(*trash().isEmpty());
    }

    void aNameTakenMeanwhileGetsANumber()
    {
        const RouterId first = saveRouter("a");
        FAIRLEAD_VERIFY(trash().discard(first));
        (void)saveRouter("a");
        (void)saveRouter("a 2");
        FAIRLEAD_VERIFY(trash().restore(first));
        QCOMPARE(routers().byId(first)->name, std::string("a 3"));
    }

    void aDatasetTakesItsRoutersAlongAndBringsThemBack()
    {
        const RouterId kept = saveRouter("kept");
        const RouterId gone = saveRouter("gone");
        FAIRLEAD_VERIFY(trash().discard(gone));
        FAIRLEAD_VERIFY(trash().discard(m_log));
        QVERIFY(datasets().list()->empty());
        QVERIFY(routers().list()->empty());
        FAIRLEAD_VERIFY(storeLog(*m_workspace, "march")); // the name is free

        FAIRLEAD_VERIFY(trash().restore(m_log));
        QCOMPARE(datasets().byId(m_log)->name, std::string("march 2"));
        QCOMPARE(datasets().queries(m_log)->size(), 5U);
        QCOMPARE(routers().list()->size(), 1U); // what was discarded by itself stays so
        QCOMPARE(routers().list()->front().id, kept);
    }

    void fullFeedbackWaitsForItsSimulatedLogs()
    {
        const DatasetId truth = *storeFullFeedback(*m_workspace, "truth");
        const DatasetId log = *storeSimulatedLog(*m_workspace, "simulated", truth);
        FAIRLEAD_FAILS(trash().discard(truth), ErrorCode::BadInput, "simulated");
        QCOMPARE(datasets().list()->size(), 3U);
        FAIRLEAD_VERIFY(trash().discard(log));
        FAIRLEAD_VERIFY(trash().discard(truth));
        FAIRLEAD_VERIFY(trash().empty());
        QCOMPARE(datasets().list()->size(), 1U);
        FAIRLEAD_FAILS(trash().restore(truth), ErrorCode::NotFound, "for good");
    }

    void emptyingDeletesOnlyWhatWasDiscarded()
    {
        const RouterId kept = saveRouter("kept");
        const RouterId gone = saveRouter("gone");
        FAIRLEAD_VERIFY(trash().discard(gone));
        FAIRLEAD_VERIFY(trash().empty());
        QVERIFY(*trash().isEmpty());
        QCOMPARE(routers().list()->size(), 1U);
        QCOMPARE(routers().list()->front().id, kept);
        FAIRLEAD_FAILS(trash().restore(gone), ErrorCode::NotFound, "for good");
    }

    void twiceIsOnce()
    {
        const RouterId id = saveRouter("a");
        FAIRLEAD_VERIFY(trash().discard(id));
        FAIRLEAD_VERIFY(trash().discard(id));
        FAIRLEAD_VERIFY(trash().restore(id));
        FAIRLEAD_VERIFY(trash().restore(id));
        QCOMPARE(routers().byId(id)->name, std::string("a"));
        FAIRLEAD_FAILS(trash().discard(RouterId{42}), ErrorCode::NotFound, "no longer");
        FAIRLEAD_FAILS(trash().discard(DatasetId{42}), ErrorCode::NotFound, "no longer");
    }
};

QTEST_APPLESS_MAIN(TestTrash)
#include "tst_trash.moc"
