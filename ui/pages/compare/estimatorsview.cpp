#include "ui/pages/compare/estimatorsview.h"

#include "ui/models/displaytext.h"
#include "ui/pages/compare/comparetext.h"
#include "ui/pages/compare/detailparts.h"
#include "ui/pages/compare/estimatortext.h"
#include "ui/widgets/costunit.h"

#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr int kMostLines = 4; ///< of the reading under the plot; more scroll

/// Row values are large and shown nowhere.
EstimatorAnswer withoutRows(EstimatorAnswer answer)
{
    if (answer.comparison) {
        for (EstimatorValue &value : answer.comparison->values)
            value.rows = {};
    }
    return answer;
}

} // namespace

EstimatorsView::EstimatorsView(QWidget *parent)
    : QWidget(parent)
    , m_title(detailTitle(QStringLiteral("compareEstimatorsTitle"), this))
    , m_plot(new ForestPlot(this))
    , m_reading(new QLabel(this))
{
    m_plot->setObjectName(QStringLiteral("compareEstimators"));
    m_plot->setAccessibleName(tr("Estimators of the selected router at the point with 95% intervals"));
    m_reading->setObjectName(QStringLiteral("compareReading"));
    m_reading->setWordWrap(true);
    m_reading->setTextFormat(Qt::PlainText);
    m_reading->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_title);
    m_plotArea = scrolled(m_plot);
    m_readingArea = scrolled(m_reading);
    m_readingArea->setFrameShape(QFrame::NoFrame);
    layout->addWidget(m_plotArea, 1);
    layout->addWidget(m_readingArea);
    draw();
}

void EstimatorsView::setOutcome(CompareOutcome outcome)
{
    m_outcome = outcome;
    draw();
}

void EstimatorsView::ask(const std::shared_ptr<const RouterAnalysis> &analysis, const QString &name, double lambda)
{
    const Question question{analysis, name, lambda};
    if (analysis && question == m_asked)
        return;
    m_asked = question;
    if (!analysis) {
        m_job.cancel();
        m_answer.reset();
        draw();
        return;
    }
    m_job.request(
        tr("Comparing estimators"),
        [analysis, lambda](std::stop_token stop, const ReportProgress &) {
            auto answer = estimatorsAt(*analysis, lambda, std::move(stop));
            return answer ? Result<EstimatorAnswer>(withoutRows(std::move(*answer))) : answer;
        },
        [this, question](Result<EstimatorAnswer> answer) {
            if (!answer && answer.error().code == ErrorCode::Cancelled)
                return;
            m_shown = question;
            m_answer = answer ? std::move(*answer)
                              : EstimatorAnswer{{Verdict::Refuse, {answer.error().message}}, std::nullopt, {}};
            draw();
        });
}

ForestRow EstimatorsView::row(const EstimatorValue &value, bool isOdd) const
{
    ForestRow row{toText(estimatorKey(value.estimator)), {}, {}, estimatorSentence(value.estimator), -1, isOdd};
    if (std::isfinite(value.value.quality.value)) {
        row.value = outcomeOf(value.value, m_outcome);
        row.number = withInterval(*row.value, m_outcome == CompareOutcome::Cost ? usdText : qualityText);
    } else {
        row.number = QStringLiteral("–");
        row.note = tr("No held-out query was served as the router would");
    }
    if (value.estimator == Estimator::Dm)
        row.name += QStringLiteral(" †"); // said under the plot
    if (isOdd)
        row.name = tr("%1 (stands apart)").arg(row.name);
    return row;
}

void EstimatorsView::draw()
{
    ForestContent content;
    content.unit = unitOf(m_outcome);
    content.axis = m_outcome == CompareOutcome::Cost      ? tr("Cost (USD per 1,000 queries)")
                   : m_outcome == CompareOutcome::Quality ? tr("Quality (quality units)")
                                                          : tr("Utility (quality units)");
    m_title->setText(tr("Estimators of the selected router at the point"));
    m_reading->setText(tr("Select a checked router in the table to see its estimators."));
    if (m_answer) {
        m_title->setText(
            tr("Estimators of “%1” at λ = %2").arg(m_shown.name, formatPreference(m_shown.lambda, CostUnit::Lambda)));
        m_reading->setText(judgementText(m_answer->judgement));
    }
    if (m_answer && m_answer->comparison) {
        const DisagreementReading reading = readDisagreements(m_answer->disagreements);
        for (const EstimatorValue &each : m_answer->comparison->values) {
            const bool isOdd = std::ranges::find(reading.odd, each.estimator) != reading.odd.end();
            content.rows.append(row(each, isOdd));
        }
        m_reading->setText(readingText(*m_answer->comparison, reading, m_answer->judgement));
    }
    m_plot->setContent(content);
    placeReading();
}

/// Under the plot a few lines are enough; without one, reasons have its place.
void EstimatorsView::placeReading()
{
    const bool hasPlot = !m_plot->content().rows.isEmpty();
    m_plotArea->setVisible(hasPlot);
    const int wanted = m_reading->heightForWidth(std::max(1, m_readingArea->viewport()->width()));
    const int most = kMostLines * m_reading->fontMetrics().lineSpacing();
    m_readingArea->setMinimumHeight(hasPlot ? std::min(wanted, most) : 0);
    m_readingArea->setMaximumHeight(hasPlot ? std::min(wanted, most) : QWIDGETSIZE_MAX);
    m_reading->setAlignment(hasPlot ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignTop);
}

void EstimatorsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeReading();
}

} // namespace fairlead
