#include "ui/pages/compare/columnmenu.h"

#include "ui/pages/compare/comparecolumns.h"

#include <QHeaderView>
#include <QSettings>
#include <QTableView>

namespace fairlead {

namespace {

const QString kSetting = QStringLiteral("compare/columns");

} // namespace

ColumnMenu::ColumnMenu(QTableView &table, QWidget *parent)
    : QMenu(tr("&Columns"), parent)
    , m_table(table)
{
    setObjectName(QStringLiteral("compareColumnMenu"));
    setToolTipsVisible(true);
    const QSettings settings;
    const QStringList chosen = settings.value(kSetting).toStringList();
    const bool isChosen = settings.contains(kSetting);
    for (const CompareColumn &column : compareColumns()) {
        QAction *action = addAction(column.title);
        action->setObjectName(QStringLiteral("compareColumn_") + column.key);
        action->setToolTip(column.toolTip);
        action->setCheckable(true);
        action->setChecked(isChosen ? chosen.contains(column.key) : column.isShownFirst);
        connect(action, &QAction::triggered, this, [this] {
            QStringList keys;
            for (const int at : shown())
                keys.append(compareColumns().at(at).key);
            QSettings().setValue(kSetting, keys);
            apply();
        });
        m_columns.append(action);
    }
    m_columns.first()->setChecked(true);
    m_columns.first()->setEnabled(false);
    addSeparator();
    QAction *first = addAction(tr("&Usual columns"));
    first->setObjectName(QStringLiteral("compareColumnsReset"));
    connect(first, &QAction::triggered, this, &ColumnMenu::reset);
    table.horizontalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(table.horizontalHeader(), &QWidget::customContextMenuRequested, this,
            [this](QPoint at) { popup(m_table.horizontalHeader()->mapToGlobal(at)); });
    apply();
}

QVector<int> ColumnMenu::shown() const
{
    QVector<int> columns;
    for (int at = 0; at < m_columns.size(); ++at) {
        if (m_columns.at(at)->isChecked())
            columns.append(at);
    }
    return columns;
}

void ColumnMenu::apply()
{
    for (int at = 0; at < m_columns.size(); ++at) {
        const bool wasHidden = m_table.isColumnHidden(at);
        m_table.setColumnHidden(at, !m_columns.at(at)->isChecked());
        if (wasHidden && !m_table.isColumnHidden(at))
            m_table.resizeColumnToContents(at);
    }
}

void ColumnMenu::reset()
{
    QSettings().remove(kSetting);
    for (int at = 0; at < m_columns.size(); ++at)
        m_columns.at(at)->setChecked(at == 0 || compareColumns().at(at).isShownFirst);
    apply();
}

} // namespace fairlead
