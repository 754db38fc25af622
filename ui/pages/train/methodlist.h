#pragma once

#include "core/routers/method.h"

#include <QListWidget>
#include <QVector>

namespace fairlead {

/// The methods to choose from; several at once with Ctrl or Shift. At least one stays selected.
class MethodList final : public QListWidget
{
    Q_OBJECT

public:
    explicit MethodList(QWidget *parent = nullptr);

    [[nodiscard]] QVector<Method> chosen() const; ///< in the list's order
    [[nodiscard]] Method current() const;         ///< the chosen one that is pointed at, else the first
    [[nodiscard]] Method pointed() const;         ///< chosen or not; its sentence is shown
    void choose(const QVector<Method> &methods);  ///< these alone; those that are not offered are left out
    void offerTruth(bool offers);                 ///< methods that need full feedback can be chosen
    [[nodiscard]] QSize sizeHint() const override;

signals:
    void chosenChanged();

private:
    void keepOne();
    [[nodiscard]] QListWidgetItem *itemOf(Method method) const;

    Method m_last = Method::RmInterval;
};

} // namespace fairlead
