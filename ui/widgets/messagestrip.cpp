#include "ui/widgets/messagestrip.h"

#include "ui/widgets/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <utility>

namespace fairlead {

namespace {

QLabel *selectableLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QPixmap signPixmap(const QString &sign, const QColor &color, const QColor &ink, double scale)
{
    constexpr int size = 18;
    QPixmap pixmap(static_cast<int>(size * scale), static_cast<int>(size * scale));
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(0.5, 0.5, size - 1, size - 1));
    QFont font = painter.font();
    font.setPixelSize(13);
    font.setBold(true);
    painter.setFont(font);
    painter.setPen(ink);
    painter.drawText(QRectF(0, 0, size, size), Qt::AlignCenter, sign);
    return pixmap;
}

} // namespace

MessageStrip::MessageStrip(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_title(selectableLabel(QStringLiteral("messageTitle"), this))
    , m_detail(selectableLabel(QStringLiteral("messageDetail"), this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    m_action->setObjectName(QStringLiteral("messageAction"));
    m_action->setAccessibleName(tr("Act on this message"));
    connect(m_action, &QPushButton::clicked, this, [this] {
        const auto act = std::exchange(m_act, nullptr);
        clear();
        if (act)
            act();
    });
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_close->setObjectName(QStringLiteral("messageClose"));
    m_close->setText(QStringLiteral("✕"));
    m_close->setAutoRaise(true);
    m_close->setAccessibleName(tr("Close this message"));
    m_close->setToolTip(tr("Close this message"));
    connect(m_close, &QToolButton::clicked, this, &MessageStrip::clear);

    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_detail);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->setSpacing(8);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addLayout(texts, 1);
    layout->addWidget(m_action, 0, Qt::AlignVCenter);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    clear();
}

void MessageStrip::showNews(const QString &text)
{
    show(Kind::News, text, {});
}

void MessageStrip::showWarning(const QString &text)
{
    show(Kind::Warning, text, {});
}

void MessageStrip::showError(const QString &title, const QString &detail)
{
    show(Kind::Error, title, detail);
}

void MessageStrip::offer(const QString &action, std::function<void()> act)
{
    m_action->setText(action);
    m_action->setAccessibleName(action);
    m_act = std::move(act);
    m_action->setVisible(true);
}

void MessageStrip::clear()
{
    m_action->setVisible(false);
    m_title->clear();
    m_detail->clear();
    setVisible(false);
}

QString MessageStrip::text() const
{
    return m_detail->text().isEmpty() ? m_title->text() : m_title->text() + QLatin1Char('\n') + m_detail->text();
}

void MessageStrip::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    // Only the application's palette: our own setPalette sends PaletteChange too.
    if (event->type() == QEvent::ApplicationPaletteChange)
        applyColors();
}

void MessageStrip::show(Kind kind, const QString &title, const QString &detail)
{
    m_kind = kind;
    m_action->setVisible(false);
    m_title->setText(title);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    setAccessibleName(title);
    applyColors();
    setVisible(true);
}

void MessageStrip::applyColors()
{
    setPalette(QPalette());
    QPalette own = palette();
    const SignalColors colors = signalColors(own);
    const QColor signal = m_kind == Kind::Error ? colors.fault : m_kind == Kind::Warning ? colors.caution : colors.news;
    const QColor ground = own.color(QPalette::Window);
    own.setColor(QPalette::Window, blended(signal, ground, 0.12));
    setPalette(own);
    m_icon->setPixmap(signPixmap(m_kind == Kind::News ? QStringLiteral("i") : QStringLiteral("!"), signal, ground,
                                 devicePixelRatioF()));
    QFont font = m_title->font();
    font.setWeight(m_kind == Kind::News ? QFont::Normal : QFont::DemiBold);
    m_title->setFont(font);
}

} // namespace fairlead
