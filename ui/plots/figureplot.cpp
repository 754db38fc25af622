#include "ui/plots/figureplot.h"

#include "core/causal/supportfigures.h"
#include "ui/plots/plotcanvas.h"
#include "ui/plots/plotstyle.h"
#include "ui/widgets/theme.h"

#include <QEvent>

namespace fairlead {

FigurePlot::FigurePlot(QWidget *parent)
    : QWidget(parent)
    , m_plot(new PlotCanvas(this))
{
    m_plot->setAttribute(Qt::WA_TransparentForMouseEvents);
    fillWith(*this, *m_plot);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setSizePolicy(policy);
}

FigurePlot::~FigurePlot() = default;

bool FigurePlot::save(const QString &path, QSize size, double scale)
{
    return savePlot(*m_plot, path, size, scale);
}

void FigurePlot::redraw()
{
    m_plot->clearPlottables();
    m_plot->clearItems();
    m_plot->legend->clearItems();
    m_plot->legend->setVisible(false);
    stylePlot(*m_plot, palette());
    draw(*m_plot);
    m_plot->redraw();
}

void FigurePlot::addNote(double x, double y, Qt::Alignment anchor, const QString &text)
{
    auto *note = new QCPItemText(m_plot);
    note->position->setType(QCPItemPosition::ptAxisRectRatio);
    note->position->setCoords(x, y);
    note->setPositionAlignment(anchor);
    note->setTextAlignment(anchor & Qt::AlignRight ? Qt::AlignRight : Qt::AlignLeft);
    note->setText(text);
    note->setFont(font());
    note->setColor(plotColors(palette()).mutedText);
}

void FigurePlot::setPropensityAxis(Side side, const QString &label)
{
    const auto ticker = QSharedPointer<QCPAxisTickerText>::create();
    for (const auto &[propensity, text] : {std::pair{0.001, "0.001"}, {0.01, "0.01"}, {0.1, "0.1"}})
        ticker->addTick(static_cast<double>(propensityBin(propensity)), QLatin1String(text));
    ticker->addTick(static_cast<double>(kPropensityBins), QStringLiteral("1"));
    QCPAxis *axis = side == Side::Bottom ? m_plot->xAxis : m_plot->yAxis;
    axis->setTicker(ticker);
    axis->setLabel(label);
    axis->setRange(0, static_cast<double>(kPropensityBins));
}

void FigurePlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        redraw();
}

} // namespace fairlead
