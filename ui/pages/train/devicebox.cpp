#include "ui/pages/train/devicebox.h"

#include "ui/models/displaytext.h"

#include <QLocale>
#include <QSignalBlocker>
#include <QStandardItemModel>

#include <algorithm>

namespace fairlead {

namespace {

QString freeText(const DeviceInfo &device)
{
    return device.freeBytes
               ? DeviceBox::tr("%1 free").arg(
                     QLocale(QLocale::English)
                         .formattedDataSize(static_cast<qint64>(*device.freeBytes), 1, QLocale::DataSizeSIFormat))
               : DeviceBox::tr("free memory unknown");
}

QString kindText(const DeviceInfo &device)
{
    return device.choice == DeviceChoice::Cuda ? DeviceBox::tr("GPU") : DeviceBox::tr("CPU");
}

} // namespace

DeviceBox::DeviceBox(QWidget *parent)
    : QComboBox(parent)
{
    setObjectName(QStringLiteral("trainDevice"));
    setSizeAdjustPolicy(AdjustToMinimumContentsLengthWithIcon);
    addItem(tr("Automatic"), static_cast<int>(DeviceChoice::Auto));
    addItem(tr("CPU"), static_cast<int>(DeviceChoice::Cpu));
    addItem(tr("GPU (CUDA)"), static_cast<int>(DeviceChoice::Cuda));
}

DeviceChoice DeviceBox::choice() const
{
    return static_cast<DeviceChoice>(currentData().toInt());
}

void DeviceBox::choose(DeviceChoice choice)
{
    const QSignalBlocker quiet(this);
    setCurrentIndex(findData(static_cast<int>(choice)));
}

void DeviceBox::showEvent(QShowEvent *event)
{
    QComboBox::showEvent(event);
    m_asking.request(
        tr("Looking at the devices"),
        [](const std::stop_token &, const ReportProgress &) { return Result<std::vector<DeviceInfo>>(devices()); },
        [this](const Result<std::vector<DeviceInfo>> &found) {
            if (found)
                showDevices(*found);
        });
}

void DeviceBox::showDevices(const std::vector<DeviceInfo> &found)
{
    const auto at = [&found](DeviceChoice choice) {
        const auto device = std::ranges::find(found, choice, &DeviceInfo::choice);
        return device == found.end() ? nullptr : &*device;
    };
    const DeviceInfo *cpu = at(DeviceChoice::Cpu);
    const DeviceInfo *gpu = at(DeviceChoice::Cuda);
    const auto show = [this](DeviceChoice choice, const DeviceInfo *device, const QString &text) {
        const int row = findData(static_cast<int>(choice));
        setItemText(row, text);
        setItemData(row, device ? tr("%1 · %2").arg(toText(device->name), freeText(*device)) : text, Qt::ToolTipRole);
    };
    const DeviceInfo *automatic = gpu ? gpu : cpu;
    if (automatic)
        show(DeviceChoice::Auto, automatic, tr("Automatic (%1)").arg(kindText(*automatic)));
    if (cpu)
        show(DeviceChoice::Cpu, cpu, tr("CPU · %1").arg(freeText(*cpu)));
    show(DeviceChoice::Cuda, gpu, gpu ? tr("GPU · %1").arg(freeText(*gpu)) : tr("GPU (CUDA): none found"));
    qobject_cast<QStandardItemModel *>(model())
        ->item(findData(static_cast<int>(DeviceChoice::Cuda)))
        ->setEnabled(gpu != nullptr);
    emit detailChanged();
}

QString DeviceBox::detail() const
{
    return currentData(Qt::ToolTipRole).toString();
}

} // namespace fairlead
