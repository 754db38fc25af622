#include "core/routers/router.h"

#include <QTest>

using namespace fairlead;

class TestRouter final : public QObject
{
    Q_OBJECT

private slots:
    void everyMethodIsFoundByItsKey()
    {
        for (const MethodInfo &info : methods()) {
            const auto found = methodFromKey(info.key);
            QVERIFY(found);
            QCOMPARE(*found, info.method);
            QCOMPARE(methodInfo(info.method).key, info.key);
        }
    }

    void anUnknownMethodListsTheKeys()
    {
        const auto method = methodFromKey("magic");
        QVERIFY(!method);
        QCOMPARE(method.error().code, ErrorCode::BadConfig);
        QVERIFY(method.error().message.find("rm-interval") != std::string::npos);
    }

    void ofEqualScoresTheCheaperModelWinsThenTheLowerIndex()
    {
        MatrixD scores(3, 4, 1.0);
        scores(1, 0) = 2;
        scores(2, 0) = scores(2, 3) = 5;
        const std::vector<double> costs{0.3, 0.1, 0.1, 0.2};
        QCOMPARE(chooseModels(scores, costs), (std::vector<std::int32_t>{1, 0, 3}));
    }
};

QTEST_APPLESS_MAIN(TestRouter)
#include "tst_router.moc"
