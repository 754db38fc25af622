#include "ui/widgets/fitrow.h"

#include "core/base/format.h"
#include "core/sweep/routerfit.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>

#include <algorithm>
#include <cmath>

namespace fairlead {

namespace {

constexpr double kCostQueries = 1000;
constexpr double kDigits = 4; ///< of the range that the router reaches
constexpr double kMostCost = 1e9;

/// Decimals that tell apart what the router reaches.
int decimalsFor(double range)
{
    return range > 0 ? std::clamp(static_cast<int>(kDigits - std::floor(std::log10(range)) - 1), 2, 12) : 4;
}

/// A number that never promises more than there is: rounded to where it can be kept.
double rounded(double value, int decimals, bool up)
{
    const double unit = std::pow(10, decimals);
    return (up ? std::ceil(value * unit - 1e-9) : std::floor(value * unit + 1e-9)) / unit;
}

} // namespace

FitRow::FitRow(QWidget *parent)
    : QWidget(parent)
    , m_caption(new QLabel(this))
    , m_value(new QDoubleSpinBox(this))
    , m_apply(new QPushButton(tr("Appl&y"), this))
    , m_cancel(new QPushButton(tr("&Cancel"), this))
    , m_answer(new QLabel(this))
{
    m_value->setObjectName(QStringLiteral("fitValue"));
    m_value->setKeyboardTracking(false);
    m_caption->setBuddy(m_value);
    m_apply->setObjectName(QStringLiteral("fitApply"));
    m_cancel->setObjectName(QStringLiteral("fitCancel"));
    m_answer->setObjectName(QStringLiteral("fitAnswer"));
    m_answer->setWordWrap(true);
    m_answer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_answer->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(5);
    for (QWidget *part : {static_cast<QWidget *>(m_caption), static_cast<QWidget *>(m_value),
                          static_cast<QWidget *>(m_apply), static_cast<QWidget *>(m_cancel)})
        layout->addWidget(part);
    layout->addWidget(m_answer, 1);
    connect(m_apply, &QPushButton::clicked, this, &FitRow::apply);
    connect(m_cancel, &QPushButton::clicked, this, &FitRow::close);
    connect(m_value, &QDoubleSpinBox::textChanged, m_answer, &QLabel::clear);
    hide();
}

void FitRow::setFit(std::shared_ptr<const RouterFit> fit)
{
    m_fit = std::move(fit);
    m_answer->clear();
    if (!m_fit)
        hide();
}

void FitRow::ask(Goal goal, double lambda)
{
    if (!m_fit)
        return;
    m_goal = goal;
    const bool budget = goal == Goal::Budget;
    m_caption->setText(budget ? tr("&Budget per 1,000 queries") : tr("Quality of at least"));
    m_value->setAccessibleName(budget ? tr("Budget in USD per 1,000 queries") : tr("Quality floor"));
    m_value->setPrefix(budget ? QStringLiteral("$") : QString());
    m_value->setRange(budget ? 0 : -kMostCost, kMostCost);
    const double range = budget ? kCostQueries * (m_fit->mostCost() - m_fit->leastCost())
                                : m_fit->firstQuality().value_or(m_fit->leastQuality()) - m_fit->leastQuality();
    m_value->setDecimals(decimalsFor(range));
    m_value->setSingleStep(std::pow(10, 2 - m_value->decimals()));
    if (const auto now = m_fit->at(lambda))
        m_value->setValue(budget ? rounded(kCostQueries * now->cost, m_value->decimals(), true)
                                 : rounded(now->quality, m_value->decimals(), false));
    m_answer->clear();
    m_cancel->setText(tr("&Cancel"));
    show();
    m_value->setFocus(Qt::OtherFocusReason);
    m_value->selectAll();
}

void FitRow::apply()
{
    if (!m_fit)
        return;
    m_value->interpretText();
    const bool budget = m_goal == Goal::Budget;
    const auto interval =
        budget ? m_fit->withinBudget(m_value->value() / kCostQueries) : m_fit->aboveFloor(m_value->value());
    if (!interval) {
        m_answer->setText(whyImpossible());
        m_value->setFocus(Qt::OtherFocusReason);
        m_value->selectAll();
        return;
    }
    // The best that the goal allows: the dearest point within a budget, the cheapest one above a floor.
    emit fitted(interval->lower, budget ? interval->lower : interval->upper, interval->upper);
    const auto dearer = budget ? m_fit->firstAboveCost(m_value->value() / kCostQueries, interval->lower) : std::nullopt;
    if (!dearer)
        return close();
    m_answer->setText(tr("The interval starts there, but the estimated cost rises above it again at λ = %1.")
                          .arg(QString::fromStdString(formatSignificant(*dearer, 4))));
    m_cancel->setText(tr("&Close"));
}

QString FitRow::whyImpossible() const
{
    const int decimals = m_value->decimals();
    const auto text = [&](double value, bool up) {
        return m_value->prefix() + QString::number(rounded(value, decimals, up), 'f', decimals);
    };
    if (m_goal == Goal::Budget)
        return tr("Out of reach: this router's mean cost lies between %1 and %2 per 1,000 queries.")
            .arg(text(kCostQueries * m_fit->leastCost(), true), text(kCostQueries * m_fit->mostCost(), true));
    if (!m_fit->firstQuality())
        return tr("No floor can be kept: where cost counts least, the estimate is withheld.");
    return tr("Out of reach: floors between %1 and %2 can be kept; %2 is the quality where cost counts least.")
        .arg(text(std::min(m_fit->leastQuality(), *m_fit->firstQuality()), false), text(*m_fit->firstQuality(), false));
}

void FitRow::close()
{
    hide();
    emit closed();
}

/// Esc is the row's while it is open, whatever else it means in the window.
bool FitRow::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape)
        event->accept();
    return QWidget::event(event);
}

void FitRow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return close();
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (m_cancel->hasFocus())
            return close();
        return apply();
    }
    QWidget::keyPressEvent(event);
}

} // namespace fairlead
