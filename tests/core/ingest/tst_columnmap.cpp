#include <QTest>

#include "core/ingest/importplan.h"
#include "tests/support/testdata.h"

using namespace fairlead;

namespace {

using Names = std::vector<std::string>;

Result<ImportPlan> plan(const Names &columns, const ColumnMap &given = {}, bool nested = false)
{
    return planImport({columns, nested, given, false, false, "Could not import 'march.csv': "});
}

QString text(const ColumnMap &map)
{
    QStringList pairs;
    for (const auto &[role, column] : map)
        pairs << QString::fromStdString(role + "=" + column);
    return pairs.join(',');
}

Names split(const char *commas)
{
    Names names;
    for (const QString &name : QString::fromUtf8(commas).split(','))
        names.push_back(name.toStdString());
    return names;
}

bool says(const Error &error, const char *part)
{
    return error.message.find(part) != std::string::npos;
}

} // namespace

class TestColumnMap final : public QObject
{
    Q_OBJECT

private slots:
    void pairsAreReadWithTheirSpaces()
    {
        const auto map = parseColumnMap(" model = response.model , cost=usd,segment=");
        QVERIFY(map);
        QCOMPARE(text(*map), QString("cost=usd,model=response.model,segment="));
        QVERIFY(parseColumnMap("")->empty());
    }

    void aBadPairSaysWhatIsWrong_data()
    {
        QTest::addColumn<QString>("pairs");
        QTest::addColumn<QString>("part");
        QTest::newRow("an unknown role lists the roles") << "modle=a"
                                                         << "query, prompt, segment, group, model, quality";
        QTest::newRow("no equals sign") << "model"
                                        << "ROLE=COLUMN";
        QTest::newRow("no role") << "=a"
                                 << "ROLE=COLUMN";
        QTest::newRow("twice the same role") << "model=a,model=b"
                                             << "twice";
    }
    void aBadPairSaysWhatIsWrong()
    {
        QFETCH(QString, pairs);
        QFETCH(QString, part);
        const auto map = parseColumnMap(pairs.toStdString());
        QVERIFY(!map);
        QCOMPARE(map.error().code, ErrorCode::BadInput);
        QVERIFY2(says(map.error(), part.toUtf8().constData()), map.error().message.c_str());
    }

    void rolesAreInferredFromNames_data()
    {
        QTest::addColumn<QString>("columns");
        QTest::addColumn<bool>("nested");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain names") << "query_id,prompt,model,quality,cost,propensity" << false
                                     << "cost=cost,model=model,prompt=prompt,propensity=propensity,quality=quality,"
                                        "query=query_id";
        QTest::newRow("case, spaces and dashes do not matter")
            << "Request ID,Question,Model-Name,SCORE,Total Cost" << false
            << "cost=Total Cost,model=Model-Name,prompt=Question,quality=SCORE,query=Request ID";
        QTest::newRow("a query column is the prompt, beside an id")
            << "id,query,model,reward,price" << false << "cost=price,model=model,prompt=query,quality=reward,query=id";
        QTest::newRow("the better name wins over the earlier column")
            << "text,prompt,model,score,quality,cost" << false << "cost=cost,model=model,prompt=prompt,quality=quality";
        QTest::newRow("paths match by their last part")
            << "id,request.prompt,request.user,response.model,response.score,response.cost_usd" << true
            << "cost=response.cost_usd,group=request.user,model=response.model,prompt=request.prompt,"
               "quality=response.score,query=id";
        QTest::newRow("RouterBench") << "sample_id,prompt,eval_name,gpt-4,gpt-4|model_response,gpt-4|total_cost"
                                     << false << "prompt=prompt,query=sample_id,segment=eval_name";
    }
    void rolesAreInferredFromNames()
    {
        QFETCH(QString, columns);
        QFETCH(bool, nested);
        QFETCH(QString, expected);
        const auto planned = plan(split(columns.toUtf8().constData()), {}, nested);
        QVERIFY2(planned, planned ? "" : planned.error().message.c_str());
        QCOMPARE(text(planned->columns), expected);
        QCOMPARE(planned->inferredRoles.size(), planned->columns.size());
    }

