#include "ui/plots/tickers.h"

#include "core/base/format.h"

#include <qcustomplot.h>

#include <cmath>

namespace fairlead {

namespace {

constexpr int kUsdTicks = 6;
constexpr int kPreferenceTicks = 8;

QString usdLabel(double dollars)
{
    if (std::abs(dollars) >= 1000)
        return QString::fromStdString(formatUsd(dollars));
    const QString sign = dollars < 0 ? QStringLiteral("-$") : QStringLiteral("$");
    return sign + QLocale::c().toString(std::abs(dollars), 'g', 4);
}

class UsdTicker final : public QCPAxisTicker
{
public:
    UsdTicker() { setTickCount(kUsdTicks); }

protected:
    QString getTickLabel(double tick, const QLocale &, QChar, int) override
    {
        return usdLabel(std::abs(tick) < 1e-12 ? 0 : tick);
    }
    int getSubTickCount(double) override { return 0; }
};

class UsdLogTicker final : public QCPAxisTicker
{
protected:
    QVector<double> createTickVector(double, const QCPRange &range) override
    {
        QVector<double> ticks;
        if (range.lower <= 0)
            return ticks;
        const double decades = std::log10(range.upper / range.lower);
        for (double power = std::pow(10, std::floor(std::log10(range.lower))); power <= range.upper; power *= 10) {
            for (const double factor : {1.0, 2.0, 5.0}) {
                const bool wanted = factor == 1 || decades < 2.5;
                if (wanted && factor * power >= range.lower && factor * power <= range.upper)
                    ticks.append(factor * power);
            }
        }
        return ticks;
    }
    QVector<double> createSubTickVector(int, const QVector<double> &) override { return {}; }
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return usdLabel(tick); }
};

class PreferenceTicker final : public QCPAxisTicker
{
public:
    explicit PreferenceTicker(PreferenceScale scale)
        : m_scale(std::move(scale))
    {
        setTickCount(kPreferenceTicks);
    }

protected:
    QVector<double> createTickVector(double, const QCPRange &range) override
    {
        QVector<double> ticks;
        m_ticks = preferenceTicks(range.lower, range.upper, m_scale, tickCount());
        for (const PreferenceTick &tick : m_ticks)
            ticks.append(tick.lambda);
        return ticks;
    }
    QVector<double> createSubTickVector(int, const QVector<double> &) override { return {}; }
    QString getTickLabel(double lambda, const QLocale &, QChar, int) override
    {
        for (const PreferenceTick &tick : m_ticks) {
            if (tick.lambda == lambda)
                return tick.label;
        }
        return {};
    }

private:
    PreferenceScale m_scale;
    QVector<PreferenceTick> m_ticks;
};

class ShareTicker final : public QCPAxisTicker
{
public:
    ShareTicker() { setTickCount(4); }

protected:
    QString getTickLabel(double tick, const QLocale &, QChar, int) override
    {
        return QLocale::c().toString(100 * tick, 'g', 3) + QLatin1Char('%');
    }
    int getSubTickCount(double) override { return 0; }
};

class PercentTicker final : public QCPAxisTickerFixed
{
public:
    PercentTicker() { setTickStep(0.25); }

protected:
    QString getTickLabel(double tick, const QLocale &, QChar, int) override
    {
        return QString::fromStdString(formatPercent(tick, 0));
    }
    int getSubTickCount(double) override { return 0; }
};

} // namespace

QSharedPointer<QCPAxisTicker> usdTicker(bool logarithmic)
{
    if (logarithmic)
        return QSharedPointer<UsdLogTicker>::create();
    return QSharedPointer<UsdTicker>::create();
}

QSharedPointer<QCPAxisTicker> shareTicker()
{
    return QSharedPointer<ShareTicker>::create();
}

QSharedPointer<QCPAxisTicker> preferenceTicker(const PreferenceScale &scale)
{
    return QSharedPointer<PreferenceTicker>::create(scale);
}

QSharedPointer<QCPAxisTicker> percentTicker()
{
    return QSharedPointer<PercentTicker>::create();
}

} // namespace fairlead
