#pragma once

#include "ui/models/pintablemodel.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace fairlead {

class PinList;
class SortedTable;

/// The pinned operating points side by side, with what can be done with one: go back to it, delete it, write all to a
/// file.
class PinsView final : public QWidget
{
    Q_OBJECT

public:
    explicit PinsView(PinList &pins, QWidget *parent = nullptr);

    [[nodiscard]] const std::vector<PinRow> &rows() const { return m_model->rows(); }
    /// @param names of the routers, by id
    void setRouterNames(const QHash<qint64, QString> &names);

signals:
    void returnRequested(const fairlead::PinRecord &pin);
    void changed(); ///< rows()
    void failed(const QString &message);
    void news(const QString &text);

private:
    void showPins();
    void exportPins();
    void goTo(qint64 id);

    PinList &m_pins;
    QHash<qint64, QString> m_names;
    PinTableModel *m_model = nullptr;
    SortedTable *m_table = nullptr;
    QLabel *m_hint = nullptr;
    QPushButton *m_return = nullptr;
    QPushButton *m_delete = nullptr;
    QPushButton *m_export = nullptr;
};

} // namespace fairlead
