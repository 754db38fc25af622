#include "ui/pages/train/methodlist.h"

#include "ui/models/displaytext.h"

#include <QSignalBlocker>

namespace fairlead {

namespace {

constexpr int kRowsShown = 8;

Method methodOf(const QListWidgetItem &item)
{
    return static_cast<Method>(item.data(Qt::UserRole).toInt());
}

} // namespace

MethodList::MethodList(QWidget *parent)
    : QListWidget(parent)
{
    setSelectionMode(ExtendedSelection);
    setUniformItemSizes(true);
    setSpacing(1);
    setTabKeyNavigation(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const MethodInfo &info : methods()) {
        auto *item = new QListWidgetItem(toText(info.title), this);
        item->setData(Qt::UserRole, static_cast<int>(info.method));
        item->setToolTip(toText(info.sentence));
    }
    setCurrentRow(0);
    connect(this, &QListWidget::itemSelectionChanged, this, &MethodList::keepOne);
    connect(this, &QListWidget::currentRowChanged, this, &MethodList::chosenChanged);
}

QVector<Method> MethodList::chosen() const
{
    QVector<Method> methods;
    for (int row = 0; row < count(); ++row) {
        if (item(row)->isSelected())
            methods << methodOf(*item(row));
    }
    return methods;
}

Method MethodList::current() const
{
    const QListWidgetItem *at = currentItem();
    return at && at->isSelected() ? methodOf(*at) : chosen().value(0, m_last);
}

Method MethodList::pointed() const
{
    return currentItem() ? methodOf(*currentItem()) : current();
}

void MethodList::choose(const QVector<Method> &methods)
{
    {
        const QSignalBlocker quiet(this);
        clearSelection();
        for (const Method method : methods) {
            QListWidgetItem *wanted = itemOf(method);
            if (!wanted || !wanted->flags().testFlag(Qt::ItemIsEnabled))
                continue;
            if (!currentItem() || !currentItem()->isSelected())
                setCurrentItem(wanted, QItemSelectionModel::Select);
            wanted->setSelected(true);
        }
    }
    keepOne();
}

void MethodList::offerTruth(bool offers)
{
    const QVector<Method> before = chosen();
    for (int row = 0; row < count(); ++row) {
        QListWidgetItem *each = item(row);
        const MethodInfo &info = methodInfo(methodOf(*each));
        const bool isOffered = offers || !info.needsTruth;
        each->setFlags(isOffered ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren
                                 : Qt::ItemNeverHasChildren);
        each->setToolTip(isOffered ? toText(info.sentence)
                                   : tr("%1 This dataset has no full feedback.").arg(toText(info.sentence)));
    }
    choose(before);
}

QSize MethodList::sizeHint() const
{
    return {160, kRowsShown * (sizeHintForRow(0) + 2 * spacing()) + 2 * frameWidth()};
}

/// Nothing to train is no choice: what was chosen last comes back.
void MethodList::keepOne()
{
    if (selectedItems().isEmpty()) {
        const QSignalBlocker quiet(this);
        QListWidgetItem *last = itemOf(m_last);
        if (!last || !last->flags().testFlag(Qt::ItemIsEnabled))
            last = item(0);
        setCurrentItem(last, QItemSelectionModel::ClearAndSelect);
    }
    m_last = chosen().value(0, m_last);
    emit chosenChanged();
}

QListWidgetItem *MethodList::itemOf(Method method) const
{
    for (int row = 0; row < count(); ++row) {
        if (methodOf(*item(row)) == method)
            return item(row);
    }
    return nullptr;
}

} // namespace fairlead
