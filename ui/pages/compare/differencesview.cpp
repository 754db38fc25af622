#include "ui/pages/compare/differencesview.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/pages/compare/comparetext.h"
#include "ui/pages/compare/detailparts.h"
#include "ui/widgets/costunit.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace fairlead {

namespace {

QString differenceText(double value)
{
    return toText(formatFixed(value, 4));
}

} // namespace

DifferencesView::DifferencesView(QWidget *parent)
    : QWidget(parent)
    , m_title(detailTitle(QStringLiteral("compareForestTitle"), this))
    , m_plot(new ForestPlot(this))
{
    m_plot->setObjectName(QStringLiteral("compareForest"));
    m_plot->setAccessibleName(tr("Paired differences to the reference with 95% intervals"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_title);
    layout->addWidget(scrolled(m_plot), 1);
    draw();
}

void DifferencesView::setOutcome(CompareOutcome outcome)
{
    m_outcome = outcome;
    draw();
}

void DifferencesView::ask(const DifferencesQuestion &question)
{
    if (question.routers.isEmpty()) {
        m_job.cancel();
        m_answer.reset();
        draw();
        return;
    }
    std::vector<std::shared_ptr<const RouterAnalysis>> analyses;
    for (const DetailRouter &router : question.routers)
        analyses.push_back(router.analysis);
    m_job.request(
        tr("Comparing routers"),
        [analyses, reference = question.reference, lo = question.lo, hi = question.hi](std::stop_token stop,
                                                                                       const ReportProgress &) {
            return compareRouters(analyses, reference, lo, hi, std::move(stop));
        },
        [this, question](Result<std::vector<ComparedDifference>> differences) {
            if (!differences)
                return;
            m_answer = Answer{question, std::move(*differences)};
            draw();
        });
}

ForestRow DifferencesView::row(const DetailRouter &router, const ComparedDifference &compared) const
{
    ForestRow row{router.name, {}, {}, {}, router.color, false};
    const JudgedDifference &difference = compared.difference;
    const Verdict verdict = difference.judgement.verdict;
    if (compared.isReference) {
        row.note = tr("is the reference");
    } else if (difference.value) {
        row.value = outcomeOf(*difference.value, m_outcome);
        row.number = signedWithInterval(*row.value, m_outcome == CompareOutcome::Cost ? usdText : differenceText);
        row.note = judgementText(difference.judgement);
        if (verdict == Verdict::Caution)
            row.number += QStringLiteral(" ⚠");
    } else if (verdict == Verdict::Refuse) {
        row.number = toText(verdictKey(verdict));
        row.note = reasonText(difference.judgement);
    } else {
        row.number = QStringLiteral("–");
        row.note = toText(difference.missing);
    }
    return row;
}

void DifferencesView::draw()
{
    const bool isCost = m_outcome == CompareOutcome::Cost;
    ForestContent content;
    content.hasZero = true;
    content.unit = unitOf(m_outcome);
    content.axis = isCost                                 ? tr("Difference in cost (USD per 1,000 queries)")
                   : m_outcome == CompareOutcome::Quality ? tr("Difference in quality (quality units)")
                                                          : tr("Difference in utility (quality units)");
    content.toTheLeft = isCost ? tr("cheaper") : tr("worse");
    content.toTheRight = isCost ? tr("dearer") : tr("better");
    m_title->setText(tr("Difference to the reference, paired by query"));
    if (m_answer) {
        const DifferencesQuestion &asked = m_answer->question;
        const QString lo = formatPreference(asked.lo, CostUnit::Lambda);
        const QString hi = formatPreference(asked.hi, CostUnit::Lambda);
        m_title->setText(lo == hi ? tr("Less %1, at λ = %2").arg(asked.referenceName, lo)
                                  : tr("Less %1, mean over λ from %2 to %3").arg(asked.referenceName, lo, hi));
        for (std::size_t k = 0; k < m_answer->differences.size(); ++k)
            content.rows.append(row(asked.routers.at(static_cast<qsizetype>(k)), m_answer->differences[k]));
    }
    m_plot->setContent(content);
}

} // namespace fairlead
