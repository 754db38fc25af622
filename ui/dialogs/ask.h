#pragma once

#include <QString>
#include <QVariant>

#include <optional>

class QWidget;

namespace fairlead::ask {

/// Every question the window puts to a person goes through these functions: the native dialogs, and the seam by which
/// tests give the next answer. Nothing (or false) means that the person cancelled.

[[nodiscard]] std::optional<QString> openFile(QWidget *parent, const QString &title, const QString &folder,
                                              const QString &filter);
/// @param suffix added where the person typed none, "fairlead"
[[nodiscard]] std::optional<QString> saveFile(QWidget *parent, const QString &title, const QString &proposal,
                                              const QString &filter, const QString &suffix);
/// A file that is not there yet; one that exists is left to the caller to refuse, nothing is replaced.
[[nodiscard]] std::optional<QString> newFile(QWidget *parent, const QString &title, const QString &proposal,
                                             const QString &filter, const QString &suffix);
/// @param action on the button that goes ahead: "Delete", "Stop and close"
[[nodiscard]] bool confirm(QWidget *parent, const QString &question, const QString &explanation, const QString &action);

/// The next question is answered with this instead of a dialog: a QString, a bool, or an invalid QVariant to cancel.
/// Answers queue up.
void setNextAnswer(const QVariant &answer);
/// The title or text of the last question that was answered so; empty after reading.
[[nodiscard]] QString takeLastQuestion();
[[nodiscard]] bool hasPendingAnswers();

} // namespace fairlead::ask
