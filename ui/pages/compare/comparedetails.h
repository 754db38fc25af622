#pragma once

#include "ui/pages/compare/differencesview.h"

#include <QVector>
#include <QWidget>

class QComboBox;

namespace fairlead {

class EstimatorsView;

/// Under the table: paired differences to a reference of choice, and beside them the estimators of the selected router
/// at the point; both in the outcome of choice.
class CompareDetails final : public QWidget
{
    Q_OBJECT

public:
    explicit CompareDetails(QWidget *parent = nullptr);

    /// Those that are ready, in the table's own order; the answers follow with the next interval and point.
    void setRouters(const QVector<DetailRouter> &routers);
    void setCurrent(qint64 router); ///< whose estimators are shown; 0: none
    void setInterval(double lo, double hi);
    void setPoint(double lambda);
    [[nodiscard]] bool isSettled() const;

private:
    QComboBox *addCombo(const QString &objectName, const QString &label, QWidget *row);
    QWidget *buildControls();
    void fillReferences();
    [[nodiscard]] ComparisonReference reference() const;
    [[nodiscard]] const DetailRouter *find(qint64 id) const;
    void askDifferences();
    void askEstimators();

    QVector<DetailRouter> m_routers;
    qint64 m_current = 0;
    double m_lo = 0;
    double m_hi = 0;
    double m_point = 0;

    QComboBox *m_outcome = nullptr;
    QComboBox *m_against = nullptr;
    QComboBox *m_over = nullptr;
    DifferencesView *m_differences = nullptr;
    EstimatorsView *m_estimators = nullptr;
};

} // namespace fairlead
