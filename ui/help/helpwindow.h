#pragma once

#include <QDialog>

class QListWidget;
class QTextBrowser;

namespace fairlead {

/// The help pages that come with the program, one a page of the window, beside it while one works.
class HelpWindow final : public QDialog
{
    Q_OBJECT

public:
    explicit HelpWindow(QWidget *parent = nullptr);

    /// @param key of a page, "explore", or "start"; an unknown one shows the start
    void showTopic(const QString &key);
    [[nodiscard]] QString topic() const;

private:
    void load(int row);

    QListWidget *m_topics = nullptr;
    QTextBrowser *m_text = nullptr;
};

} // namespace fairlead
