#include "datasets/demogenerator.h"
#include "datasets/demomodels.h"
#include "datasets/demoprompts.h"
#include "datasets/demotemplates.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace fairlead;
using namespace fairlead::demo;

namespace {

/// Every slot named in a text; an unclosed brace would show as the rest of the text.
std::vector<std::string> slotsIn(std::string_view text)
{
    std::vector<std::string> found;
    for (std::size_t open = text.find('{'); open != text.npos; open = text.find('{', open + 1))
        found.emplace_back(text.substr(open + 1, text.find('}', open) - open - 1));
    return found;
}

std::vector<DemoPrompt> prompts(std::size_t count)
{
    Random random(11);
    std::vector<DemoPrompt> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(composePrompt(random));
    return out;
}

double correlation(const std::vector<double> &x, const std::vector<double> &y)
{
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    const double n = static_cast<double>(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        mx += x[i] / n;
        my += y[i] / n;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
        xy += (x[i] - mx) * (y[i] - my);
    }
    return xy / std::sqrt(xx * yy);
}

} // namespace

class TestDemoPrompts final : public QObject
{
    Q_OBJECT

private slots:
    void everySlotHasWords()
    {
        std::vector<std::string_view> texts(passageSentences().begin(), passageSentences().end());
        for (const TaskFamily &family : taskFamilies()) {
            for (const Template &one : family.templates)
                texts.push_back(one.text);
            texts.insert(texts.end(), family.complications.begin(), family.complications.end());
        }
        const std::set<std::string> made = {"n", "p", "q", "passage"};
        for (const std::string_view text : texts)
            for (const std::string &slot : slotsIn(text))
                QVERIFY2(made.contains(slot) || !slotWords(slot).empty(), slot.c_str());
    }

    void familiesAndModelsFillTheTables()
    {
        QCOMPARE(taskFamilies().size(), kFamilies);
        QCOMPARE(demoModels().size(), std::size_t{8});
        double shares = 0;
        for (const TaskFamily &family : taskFamilies()) {
            shares += family.share;
            QVERIFY(family.templates.size() >= 8);
            QVERIFY(std::is_sorted(family.templates.begin(), family.templates.end(),
                                   [](const Template &a, const Template &b) { return a.base < b.base; }));
        }
        QVERIFY(std::abs(shares - 1) < 1e-12);
    }

    void noSlotIsLeftOpen()
    {
        for (const DemoPrompt &prompt : prompts(2000))
            for (const char *slot : {"{n}", "{p}", "{q}", "{person}", "{city}", "{passage}", "{things}"})
                QVERIFY2(prompt.text.find(slot) == std::string::npos, prompt.text.c_str());
    }

    void fewPromptsAreEqual()
    {
        std::set<std::string> distinct;
        for (const DemoPrompt &prompt : prompts(4000))
            distinct.insert(prompt.text);
        QVERIFY2(distinct.size() > 3800, qPrintable(QString::number(distinct.size())));
    }

    void difficultyShowsInTheLength()
    {
        std::map<std::size_t, std::pair<std::vector<double>, std::vector<double>>> families;
        for (const DemoPrompt &prompt : prompts(4000)) {
            families[prompt.family].first.push_back(std::log(static_cast<double>(prompt.text.size())));
            families[prompt.family].second.push_back(prompt.difficulty);
        }
        QCOMPARE(families.size(), kFamilies);
        for (const auto &[family, columns] : families) {
            const double r = correlation(columns.first, columns.second);
            QVERIFY2(r > 0.4, qPrintable(QString("family %1: %2").arg(family).arg(r)));
        }
    }

    void aHarderRequestIsAnsweredWorse()
    {
        for (const DemoModel &model : demoModels())
            for (std::size_t family = 0; family < kFamilies; ++family) {
                QVERIFY(std::abs(expectedQuality(model, family, 0) - model.strengths[family].easy) < 1e-12);
                QVERIFY(std::abs(expectedQuality(model, family, 1) - model.strengths[family].hard) < 1e-12);
                QVERIFY(expectedQuality(model, family, 0.3) > expectedQuality(model, family, 0.7));
            }
    }

    void theDearOldModelIsDominated()
    {
        const auto &models = demoModels();
        const DemoModel &better = models[5], &classic = models[6];
        QCOMPARE(classic.name, std::string_view("belmar-classic"));
        QVERIFY(better.outputPrice < classic.outputPrice && better.inputPrice < classic.inputPrice);
        for (std::size_t family = 0; family < kFamilies; ++family)
            for (const double difficulty : {0.0, 0.5, 1.0})
                QVERIFY(expectedQuality(better, family, difficulty) >= expectedQuality(classic, family, difficulty));
    }
};

QTEST_APPLESS_MAIN(TestDemoPrompts)
#include "tst_demoprompts.moc"
