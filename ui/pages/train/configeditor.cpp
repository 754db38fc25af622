#include "ui/pages/train/configeditor.h"

#include "ui/models/displaytext.h"
#include "ui/pages/train/reasonlabel.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <utility>

namespace fairlead {

namespace {

constexpr int kLeastHeight = 140;

} // namespace

ConfigEditor::ConfigEditor(QWidget *parent)
    : QWidget(parent)
{
    auto *copy = new QPushButton(tr("Cop&y"), this);
    copy->setObjectName(QStringLiteral("trainJsonCopy"));
    copy->setAccessibleName(tr("Copy the configuration"));
    auto *paste = new QPushButton(tr("&Paste"), this);
    paste->setObjectName(QStringLiteral("trainJsonPaste"));
    paste->setAccessibleName(tr("Paste a configuration"));
    m_text = new QPlainTextEdit(this);
    m_text->setObjectName(QStringLiteral("trainJson"));
    m_text->setAccessibleName(tr("Configuration as JSON"));
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setTabChangesFocus(true);
    m_text->setMinimumHeight(kLeastHeight);
    m_message = new ReasonLabel(QStringLiteral("trainJsonMessage"), this);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(copy);
    buttons->addWidget(paste);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(buttons);
    layout->addWidget(m_message);
    layout->addWidget(m_text, 1);

    connect(m_text, &QPlainTextEdit::textChanged, this, &ConfigEditor::read);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(paste, &QPushButton::clicked, this, &ConfigEditor::paste);
}

void ConfigEditor::setConfig(const TrainConfig &config)
{
    if (m_text->hasFocus())
        return;
    const QSignalBlocker quiet(m_text);
    const QString text = toText(toJson(config));
    if (m_text->toPlainText() != text)
        m_text->setPlainText(text);
    m_message->say({});
    if (!std::exchange(m_isValid, true))
        emit validityChanged();
}

void ConfigEditor::paste()
{
    m_text->setPlainText(QGuiApplication::clipboard()->text());
    m_text->setFocus();
}

/// A configuration in part keeps the defaults for the rest.
void ConfigEditor::read()
{
    const auto config = trainConfigFromJson(toUtf8(m_text->toPlainText()));
    m_isValid = config.has_value();
    m_message->say(config ? QString() : toText(config.error().message));
    emit validityChanged();
    if (config)
        emit configTyped(*config);
}

} // namespace fairlead
