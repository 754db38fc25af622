#include "ui/help/helpwindow.h"

#include <QFile>
#include <QHBoxLayout>
#include <QListWidget>
#include <QTextBrowser>

namespace fairlead {

namespace {

constexpr int kTopicsWidth = 150;

struct Topic
{
    const char *key;
    const char *title;
};
constexpr Topic kTopics[] = {
    {"start", QT_TRANSLATE_NOOP("fairlead::HelpWindow", "First steps")},
    {"data", QT_TRANSLATE_NOOP("fairlead::HelpWindow", "Data")},
    {"trust", QT_TRANSLATE_NOOP("fairlead::HelpWindow", "Trust")},
    {"train", QT_TRANSLATE_NOOP("fairlead::HelpWindow", "Train")},
    {"explore", QT_TRANSLATE_NOOP("fairlead::HelpWindow", "Explore")},
    {"compare", QT_TRANSLATE_NOOP("fairlead::HelpWindow", "Compare")},
    {"words", QT_TRANSLATE_NOOP("fairlead::HelpWindow", "Words")},
};

} // namespace

HelpWindow::HelpWindow(QWidget *parent)
    : QDialog(parent)
    , m_topics(new QListWidget(this))
    , m_text(new QTextBrowser(this))
{
    setObjectName(QStringLiteral("helpWindow"));
    setWindowTitle(tr("Fairlead help"));
    m_topics->setObjectName(QStringLiteral("helpTopics"));
    m_topics->setAccessibleName(tr("Help topics"));
    m_topics->setFixedWidth(kTopicsWidth);
    m_text->setObjectName(QStringLiteral("helpText"));
    m_text->setAccessibleName(tr("Help text"));
    m_text->setOpenExternalLinks(true);
    m_text->document()->setDocumentMargin(14);
    for (const Topic &topic : kTopics)
        m_topics->addItem(tr(topic.title));
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(m_topics);
    layout->addWidget(m_text, 1);
    connect(m_topics, &QListWidget::currentRowChanged, this, &HelpWindow::load);
    m_topics->setCurrentRow(0);
    resize(720, 560);
}

void HelpWindow::showTopic(const QString &key)
{
    int row = 0;
    for (int at = 0; at < static_cast<int>(std::size(kTopics)); ++at) {
        if (key == QLatin1String(kTopics[at].key))
            row = at;
    }
    m_topics->setCurrentRow(row);
    show();
    raise();
    activateWindow();
}

QString HelpWindow::topic() const
{
    return QLatin1String(kTopics[m_topics->currentRow()].key);
}

void HelpWindow::load(int row)
{
    QFile file(QStringLiteral(":/help/%1.md").arg(QLatin1String(kTopics[row].key)));
    m_text->setMarkdown(file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll())
                                                       : tr("This page of the help is missing."));
}

} // namespace fairlead
