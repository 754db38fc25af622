#include "ui/widgets/valuecard.h"

#include "ui/widgets/theme.h"

#include <QAction>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace fairlead {

namespace {

QLabel *textLabel(const char *name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setContextMenuPolicy(Qt::NoContextMenu); // the card's own menu copies the whole figure
    return label;
}

QString verdictText(Verdict verdict)
{
    return QString::fromUtf8(verdictKey(verdict).data(), static_cast<qsizetype>(verdictKey(verdict).size()));
}

void showOrHide(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

void setColor(QLabel *label, const QColor &color)
{
    QPalette palette = label->palette();
    // On a Base background Qt draws text in the Text role.
    palette.setColor(QPalette::WindowText, color);
    palette.setColor(QPalette::Text, color);
    label->setPalette(palette);
}

} // namespace

ValueCard::ValueCard(const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_title(textLabel("cardTitle", this))
    , m_verdict(textLabel("cardVerdict", this))
    , m_value(textLabel("cardValue", this))
    , m_interval(textLabel("cardInterval", this))
    , m_extra(textLabel("cardExtra", this))
    , m_change(textLabel("cardChange", this))
    , m_truth(textLabel("cardTruth", this))
{
    setFrameShape(QFrame::StyledPanel);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    QFont large = m_value->font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setWeight(QFont::DemiBold);
    m_value->setFont(large);
    QFont small = m_verdict->font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    small.setWeight(QFont::DemiBold);
    m_verdict->setFont(small);
    m_extra->setWordWrap(true);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(9, 5, 9, 6);
    layout->setSpacing(0);
    const auto addRow = [layout](QLabel *left, QLabel *right) {
        auto *row = new QHBoxLayout;
        row->addWidget(left, 1);
        row->addWidget(right, 0, Qt::AlignRight | Qt::AlignVCenter);
        layout->addLayout(row);
    };
    addRow(m_title, m_verdict);
    addRow(m_value, m_truth);
    layout->addWidget(m_interval);
    layout->addWidget(m_extra);
    layout->addWidget(m_change);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto *copy = new QAction(tr("&Copy figure"), this);
    copy->setObjectName(QStringLiteral("cardCopy"));
    connect(copy, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(copyText()); });
    addAction(copy);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    setTitle(title);
    clear();
}

void ValueCard::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void ValueCard::setContent(const CardContent &content)
{
    const bool refused = content.verdict == Verdict::Refuse && !content.isShownRefused;
    m_value->setText(refused ? tr("withheld") : content.value);
    showOrHide(m_interval, refused ? QString() : content.interval);
    showOrHide(m_extra, refused ? QString() : content.extra);
    showOrHide(m_change, refused ? QString() : content.change);
    m_value->setToolTip(content.reason);
    showOrHide(m_truth, content.truth);
    m_verdict->setText(verdictText(content.verdict));
    m_verdict->setVisible(true);
    m_verdict->setToolTip(content.reason);
    if (m_shown != content.verdict) {
        m_shown = content.verdict;
        applyColors();
    }
    setAccessibleDescription(QStringLiteral("%1. %2. %3").arg(m_value->text(), m_interval->text(), m_verdict->text()));
}

void ValueCard::clear()
{
    m_value->setText(QStringLiteral("–"));
    for (QLabel *label : {m_interval, m_extra, m_change, m_truth, m_verdict}) {
        label->clear();
        label->setVisible(false);
    }
    applyColors();
}

QString ValueCard::copyText() const
{
    QStringList parts;
    for (const QLabel *label : {m_title, m_value, m_interval, m_extra, m_change, m_truth, m_verdict}) {
        if (!label->text().isEmpty())
            parts << label->text();
    }
    return parts.join(QLatin1Char('\t'));
}

QString ValueCard::valueText() const
{
    return m_value->text();
}

void ValueCard::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_truth)
        applyColors();
}

void ValueCard::applyColors()
{
    const PlotColors colors = plotColors(palette());
    const SignalColors signal = signalColors(palette());
    for (QLabel *label : {m_title, m_interval, m_extra, m_truth})
        setColor(label, colors.mutedText);
    setColor(m_change, colors.text);
    setColor(m_value, m_shown == Verdict::Refuse ? colors.mutedText : colors.text);
    setColor(m_verdict, m_shown == Verdict::Ok        ? signal.good
                        : m_shown == Verdict::Caution ? signal.caution
                                                      : signal.fault);
}

} // namespace fairlead
