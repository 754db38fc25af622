#include "ui/plots/forestplot.h"

#include "ui/plots/plotcanvas.h"
#include "ui/plots/plotstyle.h"
#include "ui/plots/tickers.h"
#include "ui/widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr int kRowHeight = 20;
constexpr int kAxisHeight = 50; ///< ticks, label and margins
constexpr int kNarrowName = 90; ///< names give way to the plot, within reason; tips say them whole
constexpr int kWideName = 200;
constexpr int kMinimumWidth = 340;

bool isDrawn(const ForestRow &row)
{
    return row.value && std::isfinite(row.value->value);
}

/// Least and highest end of the intervals, with some air; zero inside where it is wanted.
QCPRange rangeOf(const ForestContent &content)
{
    double lo = content.hasZero ? 0 : HUGE_VAL;
    double hi = content.hasZero ? 0 : -HUGE_VAL;
    for (const ForestRow &row : content.rows) {
        if (!isDrawn(row))
            continue;
        const bool hasError = std::isfinite(row.value->se);
        lo = std::min(lo, hasError ? row.value->lower() : row.value->value);
        hi = std::max(hi, hasError ? row.value->upper() : row.value->value);
    }
    if (!(lo <= hi))
        return {0, 1};
    const double air = hi > lo ? 0.06 * (hi - lo) : std::max(1e-9, 0.1 * std::abs(lo));
    return {lo - air, hi + air};
}

} // namespace

struct ForestPlot::Impl
{
    ForestPlot *owner;
    PlotCanvas *plot;
    ForestContent content;
    QCPItemStraightLine *zero = nullptr;
    QVector<QCPItemText *> notes;

    explicit Impl(ForestPlot *widget)
        : owner(widget)
        , plot(new PlotCanvas(widget))
    {
        plot->setObjectName(QStringLiteral("forestCanvas"));
        plot->setAttribute(Qt::WA_TransparentForMouseEvents); // tips and the menu are the owner's
        plot->yAxis->setRangeReversed(true);
        plot->yAxis2->setRangeReversed(true);
        plot->yAxis2->setVisible(true);
        zero = new QCPItemStraightLine(plot);
        fillWith(*widget, *plot);
        QObject::connect(plot, &QCustomPlot::afterLayout, widget, [this] { placeTexts(); });
    }

    void draw()
    {
        plot->clearPlottables();
        for (QCPItemText *note : std::as_const(notes))
            plot->removeItem(note);
        notes.clear();
        const auto rows = static_cast<double>(content.rows.size());
        plot->yAxis->setRange(-0.6, std::max(1.0, rows) - 0.4);
        plot->yAxis2->setRange(plot->yAxis->range());
        plot->xAxis->setRange(rangeOf(content));
        if (content.unit == ForestContent::Unit::Usd)
            plot->xAxis->setTicker(usdTicker(false));
        else
            plot->xAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
        plot->xAxis->ticker()->setTickCount(4);
        const bool isScaled = std::any_of(content.rows.begin(), content.rows.end(), isDrawn);
        for (QCPAxis *axis : {plot->xAxis, plot->yAxis, plot->yAxis2})
            axis->setVisible(axis == plot->xAxis ? isScaled : !content.rows.isEmpty());
        zero->setVisible(content.hasZero && isScaled);
        zero->point1->setCoords(0, 0);
        zero->point2->setCoords(0, 1);
        setNames();
        for (qsizetype k = 0; k < content.rows.size(); ++k)
            addRow(content.rows.at(k), static_cast<double>(k));
        applyColors(owner->palette());
    }

    void setNames()
    {
        const QSharedPointer<QCPAxisTickerText> names(new QCPAxisTickerText);
        const QSharedPointer<QCPAxisTickerText> numbers(new QCPAxisTickerText);
        const QFontMetrics metrics(plot->font());
        const int nameWidth = std::clamp(owner->width() / 4, kNarrowName, kWideName);
        for (qsizetype k = 0; k < content.rows.size(); ++k) {
            const ForestRow &row = content.rows.at(k);
            const auto at = static_cast<double>(k);
            names->addTick(at, metrics.elidedText(row.name, Qt::ElideMiddle, nameWidth));
            numbers->addTick(at, row.number);
        }
        plot->yAxis->setTicker(names);
        plot->yAxis2->setTicker(numbers);
    }

    void addRow(const ForestRow &row, double at)
    {
        if (!isDrawn(row)) {
            auto *note = new QCPItemText(plot);
            note->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
            note->position->setTypeY(QCPItemPosition::ptPlotCoords);
            note->position->setCoords(0.02, at);
            note->setPositionAlignment(Qt::AlignLeft | Qt::AlignVCenter);
            note->setText(row.note);
            notes.append(note);
            return;
        }
        QCPGraph *dot = plot->addGraph();
        dot->setData({row.value->value}, {at});
        dot->setLineStyle(QCPGraph::lsNone);
        if (!std::isfinite(row.value->se))
            return;
        auto *bars = new QCPErrorBars(plot->xAxis, plot->yAxis);
        bars->setErrorType(QCPErrorBars::etKeyError);
        bars->setDataPlottable(dot);
        bars->setData(QVector<double>{Estimate::kZ95 * row.value->se});
        bars->setWhiskerWidth(7);
        bars->setSymbolGap(0);
    }

