#pragma once

#include <QMargins>
#include <QWidget>

class QHBoxLayout;
class QPushButton;

namespace fairlead {

/// Around the content of every page.
inline constexpr QMargins kPageMargins{20, 14, 20, 14};

/// The title of a page and the buttons that act on it, in one row.
class PageHeader final : public QWidget
{
    Q_OBJECT

public:
    PageHeader(const QString &title, QWidget *parent = nullptr);

    QPushButton *addButton(const QString &objectName, const QString &text);

private:
    QHBoxLayout *m_layout = nullptr;
};

} // namespace fairlead
