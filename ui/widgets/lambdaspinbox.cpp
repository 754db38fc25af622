#include "ui/widgets/lambdaspinbox.h"

#include <QLineEdit>
#include <QStyleOptionSpinBox>

namespace fairlead {

LambdaSpinBox::LambdaSpinBox(QWidget *parent)
    : QDoubleSpinBox(parent)
{
    setDecimals(12);
    setKeyboardTracking(false);
    setAlignment(Qt::AlignRight);
}

void LambdaSpinBox::setUnit(CostUnit unit)
{
    m_unit = unit;
    lineEdit()->setText(textFromValue(value()));
    updateGeometry();
}

QString LambdaSpinBox::textFromValue(double lambda) const
{
    return formatPreference(lambda, m_unit);
}

double LambdaSpinBox::valueFromText(const QString &text) const
{
    return parsePreference(text, m_unit).value_or(value());
}

QValidator::State LambdaSpinBox::validate(QString &text, int &) const
{
    return parsePreference(text, m_unit) ? QValidator::Acceptable : QValidator::Intermediate;
}

void LambdaSpinBox::fixup(QString &text) const
{
    text = textFromValue(value());
}

void LambdaSpinBox::stepBy(int steps)
{
    // Up makes the number shown larger, which for a willingness to pay is a smaller lambda.
    QDoubleSpinBox::stepBy(m_unit == CostUnit::Lambda ? steps : -steps);
}

QSize LambdaSpinBox::sizeHint() const
{
    ensurePolished();
    QStyleOptionSpinBox option;
    initStyleOption(&option);
    const int width = fontMetrics().horizontalAdvance(QStringLiteral("$0.000000")) + 6;
    const QSize content(width, lineEdit()->sizeHint().height());
    return style()->sizeFromContents(QStyle::CT_SpinBox, &option, content, this);
}

} // namespace fairlead
