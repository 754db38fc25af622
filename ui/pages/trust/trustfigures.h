#pragma once

#include "core/experiment/trust.h"

#include <QWidget>

#include <memory>

class QLabel;
class QVBoxLayout;

namespace fairlead {

class CalibrationPlot;
class LoggedPlot;
class LovePlot;
class PropensityPlot;
class SortedTable;
class SupportTableModel;

/// The models of a log in a table, and the plots of the selected one, each under a sentence that says what good looks
/// like.
class TrustFigures final : public QWidget
{
    Q_OBJECT

public:
    explicit TrustFigures(QWidget *parent = nullptr);

    void setReport(std::shared_ptr<const TrustReport> report);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *section(const QString &title, const QString &good, QWidget *plot);
    void showModel(qint64 id);
    void fitTable();

    std::shared_ptr<const TrustReport> m_report;
    SupportTableModel *m_model = nullptr;
    SortedTable *m_table = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_heading = nullptr;
    QWidget *m_plots = nullptr;
    PropensityPlot *m_propensity = nullptr;
    CalibrationPlot *m_calibration = nullptr;
    LovePlot *m_balance = nullptr;
    LoggedPlot *m_logged = nullptr;
    QLabel *m_goodLogged = nullptr;
    QLabel *m_noLogged = nullptr;
};

} // namespace fairlead
