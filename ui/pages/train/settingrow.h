#pragma once

#include "core/experiment/configfields.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace fairlead {

class ReasonLabel;

/// One setting of a run: its name, a field of its kind, its default, and, while what was typed cannot be used, the
/// reason beneath it.
class SettingRow final : public QWidget
{
    Q_OBJECT

public:
    /// @param field of configFields(), which outlives everything
    SettingRow(const ConfigField &field, QWidget *parent = nullptr);

    [[nodiscard]] const ConfigField &field() const { return m_field; }
    [[nodiscard]] QString text() const; ///< as typed
    void setText(const QString &text);  ///< quietly
    void setReason(const QString &reason);
    [[nodiscard]] bool hasReason() const;

signals:
    void edited();

private:
    QWidget *buildField();
    void showDefault();

    const ConfigField &m_field;
    QString m_default;
    QLineEdit *m_line = nullptr;
    QComboBox *m_words = nullptr;
    QCheckBox *m_flag = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_note = nullptr;
    ReasonLabel *m_reason = nullptr;
};

} // namespace fairlead
