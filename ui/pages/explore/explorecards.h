#pragma once

#include "core/experiment/pointfigures.h"
#include "ui/widgets/costunit.h"

#include <QWidget>

#include <optional>

class QLabel;

namespace fairlead {

struct CardContent;
class ValueCard;

/// The figures of one router at the point, and its mean utility over the interval; each with its 95% interval, its
/// verdict, and its change since the last pin. Holds no computation.
class ExploreCards final : public QWidget
{
    Q_OBJECT

public:
    explicit ExploreCards(QWidget *parent = nullptr);

    void setAnalysis(std::shared_ptr<const RouterAnalysis> analysis); ///< null clears
    void setUnit(CostUnit unit);
    /// What changes are counted from; nothing: no pin yet.
    void setPin(const QString &name, const std::optional<PointFigures> &figures);
    void showPoint(const PointFigures &figures); ///< regret where it is filled in, else as it was
    void showInterval(const IntervalValue &interval);

private:
    ValueCard *addCard(const char *name, const QString &title);
    void showFigures();
    void showSaving();
    void showRegret();
    void showSupport();
    void showReasons();
    void showHeading();
    void showUtility();

    std::shared_ptr<const RouterAnalysis> m_analysis;
    CostUnit m_unit = CostUnit::Lambda;
    PointFigures m_figures;
    IntervalValue m_mean;
    QString m_pinName;
    std::optional<PointFigures> m_pin;
    QLabel *m_heading = nullptr;
    QLabel *m_reasons = nullptr;
    ValueCard *m_quality = nullptr;
    ValueCard *m_cost = nullptr;
    ValueCard *m_saving = nullptr;
    ValueCard *m_regret = nullptr;
    ValueCard *m_utility = nullptr;
    ValueCard *m_size = nullptr;
};

} // namespace fairlead
