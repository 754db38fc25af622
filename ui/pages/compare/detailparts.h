#pragma once

#include <QString>

class QLabel;
class QScrollArea;
class QWidget;

namespace fairlead {

/// What the two plots under the table have in common.

/// A plot's heading; a long one gives way to the window, not the other way round.
[[nodiscard]] QLabel *detailTitle(const QString &objectName, QWidget *parent);
/// A frame around what may need more height than there is.
[[nodiscard]] QScrollArea *scrolled(QWidget *content);

} // namespace fairlead