    void aGivenColumnWinsAndTheRestIsReported()
    {
        const auto planned =
            plan(split("query_id,prompt,question,source,model,quality,cost"), {{"prompt", "question"}});
        QVERIFY(planned);
        QCOMPARE(planned->columns.at("prompt"), std::string("question"));
        QVERIFY(std::count(planned->inferredRoles.begin(), planned->inferredRoles.end(), "prompt") == 0);
        QCOMPARE(planned->unusedColumns, Names{"prompt"});
    }

    void anEmptyGivenColumnLeavesTheRoleUnused()
    {
        const auto planned = plan(split("source,model,quality,cost"), {{"segment", ""}});
        QVERIFY(planned);
        QVERIFY(!planned->columns.contains("segment"));
        QCOMPARE(planned->unusedColumns, Names{"source"});
    }

    void wideColumnsAreModels_data()
    {
        QTest::addColumn<QString>("columns");
        QTest::addColumn<QString>("preset");
        QTest::newRow("two suffixes") << "prompt,a__quality,a__cost,b-1.5__cost,b-1.5__quality"
                                      << "MODEL__quality / MODEL__cost";
        QTest::newRow("RouterBench") << "prompt,a,a|total_cost,b-1.5,b-1.5|total_cost,b-1.5|model_response"
                                     << "RouterBench";
    }
    void wideColumnsAreModels()
    {
        QFETCH(QString, columns);
        QFETCH(QString, preset);
        const auto planned = plan(split(columns.toUtf8().constData()));
        QVERIFY2(planned, planned ? "" : planned.error().message.c_str());
        QVERIFY(planned->shape == RowShape::Full);
        QCOMPARE(QString::fromStdString(planned->preset), preset);
        QCOMPARE(planned->models.size(), 2U);
        QCOMPARE(planned->models[1].name, std::string("b-1.5"));
        QVERIFY(planned->unusedColumns.empty());
    }

    void aPlanThatCannotWorkSaysWhy_data()
    {
        QTest::addColumn<QString>("columns");
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("part");
        QTest::newRow("no model: the columns are named") << "id,prompt,quality,cost"
                                                         << ""
                                                         << "no column holds the model. Its columns are: id, prompt, "
                                                            "quality, cost. Map one to model.";
        QTest::newRow("several are missing")
            << "id,prompt,cost"
            << ""
            << "the model or the quality. Its columns are: id, prompt, cost. Map columns "
               "to model and quality.";
        QTest::newRow("a given column that is not there") << "id,modell,quality,cost"
                                                          << "model=model_"
                                                          << "no column 'model_' for the model";
        QTest::newRow("a close name is offered") << "id,served_model,quality,cost"
                                                 << "model=servedmodel"
                                                 << "Did you mean 'served_model'?";
        QTest::newRow("a name used twice") << "id,model,cost,quality,cost"
                                           << ""
                                           << "'cost' twice";
        QTest::newRow("a quality without a cost") << "prompt,a__quality,a__cost,b__quality"
                                                  << ""
                                                  << "the model 'b' has a quality but no column 'b__cost'";
        QTest::newRow("a RouterBench cost without a quality") << "prompt,a|total_cost"
                                                              << ""
                                                              << "the model 'a' has a cost but no column 'a'";
        QTest::newRow("a RouterBench quality without a cost") << "prompt,a,a|total_cost,b,b|model_response"
                                                              << ""
                                                              << "no column 'b|total_cost'";
        QTest::newRow("a propensity beside full feedback") << "prompt,a__quality,a__cost,pi"
                                                           << "propensity=pi"
                                                           << "no propensity";
    }
    void aPlanThatCannotWorkSaysWhy()
    {
        QFETCH(QString, columns);
        QFETCH(QString, given);
        QFETCH(QString, part);
        const auto planned = plan(split(columns.toUtf8().constData()), *parseColumnMap(given.toStdString()));
        QVERIFY(!planned);
        QCOMPARE(planned.error().code, ErrorCode::BadInput);
        QVERIFY2(says(planned.error(), part.toUtf8().constData()), planned.error().message.c_str());
        QVERIFY(says(planned.error(), "march.csv"));
    }
};

QTEST_APPLESS_MAIN(TestColumnMap)
#include "tst_columnmap.moc"
