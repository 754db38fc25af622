#pragma once

#include <QToolButton>

namespace fairlead {

/// A heading that folds what is below it; closed at first.
class FoldButton final : public QToolButton
{
    Q_OBJECT

public:
    /// @param body shown while it is open; not owned
    FoldButton(const QString &objectName, const QString &text, QWidget *body, QWidget *parent = nullptr);
};

} // namespace fairlead
