#pragma once

#include "core/causal/support.h"

#include <QWidget>

namespace fairlead {

/// A verdict as a shape: a disc with a check for OK, a triangle with an exclamation mark for CAUTION, a square with a
/// cross for REFUSE, an "i" for a note. The word stands beside it.
class VerdictBadge final : public QWidget
{
    Q_OBJECT

public:
    enum class Kind
    {
        Note,
        Ok,
        Caution,
        Refuse
    };
    VerdictBadge(Kind kind, int side, QWidget *parent = nullptr);

    void setKind(Kind kind);
    [[nodiscard]] static Kind kindOf(Verdict verdict);
    [[nodiscard]] static QString word(Kind kind); ///< "OK", "CAUTION", "REFUSE", "NOTE"
    [[nodiscard]] static QColor color(Kind kind, const QPalette &palette);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Kind m_kind;
};

} // namespace fairlead
