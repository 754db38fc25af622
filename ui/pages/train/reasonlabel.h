#pragma once

#include <QLabel>

namespace fairlead {

/// Why something cannot be used, beside what it is about; hidden while there is nothing to say. Follows the palette.
class ReasonLabel final : public QLabel
{
    Q_OBJECT

public:
    enum class Kind
    {
        Fault,
        Caution
    };

    ReasonLabel(const QString &objectName, QWidget *parent = nullptr);

    void say(const QString &reason, Kind kind = Kind::Fault); ///< empty: nothing to say

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColor();

    Kind m_kind = Kind::Fault;
};

} // namespace fairlead
