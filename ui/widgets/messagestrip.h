#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace fairlead {

/// News, a warning or an error as a strip in the page: the page stays usable, the text can be selected and copied, and
/// it goes when it is closed or cleared. Hidden while it has nothing to say.
class MessageStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit MessageStrip(QWidget *parent = nullptr);

    void showNews(const QString &text);
    void showWarning(const QString &text);
    /// @param detail for the curious, under the title; may be empty
    void showError(const QString &title, const QString &detail = {});
    /// A button beside what is shown now, "Undo"; it goes with the message, and when it was pressed.
    void offer(const QString &action, std::function<void()> act);
    void clear();
    [[nodiscard]] QString text() const; ///< title and detail; empty while hidden

protected:
    void changeEvent(QEvent *event) override;

private:
    enum class Kind
    {
        News,
        Warning,
        Error
    };
    void show(Kind kind, const QString &title, const QString &detail);
    void applyColors();

    Kind m_kind = Kind::News;
    QLabel *m_icon = nullptr;
    QLabel *m_title = nullptr;
    QLabel *m_detail = nullptr;
    QPushButton *m_action = nullptr;
    QToolButton *m_close = nullptr;
    std::function<void()> m_act;
};

} // namespace fairlead
