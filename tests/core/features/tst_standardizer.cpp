#include "core/features/standardizer.h"
#include "tests/support/testdata.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <limits>

using namespace fairlead;

namespace {

MatrixF matrix(std::size_t rows, std::size_t cols, std::initializer_list<float> cells)
{
    MatrixF out(rows, cols);
    std::copy(cells.begin(), cells.end(), out.data());
    return out;
}

} // namespace

class TestStandardizer final : public QObject
{
    Q_OBJECT

private slots:
    void rowsGetMeanZeroAndMeanSquaredNormOne()
    {
        const MatrixF x = matrix(3, 2, {1, 10, 3, 10, 5, 40});
        const auto fitted = Standardizer::fit(x);
        QVERIFY(fitted);
        QCOMPARE(fitted->mean[0], 3.0);
        QCOMPARE(fitted->mean[1], 20.0);
        QCOMPARE(fitted->scale, std::sqrt((104.0 + 100.0 + 404.0) / 3));
        const auto z = fitted->apply(x);
        QVERIFY(z);
        double norms = 0;
        for (std::size_t i = 0; i < z->size(); ++i)
            norms += z->data()[i] * z->data()[i];
        QVERIFY(std::abs(norms / 3 - 1) < 1e-12);
    }

    void aWorkedCaseIsMetToEightDigits()
    {
        FAIRLEAD_NEED_SHARED_DATA(path, "method_case.json");
        QFile file(QString::fromStdString(path.string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonObject worked = QJsonDocument::fromJson(file.readAll()).object();
        const QJsonArray rows = worked["x"].toArray();
        MatrixD x(static_cast<std::size_t>(rows.size()), static_cast<std::size_t>(rows[0].toArray().size()));
        for (std::size_t i = 0; i < x.rows(); ++i)
            for (std::size_t j = 0; j < x.cols(); ++j)
                x(i, j) = rows[static_cast<qsizetype>(i)].toArray()[static_cast<qsizetype>(j)].toDouble();
        const auto fitted = Standardizer::fit(x);
        QVERIFY(fitted);
        const QJsonObject expected = worked["standardise"].toObject();
        QVERIFY(std::abs(fitted->scale - expected["s"].toDouble()) < 1e-8);
        for (std::size_t j = 0; j < x.cols(); ++j)
            QVERIFY(std::abs(fitted->mean[j] - expected["mu"].toArray()[static_cast<qsizetype>(j)].toDouble()) < 1e-8);
    }

    void whatCannotBeStandardisedIsRefused_data()
    {
        QTest::addColumn<int>("which");
        QTest::newRow("no rows") << 0;
        QTest::newRow("one row") << 1;
        QTest::newRow("equal rows") << 2;
        QTest::newRow("a NaN") << 3;
        QTest::newRow("an infinity") << 4;
    }
    void whatCannotBeStandardisedIsRefused()
    {
        QFETCH(int, which);
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinity = std::numeric_limits<float>::infinity();
        const MatrixF inputs[] = {MatrixF(0, 3), matrix(1, 2, {1, 2}), matrix(2, 2, {0.1f, 2, 0.1f, 2}),
                                  matrix(2, 2, {1, nan, 3, 4}), matrix(2, 2, {1, 2, infinity, 4})};
        const auto fitted = Standardizer::fit(inputs[which]);
        QVERIFY(!fitted);
        QCOMPARE(fitted.error().code, ErrorCode::BadInput);
    }

    void anotherDimensionIsRefused()
    {
        const auto fitted = Standardizer::fit(matrix(2, 2, {1, 2, 3, 4}));
        QVERIFY(fitted);
        const auto z = fitted->apply(matrix(1, 3, {1, 2, 3}));
        QVERIFY(!z);
        QCOMPARE(z.error().code, ErrorCode::BadInput);
    }

    void savingAndLoadingKeepsEveryDigit()
    {
        const auto fitted = Standardizer::fit(matrix(2, 2, {1, 2.3f, 3, 4.7f}));
        QVERIFY(fitted);
        TensorBundle bundle;
        fitted->save(bundle);
        const auto loaded = Standardizer::load(bundle);
        QVERIFY(loaded);
        QVERIFY(loaded->mean == fitted->mean);
        QVERIFY(loaded->scale == fitted->scale);
    }

    void aDamagedBundleIsAnErrorNotACrash()
    {
        QVERIFY(!Standardizer::load(TensorBundle()));
        TensorBundle bundle;
        Standardizer{{1.0}, 0.0}.save(bundle);
        QVERIFY(!Standardizer::load(bundle));
    }
};

QTEST_APPLESS_MAIN(TestStandardizer)
#include "tst_standardizer.moc"
