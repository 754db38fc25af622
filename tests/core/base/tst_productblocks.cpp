#include "core/base/productblocks.h"

#include <QTest>

#include <atomic>
#include <stdexcept>
#include <vector>

using namespace fairlead;

class TestProductBlocks final : public QObject
{
    Q_OBJECT

private slots:
    void everyItemComesOnceInWholeBlocks_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("blocks");
        QTest::newRow("nothing") << 0 << 0;
        QTest::newRow("less than a block") << 3 << 1;
        QTest::newRow("whole blocks") << 20 << 4;
        QTest::newRow("the last one shorter") << 1003 << 201;
    }

    void everyItemComesOnceInWholeBlocks()
    {
        QFETCH(int, size);
        QFETCH(int, blocks);
        std::vector<std::atomic<int>> times(std::size_t(size) + 1);
        std::atomic<int> called = 0;
        std::size_t told = 0;
        QVERIFY(forEachProductBlock(
            std::size_t(size), 5, {},
            [&](std::size_t first, std::size_t last) {
                ++called;
                for (std::size_t i = first; i < last; ++i)
                    ++times[i];
            },
            [&](std::size_t finished) { told = finished; }));
        for (int i = 0; i < size; ++i)
            QCOMPARE(times[std::size_t(i)].load(), 1);
        QCOMPARE(called.load(), blocks);
        QVERIFY(told <= std::size_t(size));
    }

    void aStopEndsItBeforeTheNextBlock()
    {
        std::stop_source source;
        std::atomic<int> called = 0;
        QVERIFY(!forEachProductBlock(1000, 1, source.get_token(), [&](std::size_t, std::size_t) {
            ++called;
            source.request_stop();
        }));
        QVERIFY(called < 1000);
    }

    void anExceptionReachesTheCaller()
    {
        QVERIFY_EXCEPTION_THROWN(forEachProductBlock(10, 1, {},
                                                     [](std::size_t first, std::size_t) {
                                                         if (first == 4)
                                                             throw std::runtime_error("four");
                                                     }),
                                 std::runtime_error);
    }
};

QTEST_APPLESS_MAIN(TestProductBlocks)
#include "tst_productblocks.moc"
