#pragma once

#include "core/base/estimate.h"

#include <QString>
#include <QVector>
#include <QWidget>

#include <memory>
#include <optional>

namespace fairlead {

/// One row of a forest plot. Texts are ready to show.
struct ForestRow
{
    QString name;                  ///< at the left
    std::optional<Estimate> value; ///< in the axis' unit; empty: `note` stands in the place of point and interval
    QString number;                ///< at the right
    QString note;                  ///< why there is no value; beside a value, a remark for the tip
    int color = -1;                ///< routerColor; -1: the text's colour
    bool isMarked = false;         ///< stands apart: a hollow diamond instead of a disc
};

struct ForestContent
{
    enum class Unit
    {
        Plain,
        Usd
    };
    QVector<ForestRow> rows; ///< from top to bottom
    QString axis;            ///< what is measured, with its unit
    QString toTheLeft;       ///< what lies left of zero, "less"; may be empty, as the right one
    QString toTheRight;
    Unit unit = Unit::Plain;
    bool hasZero = false; ///< zero is on the axis, with a line
};

/// Estimates with their 95% intervals, one a row: names at the left, numbers at the right. Draws what it is given;
/// as high as its rows need.
class ForestPlot final : public QWidget
{
    Q_OBJECT

public:
    explicit ForestPlot(QWidget *parent = nullptr);
    ~ForestPlot() override;

    void setContent(const ForestContent &content);
    [[nodiscard]] const ForestContent &content() const;
    [[nodiscard]] QString copyText() const; ///< a row a line, with tabs between name, number and note
    [[nodiscard]] bool save(const QString &path, QSize size, double scale);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fairlead
