#include "ui/pages/trust/trustfigures.h"

#include "ui/models/displaytext.h"
#include "ui/models/sortedtable.h"
#include "ui/pages/trust/supporttablemodel.h"
#include "ui/plots/calibrationplot.h"
#include "ui/plots/loggedplot.h"
#include "ui/plots/loveplot.h"
#include "ui/plots/propensityplot.h"
#include "ui/widgets/theme.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QResizeEvent>
#include <QScrollBar>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kMostRows = 12;   ///< of the table before it scrolls
constexpr int kLastColumn = 24; ///< the empty one that takes what is left

QLabel *heading(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QLabel *sentence(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    return label;
}

} // namespace

TrustFigures::TrustFigures(QWidget *parent)
    : QWidget(parent)
    , m_model(new SupportTableModel(this))
    , m_table(new SortedTable(*m_model, QStringLiteral("trustModels"), tr("Support of the models"), this))
    , m_title(heading(this))
    , m_heading(heading(this))
    , m_plots(new QWidget(this))
{
    m_title->setTextFormat(Qt::AutoText);
    m_title->setBuddy(m_table);
    m_heading->setObjectName(QStringLiteral("trustPlotsTitle"));
    m_plots->setObjectName(QStringLiteral("trustPlots"));
    m_propensity = new PropensityPlot(m_plots);
    m_propensity->setObjectName(QStringLiteral("trustPropensity"));
    m_calibration = new CalibrationPlot(m_plots);
    m_calibration->setObjectName(QStringLiteral("trustCalibration"));
    m_balance = new LovePlot(m_plots);
    m_balance->setObjectName(QStringLiteral("trustBalance"));
    m_logged = new LoggedPlot(m_plots);
    m_logged->setObjectName(QStringLiteral("trustLogged"));
    m_noLogged = sentence(tr("This log has no propensities, so there is nothing to compare. Log the probability with "
                             "which the router chose its model, and import it as the propensity column."),
                          m_plots);
    m_noLogged->setObjectName(QStringLiteral("trustNoLogged"));

    auto *grid = new QGridLayout(m_plots);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(18);
    grid->setVerticalSpacing(14);
    grid->addWidget(section(tr("Propensities"),
                            tr("Good: hardly anything in the shaded part, and both kinds of bars over the same range."),
                            m_propensity),
                    0, 0);
    grid->addWidget(section(tr("Calibration"), tr("Good: the points lie on the dashed line, or their bars cross it."),
                            m_calibration),
                    0, 1);
    grid->addWidget(section(tr("Covariate balance (love plot)"),
                            tr("Good: the discs lie left of the dashed line (0.1), or of the dotted one, which chance "
                               "can reach with this "
                               "few queries."),
                            m_balance),
                    1, 0);
    QWidget *logged = section(tr("Logged against estimated propensity"),
                              tr("Good: the large discs lie along the dashed line."), m_logged);
    m_goodLogged = logged->findChild<QLabel *>(QStringLiteral("good"));
    logged->layout()->addWidget(m_noLogged);
    static_cast<QVBoxLayout *>(logged->layout())->addStretch(1);
    grid->addWidget(logged, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_title);
    layout->addWidget(m_table);
    layout->addSpacing(8);
    layout->addWidget(m_heading);
    layout->addWidget(m_plots);
    connect(m_table, &SortedTable::selectionMoved, this, &TrustFigures::showModel);
}

QWidget *TrustFigures::section(const QString &title, const QString &good, QWidget *plot)
{
    auto *box = new QWidget(m_plots);
    auto *name = heading(box);
    name->setText(title);
    auto *text = sentence(good, box);
    text->setObjectName(QStringLiteral("good"));
    plot->setAccessibleDescription(good);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(name);
    layout->addWidget(text);
    layout->addWidget(plot);
    return box;
}

void TrustFigures::setReport(std::shared_ptr<const TrustReport> report)
{
    m_report = std::move(report);
    m_title->setText(m_report->figures.models.empty() ? tr("&Models of the log (all queries)")
                                                      : tr("&Models of the log (training rows)"));
    m_model->setReport(*m_report);
    fitTable();
    showModel(m_table->selectedId());
}

/// As high as its rows: the page scrolls, not the table in it.
void TrustFigures::fitTable()
{
    int width = 0;
    for (int column = 0; column + 1 < m_model->columnCount(); ++column)
        width += m_table->columnWidth(column);
    const bool isWide = width > m_table->width() - 2 * m_table->frameWidth() - kLastColumn;
    const int rows = std::clamp(m_model->rowCount(), 1, kMostRows);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth() +
                            (isWide ? m_table->horizontalScrollBar()->sizeHint().height() : 0));
    m_table->setVerticalScrollBarPolicy(m_model->rowCount() > kMostRows ? Qt::ScrollBarAsNeeded
                                                                        : Qt::ScrollBarAlwaysOff);
}

void TrustFigures::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // The table takes its new width after this event.
    QMetaObject::invokeMethod(this, &TrustFigures::fitTable, Qt::QueuedConnection);
}

void TrustFigures::showModel(qint64 id)
{
    const auto at = static_cast<std::size_t>(std::max<qint64>(id, 1) - 1);
    const bool hasFigures = m_report && id > 0 && at < m_report->figures.models.size();
    m_plots->setVisible(hasFigures);
    m_heading->setVisible(hasFigures);
    if (!hasFigures)
        return;
    m_heading->setText(tr("Figures of “%1”").arg(toText(m_report->models[at].name)));
    const QColor color = modelColor(static_cast<int>(at));
    const ModelFigures &figures = m_report->figures.models[at];
    m_propensity->setContent(figures.propensity, color);
    m_calibration->setContent(figures.calibration, color);
    m_balance->setContent(featureBalance(m_report->support.models[at], m_report->figures, at),
                          balanceLimit(m_report->support.models[at], m_report->models.size()), color);
    m_logged->setContent(figures.logged, color);
    const bool hasLogged = m_report->propensity.check.has_value();
    m_logged->setVisible(hasLogged);
    m_goodLogged->setVisible(hasLogged);
    m_noLogged->setVisible(!hasLogged);
}

} // namespace fairlead
