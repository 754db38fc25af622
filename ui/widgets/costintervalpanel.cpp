#include "ui/widgets/costintervalpanel.h"

#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/fitrow.h"
#include "ui/widgets/lambdaspinbox.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace fairlead {

CostIntervalPanel::CostIntervalPanel(QWidget *parent)
    : QWidget(parent)
    , m_slider(new CostIntervalSlider(this))
    , m_unit(new QComboBox(this))
    , m_all(new QPushButton(tr("&All"), this))
    , m_fitButton(new QPushButton(tr("F&it"), this))
    , m_fitRow(new FitRow(this))
{
    m_slider->setObjectName(QStringLiteral("costIntervalSlider"));
    m_unit->setObjectName(QStringLiteral("costIntervalUnit"));
    m_unit->setAccessibleName(tr("Unit of the cost interval"));
    for (const CostUnit unit : {CostUnit::Lambda, CostUnit::WillingnessToPay})
        addUnit(unit);
    m_all->setObjectName(QStringLiteral("costIntervalAll"));
    m_all->setAccessibleName(tr("Whole range"));
    m_all->setToolTip(tr("Take the interval over every price that the router knows"));

    auto *row = new QWidget(this);
    auto *fields = new QHBoxLayout(row);
    fields->setContentsMargins(0, 0, 0, 0);
    fields->setSpacing(5);
    fields->addWidget(m_unit);
    addFit(row);
    fields->addStretch(1);
    m_lower = addField(QStringLiteral("costIntervalLower"), tr("F&rom"), tr("Cost interval from"), row);
    m_point = addField(QStringLiteral("costIntervalPoint"), tr("&Point"), tr("Point inside the cost interval"), row);
    m_upper = addField(QStringLiteral("costIntervalUpper"), tr("&To"), tr("Cost interval to"), row);
    fields->addWidget(m_all);
    const std::array<QWidget *, 8> inOrder{m_slider, m_unit, m_fitButton, m_lower, m_point, m_upper, m_all, m_fitRow};
    // Beside six fields a button is no wider than it reads.
    m_all->setMaximumWidth(fontMetrics().horizontalAdvance(tr("All")) + 26);
    m_fitButton->setMaximumWidth(fontMetrics().horizontalAdvance(tr("Fit")) + 46);
    for (std::size_t at = 1; at < inOrder.size(); ++at)
        setTabOrder(inOrder[at - 1], inOrder[at]);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_slider);
    layout->addWidget(row);
    layout->addWidget(m_fitRow);
    connectParts();
    setRouter({});
    showValues();
}

void CostIntervalPanel::addUnit(CostUnit unit)
{
    m_unit->addItem(costUnitName(unit), static_cast<int>(unit));
    m_unit->setItemData(m_unit->count() - 1, costUnitTitle(unit), Qt::ToolTipRole);
}

void CostIntervalPanel::addFit(QWidget *row)
{
    m_fitButton->setObjectName(QStringLiteral("costIntervalFit"));
    auto *menu = new QMenu(m_fitButton);
    const auto add = [&](const QString &text, const QString &name, FitRow::Goal goal) {
        QAction *action = menu->addAction(text);
        action->setObjectName(name);
        connect(action, &QAction::triggered, this, [this, goal] { m_fitRow->ask(goal, m_slider->point()); });
    };
    add(tr("To a &budget…"), QStringLiteral("costIntervalFitBudget"), FitRow::Goal::Budget);
    add(tr("To a &quality floor…"), QStringLiteral("costIntervalFitFloor"), FitRow::Goal::Floor);
    m_fitButton->setMenu(menu);
    m_fitRow->setObjectName(QStringLiteral("costIntervalFitRow"));
    row->layout()->addWidget(m_fitButton);
}

