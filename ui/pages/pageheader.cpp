#include "ui/pages/pageheader.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace fairlead {

PageHeader::PageHeader(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_layout(new QHBoxLayout(this))
{
    auto *label = new QLabel(title, this);
    label->setObjectName(QStringLiteral("pageTitle"));
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    m_layout->setContentsMargins(0, 0, 0, 4);
    m_layout->addWidget(label);
    m_layout->addStretch(1);
}

QPushButton *PageHeader::addButton(const QString &objectName, const QString &text)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    m_layout->addWidget(button);
    return button;
}

} // namespace fairlead
