#include "ui/pages/data/timetab.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"
#include "ui/plots/requestsplot.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace fairlead {

namespace {

QString stepName(double width)
{
    constexpr double kMinute = 60;
    constexpr double kHour = 3600;
    constexpr double kDay = 86'400;
    const auto many = [](double count, const QString &one, const QString &several) {
        return count == 1 ? one : several.arg(static_cast<qlonglong>(count));
    };
    if (width < kMinute)
        return many(width, TimeTab::tr("second"), TimeTab::tr("%1 seconds"));
    if (width < kHour)
        return many(width / kMinute, TimeTab::tr("minute"), TimeTab::tr("%1 minutes"));
    if (width < kDay)
        return many(width / kHour, TimeTab::tr("hour"), TimeTab::tr("%1 hours"));
    if (width < 7 * kDay)
        return many(width / kDay, TimeTab::tr("day"), TimeTab::tr("%1 days"));
    return many(width / (7 * kDay), TimeTab::tr("week"), TimeTab::tr("%1 weeks"));
}

} // namespace

TimeTab::TimeTab(QWidget *parent)
    : SummaryTab(parent)
    , m_plot(new RequestsPlot(content()))
    , m_shares(new QCheckBox(tr("As &shares"), content()))
    , m_note(new QLabel(content()))
{
    m_plot->setObjectName(QStringLiteral("requestsPlot"));
    m_shares->setObjectName(QStringLiteral("requestsShares"));
    m_shares->setToolTip(tr("Every step at the same height, so that changes of the routing show"));
    m_note->setObjectName(QStringLiteral("requestsNote"));
    m_note->setWordWrap(true);
    auto *head = new QHBoxLayout;
    head->addWidget(m_note, 1);
    head->addWidget(m_shares, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(content());
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_plot, 1);
    connect(m_shares, &QCheckBox::toggled, m_plot, &RequestsPlot::setShares);
}

bool TimeTab::fill(const DatasetShown &dataset)
{
    const TimeSummary &time = dataset.summary->time;
    if (time.queries == 0) {
        explain(
            tr("No times in this dataset"),
            tr("Import the log again with the column that says when each query came mapped to the time (ISO 8601, or "
               "seconds or milliseconds since 1970). Nothing but this view needs it."));
        return false;
    }
    RequestsContent content{time.first, time.width, stepName(time.width), {}};
    const QStringList names = dataset.modelNames();
    for (qsizetype t = 0; t < names.size() && t < static_cast<qsizetype>(time.counts.size()); ++t) {
        const std::vector<double> &counts = time.counts[static_cast<std::size_t>(t)];
        content.series.append({names.at(t), static_cast<int>(t), QVector<double>(counts.begin(), counts.end())});
    }
    m_plot->setContent(content);
    const QString missing =
        time.queries < dataset.info.queryCount
            ? QLatin1Char(' ') +
                  tr("%1 queries without a time are left out.").arg(countText(dataset.info.queryCount - time.queries))
            : QString();
    m_note->setText(
        tr("A step where a model appears, vanishes or changes its share is a change of the routing: the log "
           "before and after it was chosen by different policies.") +
        missing);
    return true;
}

} // namespace fairlead
