#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

#include <array>
#include <memory>

namespace fairlead {

/// What a distribution plot draws: one kind of value for each model.
struct DistributionContent
{
    struct Model
    {
        QString name;
        int model = 0; ///< modelColor
        std::size_t count = 0;
        std::size_t zeros = 0;
        double mean = 0;
        std::array<double, 7> quantiles{}; ///< least, 5%, 25%, 50%, 75%, 95%, greatest
        QVector<double> bins;              ///< equal steps from low to high
        QVector<double> logBins;           ///< equal factors from lowPositive to high
    };
    QVector<Model> models; ///< from top to bottom; those without values are shown as such
    double low = 0;
    double high = 0;
    double lowPositive = 0; ///< 0: no value above zero, so no logarithmic axis
    bool isMoney = false;   ///< values are US dollars per 1,000 queries
    QString axisLabel;
};

/// Box, whiskers, mean and histogram of every model over one axis; the pointer reads the exact values. Follows the
/// palette.
class DistributionPlot final : public QWidget
{
    Q_OBJECT

public:
    explicit DistributionPlot(QWidget *parent = nullptr);
    ~DistributionPlot() override;

    void setContent(const DistributionContent &content);
    void setLogarithmic(bool on); ///< where the content allows it
    [[nodiscard]] bool save(const QString &path, QSize size, double scale);
    /// What the pointer reads over a model: name, count and quantiles; empty between them.
    [[nodiscard]] QString readAt(const QPoint &position) const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
