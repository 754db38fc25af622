#include "ui/pages/explore/queries/whypanel.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/models/sortedtable.h"
#include "ui/pages/explore/queries/figuretext.h"

#include <QComboBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QVBoxLayout>

namespace fairlead {

namespace {

constexpr int kMostSteps = 4; ///< of a query's way through the models that the heading names

/// "middle, from λ = 12.3 large, ...": the query's way from the lowest lambda to the highest.
QString wayText(const QueryExplanation &why, const std::vector<ModelInfo> &models)
{
    QString way = toText(models[why.router.envelope.front().model].name);
    int steps = 0;
    for (std::size_t i = 1; i < why.router.envelope.size(); ++i) {
        if (++steps > kMostSteps)
            return way + QStringLiteral(" → …");
        const EnvelopePiece &piece = why.router.envelope[i];
        way +=
            WhyPanel::tr(" → %1 (λ %2)").arg(toText(models[piece.model].name), toText(formatSignificant(piece.lo, 3)));
    }
    return way;
}

QString servedText(const QueryExplanation &why, const std::vector<ModelInfo> &models)
{
    const QString source =
        why.isPropensityLogged ? WhyPanel::tr("logged propensity") : WhyPanel::tr("estimated propensity");
    return WhyPanel::tr("Served: %1 (%2 %3), quality %4, %5 per 1,000.")
        .arg(toText(models[why.served].name), source, percentFigure(why.servedPropensity),
             qualityFigure(why.observed.quality), costFigure(why.observed.cost));
}

} // namespace

WhyPanel::WhyPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(new ExplanationModel(this))
    , m_heading(new QLabel(this))
{
    m_heading->setObjectName(QStringLiteral("whyHeading"));
    m_heading->setWordWrap(true);
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // Tabs: side by side the three would each be too narrow to read beside the list.
    auto *tabs = new QTabWidget(this);
    tabs->setObjectName(QStringLiteral("whyTabs"));
    tabs->setAccessibleName(tr("Why the query changes"));
    tabs->setDocumentMode(true);
    tabs->setUsesScrollButtons(false);
    m_body = tabs;

    m_choice = new QComboBox(tabs);
    m_choice->setObjectName(QStringLiteral("whyLines"));
    m_choice->setAccessibleName(tr("Which lines are drawn"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_plot = new UtilityLinesPlot(tabs);
    m_plot->setObjectName(QStringLiteral("whyPlot"));

    m_table =
        new SortedTable(*m_model, QStringLiteral("whyTable"), tr("Predicted and observed outcomes per model"), tabs);
    m_table->setMinimumHeight(60);
    m_prompt = new QPlainTextEdit(tabs);
    m_prompt->setObjectName(QStringLiteral("whyPrompt"));
    m_prompt->setAccessibleName(tr("Prompt of the selected query"));
    m_prompt->setReadOnly(true);
    m_prompt->setTabChangesFocus(true);
    m_prompt->setPlaceholderText(tr("The log holds no prompt for this query."));
    m_prompt->setMinimumHeight(40);
    tabs->addTab(m_plot, tr("Lines"));
    tabs->addTab(m_table, tr("Outcomes"));
    tabs->addTab(m_prompt, tr("Prompt"));
    tabs->setCornerWidget(m_choice);
    connect(tabs, &QTabWidget::currentChanged, this, [this](int index) { m_choice->setVisible(index == 0); });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(m_heading);
    layout->addWidget(tabs, 1);
    connect(m_choice, &QComboBox::currentIndexChanged, this, &WhyPanel::drawLines);
    connect(m_plot, &UtilityLinesPlot::lambdaPicked, this, &WhyPanel::lambdaPicked);
    clear({});
}

void WhyPanel::setExplanation(std::shared_ptr<const RouterAnalysis> analysis, const QueryExplanation &why)
{
    m_analysis = std::move(analysis);
    m_why = why;
    const std::vector<ModelInfo> &models = m_analysis->models;
    const QString name = why.text.segment.empty()
                             ? toText(why.text.externalId)
                             : tr("%1 (%2)").arg(toText(why.text.externalId), toText(why.text.segment));
    m_heading->setText(QStringLiteral("%1: %2\n%3").arg(name, wayText(why, models), servedText(why, models)));
    m_model->setExplanation(why, models);
    for (const int column : {ExplanationModel::TrueQuality, ExplanationModel::TrueCost})
        m_table->setColumnHidden(column, !why.truth);
    m_prompt->setPlainText(toText(why.text.prompt));
    fillChoice();
    drawLines();
    m_body->show();
}

void WhyPanel::clear(const QString &hint)
{
    m_why.reset();
    m_analysis.reset();
    m_heading->setText(hint);
    m_model->setRows({});
    m_prompt->clear();
    m_plot->setContent({});
    m_body->hide();
}

/// The choice stays where a person put it, as long as there is truth to draw.
void WhyPanel::fillChoice()
{
    const QVariant chosen = m_choice->currentData();
    const QSignalBlocker blocker(m_choice);
    m_choice->clear();
    const auto add = [this](const QString &text, ExplainedLines lines) {
        m_choice->addItem(text, static_cast<int>(lines));
    };
    add(tr("Router's score"), ExplainedLines::Router);
    add(tr("Predicted utility"), ExplainedLines::Predicted);
    if (m_why->truth)
        add(tr("True utility"), ExplainedLines::Truth);
    m_choice->setCurrentIndex(std::max(0, m_choice->findData(chosen)));
}

void WhyPanel::drawLines()
{
    if (m_why)
        m_plot->setContent(
            linesContent(*m_why, static_cast<ExplainedLines>(m_choice->currentData().toInt()), m_analysis->models));
}

void WhyPanel::setUnit(const PreferenceScale &scale)
{
    m_plot->setUnit(scale);
}

void WhyPanel::setInterval(double lower, double upper)
{
    m_plot->setInterval(lower, upper);
}

void WhyPanel::setIsolated(int model)
{
    m_plot->setIsolated(model);
}

void WhyPanel::setPoint(double lambda)
{
    m_plot->setPoint(lambda);
}

} // namespace fairlead
