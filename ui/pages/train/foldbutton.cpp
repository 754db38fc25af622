#include "ui/pages/train/foldbutton.h"

namespace fairlead {

FoldButton::FoldButton(const QString &objectName, const QString &text, QWidget *parent)
    : QToolButton(parent)
{
    setObjectName(objectName);
    setText(text);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setArrowType(Qt::RightArrow);
    setCheckable(true);
    setAutoRaise(true);
}

void FoldButton::setBody(QWidget *body)
{
    body->hide();
    connect(this, &QToolButton::toggled, body, [this, body](bool open) {
        setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
        body->setVisible(open);
    });
}

} // namespace fairlead
