#pragma once

#include <QString>
#include <QWidget>

class QButtonGroup;
class QVBoxLayout;

namespace fairlead {

/// The pages as buttons at the left edge; one is current.
class NavigationRail final : public QWidget
{
    Q_OBJECT

public:
    explicit NavigationRail(QWidget *parent = nullptr);

    void addPage(const QString &key, const QString &title, const QString &shortcutText);
    void setCurrent(const QString &key);

signals:
    void pageChosen(const QString &key);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void applyColors();

    QButtonGroup *m_group = nullptr;
    QVBoxLayout *m_layout = nullptr;
};

} // namespace fairlead