    void applyColors(const QPalette &palette)
    {
        stylePlot(*plot, palette);
        const PlotColors colors = plotColors(palette);
        zero->setPen(QPen(colors.text, 1, Qt::DashLine));
        plot->yAxis->setTickLabelColor(colors.text);
        plot->yAxis2->setTickLabelColor(colors.text);
        for (QCPAxis *axis : {plot->yAxis, plot->yAxis2}) {
            axis->setTickPen(Qt::NoPen);
            axis->grid()->setVisible(false);
        }
        for (QCPItemText *note : std::as_const(notes))
            note->setColor(colors.mutedText);
        int graph = 0;
        int bars = 0;
        for (const ForestRow &row : std::as_const(content.rows)) {
            if (!isDrawn(row))
                continue;
            const QColor color = row.color < 0 ? colors.text : routerColor(row.color, palette);
            plot->graph(graph++)->setScatterStyle(
                row.isMarked ? QCPScatterStyle(QCPScatterStyle::ssDiamond, QPen(color, 2), colors.background, 11)
                             : QCPScatterStyle(QCPScatterStyle::ssDisc, color, color, 8));
            if (std::isfinite(row.value->se))
                errorBars(bars++)->setPen(QPen(color, 2));
        }
        plot->redraw();
    }

    [[nodiscard]] QCPErrorBars *errorBars(int number) const
    {
        for (int k = 0; k < plot->plottableCount(); ++k) {
            auto *bars = qobject_cast<QCPErrorBars *>(plot->plottable(k));
            if (bars && number-- == 0)
                return bars;
        }
        return nullptr;
    }

    /// Notes and the axis label as the room allows.
    void placeTexts()
    {
        const int width = plot->axisRect()->width();
        const QFontMetrics metrics(plot->font());
        int at = 0;
        for (const ForestRow &row : std::as_const(content.rows)) {
            if (!isDrawn(row))
                notes[at++]->setText(metrics.elidedText(row.note, Qt::ElideRight, static_cast<int>(0.96 * width)));
        }
        QString label = content.axis;
        if (!content.toTheLeft.isEmpty()) {
            const QString full =
                QStringLiteral("◂ %1      %2      %3 ▸").arg(content.toTheLeft, content.axis, content.toTheRight);
            const QRect axes = plot->axisRect()->rect();
            const int room = std::min(axes.center().x(), plot->viewport().right() - axes.center().x());
            if (metrics.horizontalAdvance(full) <= 2 * room)
                label = full;
        }
        if (plot->xAxis->label() != label)
            plot->xAxis->setLabel(label);
    }

    [[nodiscard]] const ForestRow *rowAt(QPoint position) const
    {
        const double y = plot->yAxis->pixelToCoord(position.y());
        const auto at = static_cast<qsizetype>(std::floor(y + 0.5));
        return at >= 0 && at < content.rows.size() ? &content.rows.at(at) : nullptr;
    }
};

ForestPlot::ForestPlot(QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>(this))
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setSizePolicy(policy);
    auto *copy = new QAction(tr("&Copy figures"), this);
    copy->setObjectName(QStringLiteral("forestCopy"));
    connect(copy, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(copyText()); });
    addAction(copy);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    m_impl->draw();
}

ForestPlot::~ForestPlot() = default;

void ForestPlot::setContent(const ForestContent &content)
{
    const bool otherHeight = content.rows.size() != m_impl->content.rows.size();
    m_impl->content = content;
    m_impl->draw();
    setAccessibleDescription(copyText());
    if (otherHeight)
        updateGeometry();
}

const ForestContent &ForestPlot::content() const
{
    return m_impl->content;
}

QString ForestPlot::copyText() const
{
    QStringList lines{m_impl->content.axis};
    for (const ForestRow &row : std::as_const(m_impl->content.rows))
        lines.append((QStringList{row.name, row.number, row.note}).join(QLatin1Char('\t')).trimmed());
    return lines.join(QLatin1Char('\n'));
}

bool ForestPlot::save(const QString &path, QSize size, double scale)
{
    return savePlot(*m_impl->plot, path, size, scale);
}

QSize ForestPlot::sizeHint() const
{
    return {480, minimumSizeHint().height()};
}

QSize ForestPlot::minimumSizeHint() const
{
    const auto rows = static_cast<int>(std::max<qsizetype>(1, m_impl->content.rows.size()));
    return {kMinimumWidth, rows * kRowHeight + kAxisHeight};
}

void ForestPlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_impl)
        m_impl->applyColors(palette());
}

void ForestPlot::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_impl->setNames();
}

bool ForestPlot::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (const ForestRow *row = m_impl->rowAt(help->pos()))
        QToolTip::showText(help->globalPos(),
                           (QStringList{row->name, row->number, row->note}).join(QLatin1Char('\n')).trimmed(), this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace fairlead
