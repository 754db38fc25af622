#include "core/experiment/seedlist.h"

#include <QTest>

using namespace fairlead;

using Seeds = std::vector<std::uint64_t>;

class TestSeedList final : public QObject
{
    Q_OBJECT

private slots:
    void seedsAreReadInTheirOrderEachOnce()
    {
        QCOMPARE(*parseSeeds("1"), Seeds{1});
        QCOMPARE(*parseSeeds("1-5"), (Seeds{1, 2, 3, 4, 5}));
        QCOMPARE(*parseSeeds(" 7, 1 - 2 ,2"), (Seeds{7, 1, 2}));
        QCOMPARE(*parseSeeds("0"), Seeds{0});
        QCOMPARE(*parseSeeds("9007199254740992"), Seeds{std::uint64_t(1) << 53});
        QCOMPARE(parseSeeds("1-200")->size(), kMostSeeds);
    }

    void whatIsNoSeedIsSaid_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("nothing") << " "
                                 << "at least one";
        QTest::newRow("a word") << "1, two"
                                << "'two' is no seed";
        QTest::newRow("a negative one") << "-3"
                                        << "'-3' is no seed";
        QTest::newRow("a fraction") << "1.5"
                                    << "'1.5' is no seed";
        QTest::newRow("larger than JSON keeps") << "9007199254740993"
                                                << "is no seed";
        QTest::newRow("an open range") << "1-"
                                       << "'1-' is no seed";
        QTest::newRow("a comma at the end") << "1,"
                                            << "missing beside a comma";
        QTest::newRow("backwards") << "5-1"
                                   << "backwards";
        QTest::newRow("too many") << "1-201"
                                  << "more than 200";
        QTest::newRow("too many in all") << "1-150, 1000-1100"
                                         << "more than 200";
    }
    void whatIsNoSeedIsSaid()
    {
        QFETCH(QString, text);
        QFETCH(QString, said);
        const auto seeds = parseSeeds(text.toStdString());
        QVERIFY(!seeds);
        QVERIFY(seeds.error().code == ErrorCode::BadInput);
        const QString message = QString::fromStdString(seeds.error().message);
        QVERIFY2(message.contains(said), qPrintable(message));
    }
};

QTEST_APPLESS_MAIN(TestSeedList)
#include "tst_seedlist.moc"
