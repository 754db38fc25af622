#include "ui/pages/train/devicebox.h"

#include "ui/models/displaytext.h"

#include <QLocale>
#include <QSignalBlocker>
#include <QStandardItemModel>

#include <algorithm>

namespace fairlead {

namespace {

QString deviceText(const DeviceInfo &device)
{
    if (!device.freeBytes)
        return toText(device.name);
    return DeviceBox::tr("%1 · %2 free")
        .arg(toText(device.name),
             QLocale(QLocale::English)
                 .formattedDataSize(static_cast<qint64>(*device.freeBytes), 1, QLocale::DataSizeSIFormat));
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
    const DeviceInfo *automatic = gpu ? gpu : cpu;
    if (cpu)
        setItemText(findData(static_cast<int>(DeviceChoice::Cpu)), deviceText(*cpu));
    if (automatic)
        setItemText(findData(static_cast<int>(DeviceChoice::Auto)), tr("Automatic: %1").arg(deviceText(*automatic)));
    const int gpuRow = findData(static_cast<int>(DeviceChoice::Cuda));
    setItemText(gpuRow, gpu ? deviceText(*gpu) : tr("GPU (CUDA): none found"));
    qobject_cast<QStandardItemModel *>(model())->item(gpuRow)->setEnabled(gpu != nullptr);
    setToolTip(currentText());
    for (int row = 0; row < count(); ++row)
        setItemData(row, itemText(row), Qt::ToolTipRole);
}

} // namespace fairlead
