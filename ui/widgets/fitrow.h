#pragma once

#include <QWidget>

#include <memory>

class QDoubleSpinBox;
class QLabel;
class QPushButton;

namespace fairlead {

class RouterFit;

/// An inline question: the budget, or the quality floor, that the cost interval is to keep. Enter applies, Esc cancels;
/// what the router cannot keep is said in the row, with what it can. Costs are USD per 1,000 queries.
class FitRow final : public QWidget
{
    Q_OBJECT

public:
    enum class Goal
    {
        Budget,
        Floor
    };

    explicit FitRow(QWidget *parent = nullptr);

    void setFit(std::shared_ptr<const RouterFit> fit); ///< null closes the row: there is nothing to fit
    /// Opens with what the router has at lambda, ready to be typed over.
    void ask(Goal goal, double lambda);

signals:
    void fitted(double lower, double point, double upper); ///< lambda; the row is closed then
    void closed();                                         ///< by either button or key

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void apply();
    void close();
    [[nodiscard]] QString whyImpossible() const;

    std::shared_ptr<const RouterFit> m_fit;
    Goal m_goal = Goal::Budget;
    QLabel *m_caption = nullptr;
    QDoubleSpinBox *m_value = nullptr;
    QPushButton *m_apply = nullptr;
    QPushButton *m_cancel = nullptr;
    QLabel *m_answer = nullptr;
};

} // namespace fairlead
