#include "ui/pages/data/distributionstab.h"

#include "ui/models/displaytext.h"
#include "ui/plots/distributionplot.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace fairlead {

namespace {

constexpr double kWideRange = 30; ///< from where a linear axis squeezes the cheap models into its end

DistributionContent contentOf(const DistributionSet &set, const QStringList &names)
{
    DistributionContent content;
    content.low = set.low;
    content.high = set.high;
    content.lowPositive = set.lowPositive;
    for (qsizetype t = 0; t < names.size() && t < static_cast<qsizetype>(set.models.size()); ++t) {
        const Distribution &of = set.models[static_cast<std::size_t>(t)];
        content.models.append({names.at(t), static_cast<int>(t), of.count, of.zeros, of.mean, of.quantiles,
                               QVector<double>(of.bins.begin(), of.bins.end()),
                               QVector<double>(of.logBins.begin(), of.logBins.end())});
    }
    return content;
}

} // namespace

DistributionsTab::DistributionsTab(QWidget *parent)
    : SummaryTab(parent)
    , m_quality(new DistributionPlot)
    , m_cost(new DistributionPlot)
    , m_logarithmic(new QCheckBox(tr("&Logarithmic cost"), content()))
    , m_note(new QLabel(content()))
{
    m_quality->setObjectName(QStringLiteral("qualityDistribution"));
    m_quality->setAccessibleName(tr("Distribution of quality for each model"));
    m_cost->setObjectName(QStringLiteral("costDistribution"));
    m_cost->setAccessibleName(tr("Distribution of cost for each model"));
    m_logarithmic->setObjectName(QStringLiteral("costLogarithmic"));
    m_note->setObjectName(QStringLiteral("distributionNote"));
    m_note->setWordWrap(true);

    auto *both = new QWidget;
    auto *plots = new QHBoxLayout(both);
    plots->setContentsMargins(0, 0, 0, 0);
    plots->addWidget(m_quality);
    plots->addWidget(m_cost);
    auto *scroll = new QScrollArea(content());
    scroll->setObjectName(QStringLiteral("distributionScroll"));
    scroll->setAccessibleName(tr("Distributions"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(both);
    auto *head = new QHBoxLayout;
    head->addWidget(m_note, 1);
    head->addWidget(m_logarithmic, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(content());
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addLayout(head);
    layout->addWidget(scroll, 1);
    connect(m_logarithmic, &QCheckBox::toggled, m_cost, &DistributionPlot::setLogarithmic);
}

bool DistributionsTab::fill(const DatasetShown &dataset)
{
    DistributionContent quality = contentOf(dataset.summary->quality, dataset.modelNames());
    quality.axisLabel = tr("Quality");
    DistributionContent cost = contentOf(dataset.summary->cost, dataset.modelNames());
    cost.axisLabel = tr("Cost per 1,000 queries (USD)");
    cost.isMoney = true;
    const bool canBeLog = cost.lowPositive > 0 && cost.high > cost.lowPositive;
    m_logarithmic->setEnabled(canBeLog);
    m_logarithmic->setChecked(canBeLog && cost.high > kWideRange * cost.lowPositive);
    m_cost->setLogarithmic(m_logarithmic->isChecked());
    m_quality->setContent(quality);
    m_cost->setContent(cost);
    m_note->setText(
        tr("Box: the middle half of the outcomes, with the median as its line. Whiskers: 5% to 95%. Circles: "
           "least and greatest. Diamond: mean. Shade: how often each value occurs. Hold the pointer over a "
           "model for its figures.") +
        (dataset.info.kind == DatasetKind::Log
             ? QLatin1Char(' ') + tr("In a log each model shows the queries that it was given.")
             : QString()));
    return true;
}

} // namespace fairlead
