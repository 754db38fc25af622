#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace fairlead {

/// What a page shows while it has nothing to show: one title, one sentence saying why, and what can be done about it.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const QString &title, const QString &sentence, QWidget *parent = nullptr);

    void setTexts(const QString &title, const QString &sentence);
    /// A button under the sentence; the first one is the default. Owned by this widget.
    QPushButton *addAction(const QString &text);

private:
    QLabel *m_title = nullptr;
    QLabel *m_sentence = nullptr;
    QVBoxLayout *m_actions = nullptr;
};

} // namespace fairlead
