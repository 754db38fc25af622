#include "tests/support/storedata.h"

#include "core/store/pinrepository.h"
#include "core/store/routerrepository.h"
#include "core/store/trash.h"

#include <QTemporaryDir>
#include <QTest>

#include <limits>

using namespace fairlead;
using namespace fairlead::test;

class TestPinRepository final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::optional<Workspace> m_workspace;
    RouterId m_router;

    PinRepository pins() { return PinRepository(*m_workspace); }
    PinRecord pin(const std::string &note)
    {
        PinRecord record;
        record.router = m_router;
        record.lambda = 12.5;
        record.lower = 1;
        record.upper = 40;
        record.note = note;
        record.figures = R"({"lambda":12.5})";
        return record;
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        auto created = Workspace::create(m_folder->filePath("w.fairlead").toStdString());
        FAIRLEAD_VERIFY(created);
        m_workspace.emplace(*std::move(created));
        RouterRecord router;
        router.name = "r";
        router.dataset = *storeLog(*m_workspace, "march");
        router.method = "rm-interval";
        router.config = router.curve = router.summary = "{}";
        TensorBundle weights;
        weights.put("w", MatrixF(1, 1, 1));
        m_router = *RouterRepository(*m_workspace).save(router, weights);
    }
    void cleanup() { m_workspace.reset(); }

    void aPinComesBackAsItWasKept()
    {
        const auto id = pins().add(pin("cheap enough, \"good\" enough"));
        FAIRLEAD_VERIFY(id);
        const auto list = pins().list();
        FAIRLEAD_VERIFY(list);
        QCOMPARE(list->size(), 1U);
        const PinRecord &read = list->front();
        QCOMPARE(read.id, *id);
        QVERIFY(read.router == m_router);
        QCOMPARE(read.lambda, 12.5);
        QCOMPARE(read.lower, 1.0);
        QCOMPARE(read.upper, 40.0);
        QCOMPARE(read.note, std::string("cheap enough, \"good\" enough"));
        QCOMPARE(read.figures, std::string(R"({"lambda":12.5})"));
        QVERIFY(read.created.ends_with('Z'));
    }

    void aDeletedPinComesBackAsTheSameOne()
    {
        (void)*pins().add(pin("first"));
        const std::int64_t id = *pins().add(pin("second"));
        const PinRecord before = pins().list()->back();
        FAIRLEAD_VERIFY(pins().remove(id));
        QCOMPARE(pins().list()->size(), 1U);
        QCOMPARE(*pins().add(before), id);
        QCOMPARE(pins().list()->back().created, before.created);
        QCOMPARE(pins().list()->back().note, std::string("second"));
    }

    void aNoteIsChanged()
    {
        const std::int64_t id = *pins().add(pin("first"));
        FAIRLEAD_VERIFY(pins().setNote(id, "for the board"));
        QCOMPARE(pins().list()->front().note, std::string("for the board"));
        FAIRLEAD_FAILS(pins().setNote(99, "x"), ErrorCode::NotFound, "no longer");
    }

    void pinsGoWithTheirRouterAndComeBackWithIt()
    {
        (void)*pins().add(pin("first"));
        FAIRLEAD_VERIFY(Trash(*m_workspace).discard(m_router));
        QVERIFY(pins().list()->empty());
        FAIRLEAD_VERIFY(Trash(*m_workspace).restore(m_router));
        QCOMPARE(pins().list()->size(), 1U);
        FAIRLEAD_VERIFY(RouterRepository(*m_workspace).remove(m_router));
        QVERIFY(pins().list()->empty());
    }

    void whatIsNoPointIsRefused()
    {
        PinRecord orphan = pin("x");
        orphan.router = RouterId{99};
        FAIRLEAD_FAILS(pins().add(orphan), ErrorCode::NotFound, "no longer in this workspace");
        PinRecord nowhere = pin("x");
        nowhere.lambda = std::numeric_limits<double>::quiet_NaN();
        FAIRLEAD_FAILS(pins().add(nowhere), ErrorCode::BadInput, "not a number");
        QVERIFY(pins().list()->empty());
    }
};

QTEST_APPLESS_MAIN(TestPinRepository)
#include "tst_pinrepository.moc"
