#include "ui/pages/compare/detailparts.h"

#include <QLabel>
#include <QScrollArea>

namespace fairlead {

QLabel *detailTitle(const QString &objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(objectName);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setMinimumWidth(100);
    label->setTextFormat(Qt::PlainText);
    return label;
}

QScrollArea *scrolled(QWidget *content)
{
    auto *area = new QScrollArea(content->parentWidget());
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::StyledPanel);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    return area;
}

} // namespace fairlead
