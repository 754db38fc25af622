#include "core/causal/folds.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <set>

using namespace fairlead;

class TestFolds final : public QObject
{
    Q_OBJECT

private slots:
    void rowsOfOneGroupStayTogetherAndEmptyGroupsStandAlone()
    {
        std::vector<std::string> groups;
        for (int i = 0; i < 300; ++i)
            groups.push_back(i % 3 == 0 ? "" : "session " + std::to_string(i % 40));
        const auto fold = assignFolds(groups, groups.size(), 5, 1);

        std::map<std::string, std::set<int>> seen;
        std::set<int> alone;
        for (std::size_t i = 0; i < groups.size(); ++i)
            (groups[i].empty() ? alone : seen[groups[i]]).insert(fold[i]);
        for (const auto &[group, folds] : seen)
            QCOMPARE(folds.size(), std::size_t(1));
        QCOMPARE(alone.size(), std::size_t(5));
    }

    void foldsAreBalanced()
    {
        std::vector<std::string> groups(103);
        for (std::size_t i = 0; i < 40; ++i)
            groups[i] = "template " + std::to_string(i / 8);
        std::vector<int> size(5, 0);
        for (const int k : assignFolds(groups, groups.size(), 5, 3))
            ++size[static_cast<std::size_t>(k)];
        QVERIFY(*std::max_element(size.begin(), size.end()) - *std::min_element(size.begin(), size.end()) <= 1);
    }

    void aSeedFixesThem()
    {
        QCOMPARE(assignFolds({}, 200, 5, 7), assignFolds({}, 200, 5, 7));
        QVERIFY(assignFolds({}, 200, 5, 7) != assignFolds({}, 200, 5, 8));
    }

    void moreFoldsThanRowsLeaveSomeEmpty()
    {
        const auto fold = assignFolds({}, 3, 5, 1);
        QCOMPARE(std::set<int>(fold.begin(), fold.end()).size(), std::size_t(3));
    }
};

QTEST_APPLESS_MAIN(TestFolds)
#include "tst_folds.moc"
