#include "core/base/devicememory.h"

#include <QTest>

using namespace fairlead;

class TestDeviceMemory final : public QObject
{
    Q_OBJECT

private slots:
    void theCpuComesFirstWithMemoryThatIsFree()
    {
        const auto found = devices();
        QVERIFY(!found.empty());
        QVERIFY(found.front().choice == DeviceChoice::Cpu);
        QVERIFY(found.front().name.starts_with("CPU"));
        QVERIFY(found.front().freeBytes);
        QVERIFY(*found.front().freeBytes > 1'000'000);
    }

    void aGpuIsListedWhereOneCanBeUsed()
    {
        const auto found = devices();
        const bool isUsable = resolveDevice(DeviceChoice::Cuda).has_value();
        QCOMPARE(found.size(), isUsable ? 2U : 1U);
        if (isUsable) {
            QVERIFY(!found.back().name.empty());
            QVERIFY(!found.back().freeBytes || *found.back().freeBytes > 1'000'000);
        }
    }
};

QTEST_APPLESS_MAIN(TestDeviceMemory)
#include "tst_devicememory.moc"
