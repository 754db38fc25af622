#include "ui/widgets/emptystate.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kSentenceWidth = 520;

QLabel *centredLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setAlignment(Qt::AlignHCenter);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setFixedWidth(kSentenceWidth);
    return label;
}

} // namespace

EmptyState::EmptyState(const QString &title, const QString &sentence, QWidget *parent)
    : QWidget(parent)
    , m_title(centredLabel(this))
    , m_sentence(centredLabel(this))
    , m_actions(new QVBoxLayout)
{
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_sentence->setObjectName(QStringLiteral("emptySentence"));
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_sentence->setForegroundRole(QPalette::PlaceholderText);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addStretch(2);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addWidget(m_sentence, 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    layout->addLayout(m_actions);
    layout->addStretch(3);
    setTexts(title, sentence);
}

void EmptyState::setTexts(const QString &title, const QString &sentence)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    // A centred label gets its size hint, which knows nothing of the lines that its fixed width makes.
    for (QLabel *label : {m_title, m_sentence})
        label->setMinimumHeight(std::max(0, label->heightForWidth(kSentenceWidth)));
}

QPushButton *EmptyState::addAction(const QString &text)
{
    auto *button = new QPushButton(text, this);
    button->setDefault(m_actions->isEmpty());
    m_actions->addWidget(button, 0, Qt::AlignHCenter);
    return button;
}

} // namespace fairlead
