#include "ui/pages/data/summarytab.h"

#include "ui/models/displaytext.h"
#include "ui/widgets/emptystate.h"

namespace fairlead {

QStringList DatasetShown::modelNames() const
{
    QStringList names;
    for (const ModelInfo &model : models)
        names << toText(model.name);
    return names;
}

SummaryTab::SummaryTab(QWidget *parent)
    : QStackedWidget(parent)
    , m_state(new EmptyState({}, {}, this))
    , m_content(new QWidget(this))
{
    addWidget(m_state);
    addWidget(m_content);
}

void SummaryTab::show(const DatasetShown &dataset)
{
    if (!dataset.summary) {
        explain(
            tr("Reading the rows"),
            tr("This is done once for a dataset and takes a second or two for a million rows. What comes out is kept "
               "in the workspace."));
        return;
    }
    if (fill(dataset))
        setCurrentWidget(m_content);
}

void SummaryTab::showFailure(const QString &message)
{
    explain(tr("The rows could not be read"), message);
}

void SummaryTab::explain(const QString &title, const QString &sentence)
{
    m_state->setTexts(title, sentence);
    setCurrentWidget(m_state);
}

} // namespace fairlead
