#include "ui/pages/explore/routerpicker.h"

#include "core/routers/method.h"
#include "ui/widgets/routerline.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace fairlead {

namespace {

constexpr int kRouterRole = Qt::UserRole;

qint64 routerOf(const QListWidgetItem *item)
{
    return item ? item->data(kRouterRole).toLongLong() : 0;
}

QString tipOf(const RouterRecord &record)
{
    const auto method = methodFromKey(record.method);
    const std::string_view title = method ? methodInfo(*method).title : std::string_view(record.method);
    return RouterPicker::tr("%1: %2, seed %3, trained %4")
        .arg(QString::fromStdString(record.name), QString::fromUtf8(title.data(), static_cast<qsizetype>(title.size())))
        .arg(record.seed)
        .arg(QString::fromStdString(record.created));
}

/// The newest router that learned something from a log: references are there to be compared with it.
const RouterRecord &newestTrained(const QVector<RouterRecord> &routers)
{
    const auto learns = [](const RouterRecord &record) {
        const auto method = methodFromKey(record.method);
        return method && methodInfo(*method).trainsNetwork && !methodInfo(*method).needsTruth;
    };
    const auto found = std::find_if(routers.rbegin(), routers.rend(), learns);
    return found == routers.rend() ? routers.last() : *found;
}

} // namespace

RouterPicker::RouterPicker(QWidget *parent)
    : QWidget(parent)
    , m_datasets(new QComboBox(this))
    , m_list(new QListWidget(this))
{
    m_datasets->setObjectName(QStringLiteral("exploreDataset"));
    m_datasets->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_list->setObjectName(QStringLiteral("exploreRouters"));
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setIconSize(kRouterSwatch);
    m_list->setToolTip(tr("Checked routers are drawn; the figures are those of the selected one"));
    m_list->setAccessibleDescription(m_list->toolTip());
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff); // long names are elided; tips say them whole
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto *datasets = new QLabel(tr("&Dataset"), this);
    datasets->setBuddy(m_datasets);
    auto *routers = new QLabel(tr("Ro&uters"), this);
    routers->setBuddy(m_list);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto *datasetRow = new QHBoxLayout;
    datasetRow->addWidget(datasets);
    datasetRow->addWidget(m_datasets, 1);
    layout->addLayout(datasetRow);
    layout->addWidget(routers);
    layout->addWidget(m_list);

    connect(m_datasets, &QComboBox::currentIndexChanged, this, [this] {
        if (m_filling)
            return;
        fillList(0, {});
        emit chosenChanged();
    });
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        if (!m_filling && item)
            emit chosenChanged();
    });
    connect(m_list, &QListWidget::itemChanged, this, [this] {
        if (!m_filling)
            emit chosenChanged();
    });
}

void RouterPicker::setRouters(const QVector<RouterRecord> &routers, const QVector<qint64> &wanted)
{
    const QVector<qint64> before = chosen();
    m_routers = routers;
    const auto known = [this](qint64 id) { return recordOf(id) != nullptr; };
    qint64 current = known(wanted.value(0))                       ? wanted.first()
                     : before.isEmpty() || !known(before.first()) ? 0
                                                                  : before.first();
    if (!current && !routers.isEmpty())
        current = newestTrained(routers).id.value;
    {
        m_filling = true;
        m_datasets->clear();
        for (const RouterRecord &record : routers) {
            if (m_datasets->findData(qint64(record.dataset.value)) < 0)
                m_datasets->addItem(QString::fromStdString(record.datasetName), qint64(record.dataset.value));
        }
        if (const RouterRecord *record = recordOf(current))
            m_datasets->setCurrentIndex(m_datasets->findData(qint64(record->dataset.value)));
        m_filling = false;
    }
    fillList(current, wanted.size() > 1 ? wanted : before);
}

void RouterPicker::fillList(qint64 current, const QVector<qint64> &checked)
{
    m_filling = true;
    m_list->clear();
    const qint64 dataset = m_datasets->currentData().toLongLong();
    for (const RouterRecord &record : std::as_const(m_routers)) {
        if (record.dataset.value != dataset)
            continue;
        auto *item = new QListWidgetItem(QString::fromStdString(record.name), m_list);
        item->setData(kRouterRole, qint64(record.id.value));
        item->setToolTip(tipOf(record));
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState(checked.contains(record.id.value) ? Qt::Checked : Qt::Unchecked);
    }
    QListWidgetItem *item = itemOf(current);
    if (!item && m_list->count() > 0)
        item = m_list->item(m_list->count() - 1);
    if (item) {
        item->setCheckState(Qt::Checked);
        m_list->setCurrentItem(item);
    }
    paintSwatches();
    fitHeight();
    m_filling = false;
}

/// As high as its routers need, between three rows and eight: the figures below get the rest.
void RouterPicker::fitHeight()
{
    const int row = std::max(m_list->sizeHintForRow(0), fontMetrics().height() + 2);
    m_list->setFixedHeight(std::clamp(m_list->count(), 3, 8) * row + 2 * m_list->frameWidth());
}

void RouterPicker::setCurrent(qint64 router)
{
    const RouterRecord *record = recordOf(router);
    if (!record)
        return;
    if (record->dataset.value != m_datasets->currentData().toLongLong()) {
        m_filling = true;
        m_datasets->setCurrentIndex(m_datasets->findData(qint64(record->dataset.value)));
        m_filling = false;
        fillList(router, {});
        emit chosenChanged();
        return;
    }
    itemOf(router)->setCheckState(Qt::Checked);
    m_list->setCurrentItem(itemOf(router));
}

void RouterPicker::setChecked(const QVector<qint64> &routers)
{
    m_filling = true;
    for (const qint64 router : routers) {
        if (QListWidgetItem *item = itemOf(router))
            item->setCheckState(Qt::Checked);
    }
    m_filling = false;
}

QVector<qint64> RouterPicker::chosen() const
{
    QVector<qint64> routers;
    if (m_list->currentItem())
        routers.append(routerOf(m_list->currentItem()));
    for (int row = 0; row < m_list->count(); ++row) {
        const QListWidgetItem *item = m_list->item(row);
        if (item->checkState() == Qt::Checked && item != m_list->currentItem())
            routers.append(routerOf(item));
    }
    return routers;
}

int RouterPicker::colorOf(qint64 router) const
{
    const QListWidgetItem *item = itemOf(router);
    return item ? m_list->row(item) : 0;
}

void RouterPicker::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_list) {
        m_filling = true;
        paintSwatches();
        m_filling = false;
    }
}

void RouterPicker::paintSwatches()
{
    for (int row = 0; row < m_list->count(); ++row)
        m_list->item(row)->setIcon(QIcon(routerSwatch(row, palette(), devicePixelRatioF())));
}

QListWidgetItem *RouterPicker::itemOf(qint64 router) const
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (routerOf(m_list->item(row)) == router)
            return m_list->item(row);
    }
    return nullptr;
}

const RouterRecord *RouterPicker::recordOf(qint64 router) const
{
    const auto found =
        std::ranges::find_if(m_routers, [router](const auto &record) { return record.id.value == router; });
    return found == m_routers.end() ? nullptr : &*found;
}

} // namespace fairlead
