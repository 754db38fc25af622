#pragma once

#include "core/store/routerrepository.h"

#include <QVector>
#include <QWidget>

class QComboBox;
class QListWidget;
class QListWidgetItem;

namespace fairlead {

/// A dataset and its routers: the checked ones are shown, the current one is read. Only routers of one dataset stand
/// side by side, because only they are judged on the same queries.
class RouterPicker final : public QWidget
{
    Q_OBJECT

public:
    explicit RouterPicker(QWidget *parent = nullptr);

    /// Keeps what was chosen where it still exists. The first of `wanted`, if it does, becomes current, and two or more
    /// of them take the place of what was checked; without any the newest router is current.
    void setRouters(const QVector<RouterRecord> &routers, const QVector<qint64> &wanted);
    void setCurrent(qint64 router);
    void setChecked(const QVector<qint64> &routers); ///< these too; tells nobody
    /// The checked routers, the current one first; empty without routers.
    [[nodiscard]] QVector<qint64> chosen() const;
    /// routerColor index of a router in the list.
    [[nodiscard]] int colorOf(qint64 router) const;

signals:
    void chosenChanged();

protected:
    void changeEvent(QEvent *event) override;

private:
    void fillList(qint64 current, const QVector<qint64> &checked);
    void fitHeight();
    void paintSwatches();
    [[nodiscard]] QListWidgetItem *itemOf(qint64 router) const;
    [[nodiscard]] const RouterRecord *recordOf(qint64 router) const;

    QVector<RouterRecord> m_routers;
    QComboBox *m_datasets = nullptr;
    QListWidget *m_list = nullptr;
    bool m_filling = false;
};

} // namespace fairlead
