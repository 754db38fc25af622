#pragma once

#include "core/experiment/config.h"

#include <QVector>
#include <QWidget>

#include <memory>

class QVBoxLayout;

namespace fairlead {

class SettingRow;

/// The settings of a run as typed fields, those only that the chosen methods read. What is typed is checked at once;
/// while something cannot be used, the reason stands beside it and the configuration keeps its last good value.
class SettingsForm final : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsForm(QWidget *parent = nullptr);

    [[nodiscard]] const TrainConfig &config() const { return m_config; }
    void setConfig(const TrainConfig &config); ///< quietly; shows it, and forgets what could not be used
    void setMethods(const QVector<Method> &methods);
    [[nodiscard]] bool isValid() const; ///< of the fields that are shown

signals:
    void changed();

private:
    /// Rows under one heading.
    struct Group
    {
        QWidget *heading = nullptr;
        QWidget *body = nullptr;
        QVector<SettingRow *> rows;
        bool isFolded = false;
    };

    void buildGroups(QVBoxLayout *layout);
    Group buildGroup(const QString &title, QVBoxLayout *layout);
    void readRow(SettingRow *edited);
    bool apply(SettingRow *row);
    void resetToDefaults();
    void showRows();
    [[nodiscard]] QVector<SettingRow *> rows() const;
    [[nodiscard]] bool isRead(const SettingRow &row) const;

    TrainConfig m_config;
    QVector<Method> m_methods;
    QVector<Group> m_groups;
};

} // namespace fairlead
