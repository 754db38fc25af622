#pragma once

#include <QStyledItemDelegate>

namespace fairlead {

/// Paints a gain with its interval about a zero line that all rows share: to the right gained, to the left lost; hollow
/// where the interval holds zero. Where the gain is withheld, the reason stands in its place.
class GainDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace fairlead
