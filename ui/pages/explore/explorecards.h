#pragma once

#include "core/experiment/analysis.h"
#include "ui/widgets/costunit.h"

#include <QWidget>

class QLabel;

namespace fairlead {

class ValueCard;

/// The figures of one router: quality, cost, saving and utility at the point, and the mean over the interval; each with
/// its 95% interval and its verdict. Holds no computation beyond a look-up in the index.
class ExploreCards final : public QWidget
{
    Q_OBJECT

public:
    explicit ExploreCards(QWidget *parent = nullptr);

    void setAnalysis(std::shared_ptr<const RouterAnalysis> analysis); ///< null clears
    void setUnit(CostUnit unit);
    void showPoint(const OperatingPoint &point);
    void showInterval(const IntervalValue &interval);

private:
    ValueCard *addCard(const char *name, const QString &title);
    void showSaving(const OperatingPoint &point);
    void showSupport();
    void showHeading();

    std::shared_ptr<const RouterAnalysis> m_analysis;
    CostUnit m_unit = CostUnit::Lambda;
    double m_lambda = 0;
    QString m_reason;
    Verdict m_shown = Verdict::Ok; ///< of the lambda at hand
    QLabel *m_heading = nullptr;
    QLabel *m_support = nullptr;
    ValueCard *m_quality = nullptr;
    ValueCard *m_cost = nullptr;
    ValueCard *m_saving = nullptr;
    ValueCard *m_utility = nullptr;
    ValueCard *m_interval = nullptr;
};

} // namespace fairlead
