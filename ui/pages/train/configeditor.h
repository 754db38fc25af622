#pragma once

#include "core/experiment/config.h"

#include <QWidget>

class QPlainTextEdit;

namespace fairlead {

class ReasonLabel;

/// The whole configuration as JSON, to copy, to paste and to type; what cannot be read is named.
class ConfigEditor final : public QWidget
{
    Q_OBJECT

public:
    explicit ConfigEditor(QWidget *parent = nullptr);

    void setConfig(const TrainConfig &config); ///< quietly; not while a person types there
    [[nodiscard]] bool isValid() const { return m_isValid; }

signals:
    void configTyped(const fairlead::TrainConfig &config);
    void validityChanged();

private:
    void read();
    void paste();

    QPlainTextEdit *m_text = nullptr;
    ReasonLabel *m_message = nullptr;
    bool m_isValid = true;
};

} // namespace fairlead
