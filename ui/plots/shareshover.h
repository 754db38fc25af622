#pragma once

#include "ui/plots/series.h"
#include "ui/widgets/costunit.h"

#include <QPointF>
#include <QString>

class QCPItemLine;
class QCPItemText;
class QCPLayer;
class QCustomPlot;
class QPalette;

namespace fairlead {

/// The step that holds at a lambda: an index into SharesContent::lambda, or -1 without content.
[[nodiscard]] qsizetype shareStep(const SharesContent &content, double lambda);

/// The model whose area is at a height of the stack, 0..1, or -1.
[[nodiscard]] int modelAtShare(const SharesContent &content, double lambda, double height);

/// Lambda in its unit, then every model that serves there with its share, from the top of the stack.
[[nodiscard]] QString sharesText(const SharesContent &content, double lambda, const PreferenceScale &scale);

/// A line at the lambda under the mouse with the shares there, on a layer of their own. Items belong to the plot.
/// Private to ui/plots.
class SharesHover final
{
public:
    explicit SharesHover(QCustomPlot &plot);

    void show(const QString &text, double lambda, QPointF mouse);
    void hide();
    void applyColors(const QPalette &palette);
    [[nodiscard]] QString text() const; ///< empty while hidden

private:
    QCustomPlot &m_plot;
    QCPLayer *m_layer = nullptr;
    QCPItemLine *m_line = nullptr;
    QCPItemText *m_label = nullptr;
};

} // namespace fairlead
