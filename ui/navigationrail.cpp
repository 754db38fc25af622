#include "ui/navigationrail.h"

#include "ui/icons.h"
#include "ui/widgets/theme.h"

#include <QButtonGroup>
#include <QEvent>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

namespace fairlead {

namespace {

constexpr int kWidth = 84;
constexpr int kMarkerWidth = 3;

/// A flat button with the icon over the title; the current one has a bar at its left and the accent colour.
class RailButton final : public QToolButton
{
public:
    using QToolButton::QToolButton;

    void applyColors()
    {
        const PlotColors colors = plotColors(palette());
        setIcon(lineIcon(property("pageKey").toString(), palette().color(QPalette::WindowText), colors.accent));
        update();
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event);
        QPainter painter(this);
        const PlotColors colors = plotColors(palette());
        const bool isLit = isChecked() || underMouse();
        if (isLit)
            painter.fillRect(rect(),
                             blended(colors.accent, palette().color(QPalette::Window), isChecked() ? 0.12 : 0.07));
        if (isChecked())
            painter.fillRect(0, 0, kMarkerWidth, height(), colors.accent);
        const QSize size = iconSize();
        icon().paint(&painter, QRect((width() - size.width()) / 2, 10, size.width(), size.height()), Qt::AlignCenter,
                     isEnabled() ? QIcon::Normal : QIcon::Disabled, isChecked() ? QIcon::On : QIcon::Off);
        painter.setPen(!isEnabled()  ? palette().color(QPalette::Disabled, QPalette::WindowText)
                       : isChecked() ? colors.accent
                                     : palette().color(QPalette::WindowText));
        painter.drawText(QRect(0, 14 + size.height(), width(), height() - size.height() - 16),
                         Qt::AlignHCenter | Qt::AlignTop, text());
        if (hasFocus()) {
            painter.setPen(QPen(colors.accent, 1, Qt::DotLine));
            painter.drawRect(rect().adjusted(kMarkerWidth + 1, 2, -3, -3));
        }
    }
};

} // namespace

NavigationRail::NavigationRail(QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this))
    , m_layout(new QVBoxLayout(this))
{
    setObjectName(QStringLiteral("navigationRail"));
    setAccessibleName(tr("Pages"));
    setFixedWidth(kWidth);
    m_layout->setContentsMargins(0, 8, 1, 8);
    m_layout->setSpacing(4);
    m_layout->addStretch(1);
    connect(m_group, &QButtonGroup::buttonClicked, this,
            [this](const QAbstractButton *button) { emit pageChosen(button->property("pageKey").toString()); });
}

void NavigationRail::addPage(const QString &key, const QString &title, const QString &shortcutText)
{
    auto *button = new RailButton(this);
    button->setObjectName(QStringLiteral("rail_") + key);
    button->setProperty("pageKey", key);
    button->setText(title);
    button->setAccessibleName(title);
    button->setToolTip(tr("%1 (%2)").arg(title, shortcutText));
    button->setCheckable(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setIconSize(QSize(24, 24));
    button->setFixedSize(kWidth - 1, 24 + button->fontMetrics().height() + 24);
    button->applyColors();
    m_group->addButton(button);
    m_layout->insertWidget(m_layout->count() - 1, button);
}

void NavigationRail::setCurrent(const QString &key)
{
    for (QAbstractButton *button : m_group->buttons())
        button->setChecked(button->property("pageKey").toString() == key);
}

void NavigationRail::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

void NavigationRail::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    QPainter painter(this);
    painter.setPen(plotColors(palette()).grid);
    painter.drawLine(width() - 1, 0, width() - 1, height());
}

void NavigationRail::applyColors()
{
    for (QAbstractButton *button : m_group->buttons())
        static_cast<RailButton *>(button)->applyColors();
}

} // namespace fairlead
