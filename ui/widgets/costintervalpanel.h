#pragma once

#include "ui/widgets/costunit.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace fairlead {

class CostIntervalSlider;
class LambdaSpinBox;

/// The cost-interval slider with its unit switch and the three values as fields to type into. All values are lambda.
class CostIntervalPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit CostIntervalPanel(QWidget *parent = nullptr);

    void setRange(double minimum, double maximum);
    void setUnit(CostUnit unit);
    [[nodiscard]] CostUnit unit() const;
    [[nodiscard]] CostIntervalSlider &slider() const { return *m_slider; }

signals:
    void intervalChanged(double lower, double upper);
    void pointChanged(double lambda);
    void unitChanged(fairlead::CostUnit unit);

private:
    LambdaSpinBox *addField(const QString &name, const QString &label, const QString &accessibleName, QWidget *row);
    void showValues();

    CostIntervalSlider *m_slider = nullptr;
    QComboBox *m_unit = nullptr;
    LambdaSpinBox *m_lower = nullptr;
    LambdaSpinBox *m_point = nullptr;
    LambdaSpinBox *m_upper = nullptr;
    QPushButton *m_all = nullptr;
};

} // namespace fairlead
