#pragma once

#include "ui/widgets/breakpointstrip.h"
#include "ui/widgets/costunit.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace fairlead {

class CostIntervalSlider;
class FitRow;
class LambdaSpinBox;
class RouterFit;

/// What the panel knows of the current router. Where estimates are withheld `meanCost` and `fit` are null, and neither
/// is offered.
struct CostIntervalRouter
{
    BreakpointSource breakpoints;
    std::shared_ptr<const MeanCostMap> meanCost;
    std::shared_ptr<const RouterFit> fit;
};

/// The cost-interval slider with its unit switch, the three values as fields to type into, and what fits the interval
/// to a budget or a quality floor. All values are lambda.
class CostIntervalPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit CostIntervalPanel(QWidget *parent = nullptr);

    void setRange(double minimum, double maximum);
    void setRouter(const CostIntervalRouter &router);
    void setUnit(CostUnit unit); ///< mean cost is taken as soon as there is one
    [[nodiscard]] CostUnit unit() const;
    [[nodiscard]] CostUnit wantedUnit() const { return m_wantedUnit; } ///< what was last chosen, shown or not
    [[nodiscard]] PreferenceScale scale() const;
    [[nodiscard]] CostIntervalSlider &slider() const { return *m_slider; }

signals:
    void intervalChanged(double lower, double upper);
    void pointChanged(double lambda);
    void unitChanged(fairlead::CostUnit unit); ///< also when the mean costs are another router's

private:
    LambdaSpinBox *addField(const QString &name, const QString &label, const QString &accessibleName, QWidget *row);
    void addUnit(CostUnit unit);
    void addFit(QWidget *row);
    void connectParts();
    void offerMeanCost(bool offered);
    void applyScale();
    void showValues();

    CostIntervalSlider *m_slider = nullptr;
    QComboBox *m_unit = nullptr;
    LambdaSpinBox *m_lower = nullptr;
    LambdaSpinBox *m_point = nullptr;
    LambdaSpinBox *m_upper = nullptr;
    QPushButton *m_all = nullptr;
    QPushButton *m_fitButton = nullptr;
    FitRow *m_fitRow = nullptr;
    std::shared_ptr<const MeanCostMap> m_meanCost;
    CostUnit m_wantedUnit = CostUnit::Lambda;
};

} // namespace fairlead
