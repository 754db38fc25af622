#include "ui/widgets/costintervalpanel.h"

#include "ui/widgets/costintervalslider.h"
#include "ui/widgets/lambdaspinbox.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <array>

namespace fairlead {

CostIntervalPanel::CostIntervalPanel(QWidget *parent)
    : QWidget(parent)
    , m_slider(new CostIntervalSlider(this))
    , m_unit(new QComboBox(this))
    , m_all(new QPushButton(tr("&Whole range"), this))
{
    m_slider->setObjectName(QStringLiteral("costIntervalSlider"));
    m_unit->setObjectName(QStringLiteral("costIntervalUnit"));
    m_unit->setAccessibleName(tr("Unit of the cost interval"));
    for (const CostUnit unit : {CostUnit::Lambda, CostUnit::WillingnessToPay})
        m_unit->addItem(costUnitName(unit), static_cast<int>(unit));
    m_all->setObjectName(QStringLiteral("costIntervalAll"));
    m_all->setToolTip(tr("Take the interval over every price that the router knows"));

    auto *row = new QWidget(this);
    auto *fields = new QHBoxLayout(row);
    fields->setContentsMargins(0, 0, 0, 0);
    fields->setSpacing(5);
    fields->addWidget(m_unit);
    fields->addStretch(1);
    m_lower = addField(QStringLiteral("costIntervalLower"), tr("&From"), tr("Cost interval from"), row);
    m_point = addField(QStringLiteral("costIntervalPoint"), tr("&Point"), tr("Point inside the cost interval"), row);
    m_upper = addField(QStringLiteral("costIntervalUpper"), tr("&To"), tr("Cost interval to"), row);
    fields->addWidget(m_all);
    const std::array<QWidget *, 6> inOrder{m_slider, m_unit, m_lower, m_point, m_upper, m_all};
    for (std::size_t at = 1; at < inOrder.size(); ++at)
        setTabOrder(inOrder[at - 1], inOrder[at]);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_slider);
    layout->addWidget(row);

    connect(m_unit, &QComboBox::currentIndexChanged, this, [this] {
        for (LambdaSpinBox *field : {m_lower, m_point, m_upper})
            field->setUnit(unit());
        m_slider->setUnit(unit());
        emit unitChanged(unit());
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
    showValues();
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

void CostIntervalPanel::setUnit(CostUnit unit)
{
    m_unit->setCurrentIndex(m_unit->findData(static_cast<int>(unit)));
}

CostUnit CostIntervalPanel::unit() const
{
    return static_cast<CostUnit>(m_unit->currentData().toInt());
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
