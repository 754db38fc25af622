#include "ui/pages/train/settingrow.h"

#include "ui/models/displaytext.h"
#include "ui/pages/train/reasonlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

namespace fairlead {

namespace {

constexpr int kTitleWidth = 118;
constexpr int kFieldWidth = 92;

QString objectNameOf(const ConfigField &field)
{
    return QStringLiteral("setting_%1").arg(toText(field.path)).replace(QLatin1Char('.'), QLatin1Char('_'));
}

} // namespace

SettingRow::SettingRow(const ConfigField &field, QWidget *parent)
    : QWidget(parent)
    , m_field(field)
    , m_default(toText(fieldText({}, field.path)))
{
    QWidget *input = buildField();
    input->setObjectName(objectNameOf(field));
    input->setAccessibleName(toText(field.title));
    m_title = new QLabel(toText(field.title), this);
    m_title->setFixedWidth(kTitleWidth);
    m_title->setWordWrap(true);
    m_note = new QLabel(this);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_reason = new ReasonLabel(objectNameOf(field) + QStringLiteral("_reason"), this);
    const QString tip =
        tr("%1\n%2, default: %3")
            .arg(toText(field.sentence), toText(field.path), m_default.isEmpty() ? toText(m_field.absent) : m_default);
    for (QWidget *each : {static_cast<QWidget *>(m_title), input, static_cast<QWidget *>(m_note)})
        each->setToolTip(tip);
    input->setAccessibleDescription(tip);

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(8);
    layout->setVerticalSpacing(0);
    layout->addWidget(m_title, 0, 0);
    layout->addWidget(input, 0, 1, Qt::AlignLeft);
    layout->setColumnMinimumWidth(1, kFieldWidth);
    layout->addWidget(m_note, 0, 2);
    layout->addWidget(m_reason, 1, 0, 1, 3);
    layout->setColumnStretch(2, 1);
    showDefault();
}

QWidget *SettingRow::buildField()
{
    QWidget *input = nullptr;
    if (m_field.kind == ConfigField::Kind::Flag) {
        m_flag = new QCheckBox(this);
        connect(m_flag, &QCheckBox::toggled, this, &SettingRow::edited);
        input = m_flag;
    } else if (m_field.kind == ConfigField::Kind::Word) {
        m_words = new QComboBox(this);
        for (const std::string_view word : m_field.words)
            m_words->addItem(toText(word));
        connect(m_words, &QComboBox::currentIndexChanged, this, &SettingRow::edited);
        input = m_words;
    } else {
        m_line = new QLineEdit(this);
        m_line->setPlaceholderText(toText(m_field.absent));
        connect(m_line, &QLineEdit::textEdited, this, &SettingRow::edited);
        input = m_line;
    }
    connect(this, &SettingRow::edited, this, &SettingRow::showDefault);
    if (!m_flag)
        input->setFixedWidth(kFieldWidth);
    setText(m_default);
    return input;
}

QString SettingRow::text() const
{
    if (m_flag)
        return m_flag->isChecked() ? QStringLiteral("true") : QStringLiteral("false");
    return m_words ? m_words->currentText() : m_line->text();
}

void SettingRow::setText(const QString &text)
{
    if (m_flag) {
        const QSignalBlocker quiet(m_flag);
        m_flag->setChecked(text == QLatin1String("true"));
    } else if (m_words) {
        const QSignalBlocker quiet(m_words);
        m_words->setCurrentText(text);
    } else {
        m_line->setText(text);
        m_line->setCursorPosition(0);
    }
    if (m_note)
        showDefault();
}

void SettingRow::setReason(const QString &reason)
{
    m_reason->say(reason);
}

bool SettingRow::hasReason() const
{
    return !m_reason->text().isEmpty();
}

/// The default stands beside a value that is another one.
void SettingRow::showDefault()
{
    if (m_flag)
        m_flag->setText(m_flag->isChecked() ? tr("on") : tr("off"));
    const bool isDefault = text().trimmed() == m_default;
    QFont font = m_title->font();
    font.setBold(!isDefault);
    m_title->setFont(font);
    const QString shown = m_field.kind == ConfigField::Kind::Flag
                              ? (m_default == QLatin1String("true") ? tr("on") : tr("off"))
                              : (m_default.isEmpty() ? toText(m_field.absent) : m_default);
    m_note->setText(isDefault ? tr("default") : tr("default: %1").arg(shown));
}

} // namespace fairlead
