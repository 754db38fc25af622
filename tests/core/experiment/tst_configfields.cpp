#include "core/experiment/configfields.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <set>

using namespace fairlead;

namespace {

void collectLeaves(const QJsonObject &object, const QString &prefix, std::set<QString> &leaves)
{
    for (auto at = object.begin(); at != object.end(); ++at) {
        const QString path = prefix + at.key();
        if (at->isObject())
            collectLeaves(at->toObject(), path + QLatin1Char('.'), leaves);
        else
            leaves.insert(path);
    }
}

const ConfigField &field(std::string_view path)
{
    const auto fields = configFields();
    return *std::ranges::find(fields, path, &ConfigField::path);
}

} // namespace

class TestConfigFields final : public QObject
{
    Q_OBJECT

private slots:
    void everySettingOfAConfigurationHasAFieldOnce()
    {
        std::set<QString> leaves;
        collectLeaves(QJsonDocument::fromJson(QByteArray::fromStdString(toJson(TrainConfig{}))).object(), {}, leaves);
        std::set<QString> fields{"method", "seed", "device"};
        for (const ConfigField &each : configFields()) {
            QVERIFY2(!each.title.empty() && each.sentence.ends_with('.') && !each.group.empty(), each.path.data());
            QVERIFY2(each.readers != 0, each.path.data());
            QVERIFY2(fields.insert(QString::fromUtf8(each.path.data(), qsizetype(each.path.size()))).second,
                     each.path.data());
        }
        QCOMPARE(QStringList(fields.begin(), fields.end()), QStringList(leaves.begin(), leaves.end()));
    }

    void theTextOfAFieldGivesTheSameConfiguration()
    {
        const TrainConfig config;
        for (const ConfigField &each : configFields()) {
            const auto again = withFieldText(config, each, fieldText(config, each.path));
            QVERIFY2(again, each.path.data());
            QCOMPARE(toJson(*again), toJson(config));
        }
    }

    void textIsRead_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("a whole number") << "correction.epochs"
                                        << " 12 "
                                        << "12";
        QTest::newRow("a small number") << "correction.learning_rate"
                                        << "5e-4"
                                        << "0.0005";
        QTest::newRow("nothing given") << "lambda_max"
                                       << ""
                                       << "";
        QTest::newRow("an optional number") << "lambda_max"
                                            << "250.5"
                                            << "250.5";
        QTest::newRow("a list") << "nuisances.propensity.floors"
                                << "0.1,0.2"
                                << "0.1, 0.2";
        QTest::newRow("no knots") << "correction.knot_positions"
                                  << ""
                                  << "";
        QTest::newRow("a switch") << "correction.base"
                                  << "false"
                                  << "false";
        QTest::newRow("a word") << "nuisances.scores.kind"
                                << "dm"
                                << "dm";
    }
    void textIsRead()
    {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QFETCH(QString, shown);
        const auto config = withFieldText({}, field(path.toStdString()), text.toStdString());
        QVERIFY2(config, config ? "" : config.error().message.c_str());
        QCOMPARE(QString::fromStdString(fieldText(*config, path.toStdString())), shown);
    }

    void whatIsWrongIsSaidBesideTheField_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("no number") << "correction.epochs"
                                   << "many"
                                   << "It must be a number.";
        QTest::newRow("nothing") << "correction.epochs"
                                 << ""
                                 << "It must be a number.";
        QTest::newRow("a fraction") << "correction.epochs"
                                    << "2.5"
                                    << "It must be a whole number.";
        QTest::newRow("out of range") << "correction.epochs"
                                      << "0"
                                      << "It is 0; it must lie between 1 and 1,000,000.";
        QTest::newRow("not a list") << "nuisances.propensity.floors"
                                    << "0.1;0.2"
                                    << "It must be numbers with commas between them.";
        QTest::newRow("an empty list") << "nuisances.propensity.floors"
                                       << ""
                                       << "It must be a list with at least one number.";
        QTest::newRow("against another field") << "correction.fixed_lambda"
                                               << "2"
                                               << "It is 2; it must lie between 0 and 1.";
    }
    void whatIsWrongIsSaidBesideTheField()
    {
        QFETCH(QString, path);
        QFETCH(QString, text);
        QFETCH(QString, said);
        const auto config = withFieldText({}, field(path.toStdString()), text.toStdString());
        QVERIFY(!config);
        QVERIFY(config.error().code == ErrorCode::BadConfig);
        QCOMPARE(QString::fromStdString(config.error().detail), said);
    }

    void aMethodReadsItsOwnFieldsOnly()
    {
        QVERIFY(field("correction.epochs").isReadBy(Method::RmInterval));
        QVERIFY(!field("correction.epochs").isReadBy(Method::KnnPlugIn));
        QVERIFY(field("neighbours").isReadBy(Method::KnnPlugIn));
        QVERIFY(!field("neighbours").isReadBy(Method::Carrot));
        QVERIFY(field("lambda_max").isReadBy(Method::Oracle));
    }
};

QTEST_APPLESS_MAIN(TestConfigFields)
#include "tst_configfields.moc"
