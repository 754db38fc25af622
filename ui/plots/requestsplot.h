#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

#include <memory>

namespace fairlead {

/// Requests of each model in steps of time.
struct RequestsContent
{
    struct Series
    {
        QString name;
        int model = 0; ///< modelColor
        QVector<double> counts;
    };
    double first = 0; ///< start of the first step, seconds since 1970, UTC
    double width = 0; ///< of a step, seconds; 0: nothing to draw
    QString stepName; ///< "hour", for the axis
    QVector<Series> series;
};

/// Requests over time as a stack of the models, or as their shares; the legend stands in the stack's order, and the
/// pointer reads the counts of a step. Follows the palette.
class RequestsPlot final : public QWidget
{
    Q_OBJECT

public:
    explicit RequestsPlot(QWidget *parent = nullptr);
    ~RequestsPlot() override;

    void setContent(const RequestsContent &content);
    void setShares(bool on);
    [[nodiscard]] bool save(const QString &path, QSize size, double scale);
    [[nodiscard]] QString readAt(const QPoint &position) const;
    [[nodiscard]] QSize sizeHint() const override { return {560, 320}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {300, 200}; }

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
