#pragma once

#include "ui/widgets/costunit.h"

#include <QDoubleSpinBox>

namespace fairlead {

/// A spin box whose value() is always lambda, whatever unit it shows and takes: switching the unit moves nothing.
class LambdaSpinBox final : public QDoubleSpinBox
{
    Q_OBJECT

public:
    explicit LambdaSpinBox(QWidget *parent = nullptr);

    void setUnit(const PreferenceScale &scale);
    [[nodiscard]] CostUnit unit() const { return m_scale.unit; }

    [[nodiscard]] QString textFromValue(double lambda) const override;
    [[nodiscard]] double valueFromText(const QString &text) const override;
    QValidator::State validate(QString &text, int &position) const override;
    void fixup(QString &text) const override;
    void stepBy(int steps) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

private:
    PreferenceScale m_scale;
};

} // namespace fairlead
