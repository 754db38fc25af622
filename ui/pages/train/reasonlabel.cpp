#include "ui/pages/train/reasonlabel.h"

#include "ui/widgets/theme.h"

#include <QEvent>

namespace fairlead {

ReasonLabel::ReasonLabel(const QString &objectName, QWidget *parent)
    : QLabel(parent)
{
    setObjectName(objectName);
    setWordWrap(true);
    setTextFormat(Qt::PlainText);
    hide();
}

void ReasonLabel::say(const QString &reason, Kind kind)
{
    m_kind = kind;
    setText(reason);
    applyColor();
    setVisible(!reason.isEmpty());
}

void ReasonLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColor();
}

void ReasonLabel::applyColor()
{
    const SignalColors colors = signalColors(palette());
    const QColor color = m_kind == Kind::Fault ? colors.fault : colors.caution;
    if (palette().color(QPalette::WindowText) == color)
        return; // setting it again would come back here
    QPalette own = palette();
    own.setColor(QPalette::WindowText, color);
    setPalette(own);
}

} // namespace fairlead
