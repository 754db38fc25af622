#pragma once

#include "core/base/devicememory.h"
#include "ui/jobs/latestjob.h"

#include <QComboBox>

namespace fairlead {

/// Where a run computes: each device with its name and the memory that is free on it, asked for in the background
/// whenever the page comes to the front.
class DeviceBox final : public QComboBox
{
    Q_OBJECT

public:
    explicit DeviceBox(QWidget *parent = nullptr);

    [[nodiscard]] DeviceChoice choice() const;
    void choose(DeviceChoice choice);     ///< quietly
    [[nodiscard]] QString detail() const; ///< the chosen one by name, with what is free on it; empty until it is known
    [[nodiscard]] bool isAsking() const { return m_asking.isRunning(); }

signals:
    void detailChanged();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void showDevices(const std::vector<DeviceInfo> &found);

    LatestJob<std::vector<DeviceInfo>> m_asking;
};

} // namespace fairlead
