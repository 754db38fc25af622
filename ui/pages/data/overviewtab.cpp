#include "ui/pages/data/overviewtab.h"

#include "ui/models/modeltablemodel.h"
#include "ui/models/sortedtable.h"
#include "ui/pages/data/datasetwords.h"
#include "ui/widgets/theme.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

namespace fairlead {

namespace {

QLabel *wrapped(const QString &objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(objectName);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QString noteFor(const DatasetInfo &info)
{
    return info.kind == DatasetKind::Log
               ? OverviewTab::tr(
                     "Means over the queries each model happened to serve. The routing in place chose those "
                     "queries, so the means are confounded: a model that was given the easy ones looks "
                     "better than it is. Training corrects for that.")
               : OverviewTab::tr("Every model answered every query, so these means compare like with like.");
}

} // namespace

OverviewTab::OverviewTab(QWidget *parent)
    : QWidget(parent)
{
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildWords());
    splitter->addWidget(buildModels());
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({200, 260});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->addWidget(splitter);
}

QWidget *OverviewTab::buildWords()
{
    auto *words = new QWidget;
    m_facts = new QFormLayout;
    m_facts->setContentsMargins(0, 0, 0, 0);
    m_facts->setHorizontalSpacing(16);
    m_facts->setVerticalSpacing(4);
    m_cautions = wrapped(QStringLiteral("dataCautions"), words);
    auto *layout = new QVBoxLayout(words);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->addLayout(m_facts);
    layout->addSpacing(6);
    layout->addWidget(m_cautions);
    layout->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("dataWords"));
    scroll->setAccessibleName(tr("The dataset in words"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setMinimumHeight(110);
    scroll->setWidget(words);
    return scroll;
}

QWidget *OverviewTab::buildModels()
{
    auto *lower = new QWidget(this);
    auto *title = new QLabel(tr("Models"), lower);
    title->setObjectName(QStringLiteral("modelsTitle"));
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    m_note = wrapped(QStringLiteral("modelsNote"), lower);
    m_models = new ModelTableModel(this);
    m_table = new SortedTable(*m_models, QStringLiteral("modelTable"), tr("Models of the dataset"), lower);
    m_table->setMinimumHeight(110);
    title->setBuddy(m_table);
    m_rename = new QPushButton(tr("Rena&me model"), lower);
    m_rename->setObjectName(QStringLiteral("modelRename"));
    m_merge = new QPushButton(tr("Mer&ge model into"), lower);
    m_merge->setObjectName(QStringLiteral("modelMerge"));
    m_merge->setToolTip(tr("Makes one model of two, for instance of two names of the same one"));
    m_targets = new QMenu(m_merge);
    m_targets->setObjectName(QStringLiteral("modelMergeTargets"));
    m_merge->setMenu(m_targets);

    auto *head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch(1);
    head->addWidget(m_rename);
    head->addWidget(m_merge);
    auto *layout = new QVBoxLayout(lower);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_note);
    layout->addWidget(m_table, 1);

    connect(m_rename, &QPushButton::clicked, m_table, &SortedTable::editSelectedName);
    m_table->addRowAction(QStringLiteral("modelRowRename"), tr("&Rename"),
                          [this](qint64) { m_table->editSelectedName(); });
    connect(m_targets, &QMenu::aboutToShow, this, &OverviewTab::listMergeTargets);
    connect(m_models, &TableModel::renameRequested, this,
            [this](qint64 id, const QString &name) { emit renameRequested(id - 1, name); });
    return lower;
}

void OverviewTab::listMergeTargets()
{
    m_targets->clear();
    const qint64 from = m_table->selectedId() - 1;
    for (qsizetype into = 0; from >= 0 && into < m_names.size(); ++into) {
        if (into == from)
            continue;
        QString text = m_names.at(into);
        QAction *action = m_targets->addAction(text.replace(QLatin1Char('&'), QStringLiteral("&&")));
        action->setObjectName(QStringLiteral("mergeInto_%1").arg(into));
        connect(action, &QAction::triggered, this, [this, from, into] { emit mergeRequested(from, into); });
    }
}

void OverviewTab::show(const DatasetShown &dataset)
{
    m_names = dataset.modelNames();
    showWords(dataset);
    m_note->setText(noteFor(dataset.info));
    m_models->setModels(dataset.models, dataset.info.queryCount);
    const bool isMergeable = dataset.info.kind == DatasetKind::Log && !dataset.info.parent && m_names.size() > 1;
    m_merge->setEnabled(isMergeable);
    m_rename->setEnabled(!m_names.isEmpty());
}

void OverviewTab::showWords(const DatasetShown &dataset)
{
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    for (const DatasetFact &fact : datasetFacts(dataset)) {
        auto *title = new QLabel(fact.title);
        title->setForegroundRole(QPalette::PlaceholderText);
        auto *text = wrapped(QStringLiteral("fact"), nullptr);
        text->setText(fact.text);
        title->setBuddy(text);
        m_facts->addRow(title, text);
    }
    const QStringList cautions = datasetCautions(dataset);
    QPalette own = palette();
    own.setColor(QPalette::WindowText, signalColors(palette()).caution);
    m_cautions->setPalette(own);
    m_cautions->setText(cautions.isEmpty() ? QString() : QStringLiteral("⚠ ") + cautions.join(QStringLiteral("\n⚠ ")));
    m_cautions->setVisible(!cautions.isEmpty());
}

} // namespace fairlead
