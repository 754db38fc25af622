#include "ui/widgets/lambdaspinbox.h"

#include <QLineEdit>
#include <QStyleOptionSpinBox>

namespace fairlead {

namespace {

/// So many that a spin box's rounding leaves every lambda as it is: a breakpoint is one double, not the one below.
constexpr int kDecimals = 40;

} // namespace

LambdaSpinBox::LambdaSpinBox(QWidget *parent)
    : QDoubleSpinBox(parent)
{
    setDecimals(kDecimals);
    setKeyboardTracking(false);
    setAlignment(Qt::AlignRight);
}

void LambdaSpinBox::setUnit(const PreferenceScale &scale)
{
    m_scale = scale;
    lineEdit()->setText(textFromValue(value()));
    updateGeometry();
}

QString LambdaSpinBox::textFromValue(double lambda) const
{
    return formatPreference(lambda, m_scale);
}

double LambdaSpinBox::valueFromText(const QString &text) const
{
    if (text == textFromValue(value()))
        return value(); // what was not typed over keeps the digits that are not shown
    return parsePreference(text, m_scale).value_or(value());
}

QValidator::State LambdaSpinBox::validate(QString &text, int &) const
{
    return parsePreference(text, m_scale) ? QValidator::Acceptable : QValidator::Intermediate;
}

void LambdaSpinBox::fixup(QString &text) const
{
    text = textFromValue(value());
}

void LambdaSpinBox::stepBy(int steps)
{
    // Up makes the number shown larger, which for an amount of money is a smaller lambda.
    QDoubleSpinBox::stepBy(m_scale.unit == CostUnit::Lambda ? steps : -steps);
}

QSize LambdaSpinBox::sizeHint() const
{
    ensurePolished();
    QStyleOptionSpinBox option;
    initStyleOption(&option);
    const int width = fontMetrics().horizontalAdvance(QStringLiteral("unlimited")) + 8;
    const QSize content(width, lineEdit()->sizeHint().height());
    return style()->sizeFromContents(QStyle::CT_SpinBox, &option, content, this);
}

} // namespace fairlead
