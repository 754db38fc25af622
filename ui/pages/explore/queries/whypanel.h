#pragma once

#include "ui/pages/explore/queries/explanationmodel.h"
#include "ui/widgets/costunit.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QLabel;
class QPlainTextEdit;

namespace fairlead {

class SortedTable;

/// Why a query is served as it is: its lines over lambda, what was foretold and observed of each model, its prompt.
class WhyPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit WhyPanel(QWidget *parent = nullptr);

    void setExplanation(std::shared_ptr<const RouterAnalysis> analysis, const QueryExplanation &why);
    void clear(const QString &hint);
    void setUnit(const PreferenceScale &scale);
    void setInterval(double lower, double upper);
    void setPoint(double lambda);
    void setIsolated(int model); ///< -1: all

signals:
    void lambdaPicked(double lambda);

private:
    void fillChoice();
    void drawLines();

    std::shared_ptr<const RouterAnalysis> m_analysis;
    std::optional<QueryExplanation> m_why;
    ExplanationModel *m_model = nullptr;
    QLabel *m_heading = nullptr;
    QComboBox *m_choice = nullptr;
    UtilityLinesPlot *m_plot = nullptr;
    SortedTable *m_table = nullptr;
    QPlainTextEdit *m_prompt = nullptr;
    QWidget *m_body = nullptr;
};

} // namespace fairlead
