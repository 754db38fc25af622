#pragma once

#include <QToolButton>

namespace fairlead {

/// A heading that folds what is below it; closed at first.
class FoldButton final : public QToolButton
{
    Q_OBJECT

public:
    FoldButton(const QString &objectName, const QString &text, QWidget *parent = nullptr);

    void setBody(QWidget *body); ///< shown while it is open; not owned
};

} // namespace fairlead