void CostIntervalPanel::connectParts()
{
    connect(m_unit, &QComboBox::currentIndexChanged, this, [this] {
        m_wantedUnit = unit();
        applyScale();
    });
    connect(m_lower, &LambdaSpinBox::valueChanged, m_slider,
            [this](double value) { m_slider->setValue(CostIntervalSlider::Part::Lower, value); });
    connect(m_point, &LambdaSpinBox::valueChanged, m_slider,
            [this](double value) { m_slider->setValue(CostIntervalSlider::Part::Point, value); });
    connect(m_upper, &LambdaSpinBox::valueChanged, m_slider,
            [this](double value) { m_slider->setValue(CostIntervalSlider::Part::Upper, value); });
    for (LambdaSpinBox *field : {m_lower, m_point, m_upper})
        connect(field, &LambdaSpinBox::valueChanged, this, &CostIntervalPanel::showValues);
    connect(m_slider, &CostIntervalSlider::intervalChanged, this, [this](double lower, double upper) {
        showValues();
        emit intervalChanged(lower, upper);
    });
    connect(m_slider, &CostIntervalSlider::pointChanged, this, [this](double lambda) {
        showValues();
        emit pointChanged(lambda);
    });
    connect(m_all, &QPushButton::clicked, m_slider,
            [this] { m_slider->setInterval(m_slider->minimum(), m_slider->maximum()); });
    connect(m_fitRow, &FitRow::fitted, this, [this](double lower, double point, double upper) {
        m_slider->setInterval(lower, upper);
        m_slider->setPoint(point);
    });
    connect(m_fitRow, &FitRow::closed, this, [this] { m_fitButton->setFocus(Qt::OtherFocusReason); });
}

LambdaSpinBox *CostIntervalPanel::addField(const QString &name, const QString &label, const QString &accessibleName,
                                           QWidget *row)
{
    auto *field = new LambdaSpinBox(row);
    field->setObjectName(name);
    field->setAccessibleName(accessibleName);
    auto *caption = new QLabel(label, row);
    caption->setBuddy(field);
    caption->setMinimumWidth(fontMetrics().horizontalAdvance(QString(label).remove(QLatin1Char('&'))) + 2);
    row->layout()->addWidget(caption);
    row->layout()->addWidget(field);
    return field;
}

void CostIntervalPanel::setRange(double minimum, double maximum)
{
    for (LambdaSpinBox *field : {m_lower, m_point, m_upper}) {
        const QSignalBlocker quiet(field);
        field->setRange(minimum, maximum);
        field->setSingleStep((maximum - minimum) / 100);
    }
    m_slider->setRange(minimum, maximum);
    showValues();
}

void CostIntervalPanel::setRouter(const CostIntervalRouter &router)
{
    m_slider->setBreakpoints(router.breakpoints);
    m_fitRow->setFit(router.fit);
    m_fitButton->setEnabled(router.fit != nullptr);
    m_fitButton->setToolTip(router.fit ? tr("Take the interval that a budget allows, or that a quality floor allows")
                                       : tr("There is no estimate to fit the interval to"));
    m_meanCost = router.meanCost;
    offerMeanCost(m_meanCost != nullptr);
    applyScale();
}

/// The unit is in the list only where it can be read; a person who chose it gets it back with the next router.
void CostIntervalPanel::offerMeanCost(bool offered)
{
    const QSignalBlocker quiet(m_unit);
    const int at = m_unit->findData(static_cast<int>(CostUnit::MeanCost));
    if (offered && at < 0)
        addUnit(CostUnit::MeanCost);
    else if (!offered && at >= 0)
        m_unit->removeItem(at);
    const int wanted = m_unit->findData(static_cast<int>(m_wantedUnit));
    m_unit->setCurrentIndex(std::max(wanted, 0));
}

void CostIntervalPanel::setUnit(CostUnit unit)
{
    m_wantedUnit = unit;
    if (const int at = m_unit->findData(static_cast<int>(unit)); at >= 0)
        m_unit->setCurrentIndex(at);
}

CostUnit CostIntervalPanel::unit() const
{
    return static_cast<CostUnit>(m_unit->currentData().toInt());
}

PreferenceScale CostIntervalPanel::scale() const
{
    return {unit(), m_meanCost};
}

void CostIntervalPanel::applyScale()
{
    for (LambdaSpinBox *field : {m_lower, m_point, m_upper})
        field->setUnit(scale());
    m_slider->setUnit(scale());
    m_unit->setToolTip(unit() == CostUnit::WillingnessToPay
                           ? tr("%1; a quality point is 0.01 of quality").arg(costUnitTitle(unit()))
                           : costUnitTitle(unit()));
    emit unitChanged(unit());
}

void CostIntervalPanel::showValues()
{
    const auto show = [](LambdaSpinBox *field, double lambda) {
        const QSignalBlocker quiet(field);
        field->setValue(lambda);
    };
    show(m_lower, m_slider->lower());
    show(m_point, m_slider->point());
    show(m_upper, m_slider->upper());
}

} // namespace fairlead
