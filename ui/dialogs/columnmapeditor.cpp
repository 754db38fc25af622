#include "ui/dialogs/columnmapeditor.h"

#include "ui/models/displaytext.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QSignalBlocker>

#include <algorithm>
#include <array>

namespace fairlead {

namespace {

struct Role
{
    const char *key;
    const char *title;
    const char *sentence;
};

constexpr std::array kRoles{
    Role{"query", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Query id"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Names the request; must not repeat in a log")},
    Role{"prompt", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Prompt"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Its text; embeddings are made from it where there are none")},
    Role{"model", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Model"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Which model served the request")},
    Role{"quality", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Quality"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "How good the answer was; higher is better")},
    Role{"cost", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Cost"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "US dollars for the request")},
    Role{"propensity", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Propensity"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor",
                           "Probability with which the routing in place chose this model, where it was logged")},
    Role{"embedding", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Embedding"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "A list of numbers in one column")},
    Role{"segment", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Segment"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Task, team or product, to look at separately")},
    Role{"group", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Group"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor",
                           "Requests that belong together (template, session) and are never split between training "
                           "and held-out rows")},
    Role{"candidates", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Candidates"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor",
                           "Models that the request could have been sent to, where not always all: names separated by "
                           "| or ;, or a JSON array")},
    Role{"time", QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "Time"),
         QT_TRANSLATE_NOOP("fairlead::ColumnMapEditor", "When it was served")},
};

constexpr const char *kGivenProperty = "givenByPerson";

QComboBox *comboIn(const QTableWidget *table, int row)
{
    return qobject_cast<QComboBox *>(table->cellWidget(row, 1));
}

void setText(QComboBox *combo, const QString &text)
{
    const QSignalBlocker quiet(combo);
    combo->setCurrentText(text);
    combo->lineEdit()->setCursorPosition(0);
}

} // namespace

ColumnMapEditor::ColumnMapEditor(QWidget *parent)
    : QTableWidget(static_cast<int>(kRoles.size()), 3, parent)
{
    setObjectName(QStringLiteral("columnMap"));
    setAccessibleName(tr("Columns and their roles"));
    setHorizontalHeaderLabels({tr("Role"), tr("Column of the file"), tr("Chosen by")});
    horizontalHeader()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(1, QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    horizontalHeader()->setHighlightSections(false);
    verticalHeader()->hide();
    setSelectionMode(QAbstractItemView::NoSelection);
    setFocusPolicy(Qt::NoFocus);
    setTabKeyNavigation(false);

    for (int row = 0; row < rowCount(); ++row) {
        const Role &role = kRoles[static_cast<std::size_t>(row)];
        auto *title = new QTableWidgetItem(tr(role.title));
        title->setToolTip(tr(role.sentence));
        title->setFlags(Qt::ItemIsEnabled);
        setItem(row, 0, title);
        auto *state = new QTableWidgetItem;
        state->setFlags(Qt::ItemIsEnabled);
        setItem(row, 2, state);

        auto *combo = new QComboBox(this);
        combo->setEditable(true);
        combo->setInsertPolicy(QComboBox::NoInsert);
        combo->setObjectName(QStringLiteral("column_") + QLatin1String(role.key));
        combo->setAccessibleName(tr("Column of %1").arg(tr(role.title)));
        combo->setToolTip(tr(role.sentence));
        combo->lineEdit()->setPlaceholderText(tr("none"));
        setCellWidget(row, 1, combo);
        connect(combo, &QComboBox::currentTextChanged, this, [this, combo, row](const QString &text) {
            combo->setProperty(kGivenProperty, !text.trimmed().isEmpty());
            markRole(row, text.trimmed().isEmpty() ? QString() : tr("you"));
            emit edited();
        });
    }
    const int rowHeight = comboIn(this, 0)->sizeHint().height() + 2;
    verticalHeader()->setDefaultSectionSize(rowHeight);
}

ColumnMap ColumnMapEditor::given() const
{
    ColumnMap map;
    for (int row = 0; row < rowCount(); ++row) {
        const QComboBox *combo = comboIn(this, row);
        if (combo->property(kGivenProperty).toBool())
            map[kRoles[static_cast<std::size_t>(row)].key] = toUtf8(combo->currentText().trimmed());
    }
    return map;
}

void ColumnMapEditor::offer(const std::vector<std::string> &names)
{
    QStringList columns;
    for (const std::string &name : names)
        columns << toText(name);
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int row = 0; row < rowCount(); ++row) {
        QComboBox *combo = comboIn(this, row);
        const QString typed = combo->currentText();
        const QSignalBlocker quiet(combo);
        combo->clear();
        combo->addItems(QStringList(QString()) + columns);
        setText(combo, typed);
    }
}

void ColumnMapEditor::showUsed(const ColumnMap &columns)
{
    for (int row = 0; row < rowCount(); ++row) {
        QComboBox *combo = comboIn(this, row);
        if (combo->property(kGivenProperty).toBool())
            continue;
        const auto used = columns.find(kRoles[static_cast<std::size_t>(row)].key);
        setText(combo, used == columns.end() ? QString() : toText(used->second));
        markRole(row, used == columns.end() ? QString() : tr("its name"));
    }
}

void ColumnMapEditor::clearGiven()
{
    for (int row = 0; row < rowCount(); ++row) {
        comboIn(this, row)->setProperty(kGivenProperty, false);
        setText(comboIn(this, row), QString());
        markRole(row, QString());
    }
}

void ColumnMapEditor::markRole(int row, const QString &state)
{
    item(row, 2)->setText(state);
}

} // namespace fairlead
