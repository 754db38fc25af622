#pragma once

#include "core/causal/support.h"

#include <QFrame>

class QLabel;

namespace fairlead {

/// What a card says. Texts are ready to show.
struct CardContent
{
    QString value;    ///< the large figure; withheld under Verdict::Refuse
    QString interval; ///< "0.71 to 0.74 (95%)"
    QString extra;    ///< further figures, a line each: "$1.23 per 1,000 queries"; may be empty
    QString change;   ///< "+0.012 since pin 2"; may be empty
    QString truth;    ///< "truth 0.728"; empty where it is not known
    Verdict verdict = Verdict::Ok;
    QString reason;              ///< why the verdict is not OK
    bool isShownRefused = false; ///< a figure about the support itself, which no verdict hides
};

/// One figure with its 95% interval, its support verdict, and the truth beside it where there is full feedback.
/// REFUSE hides the estimate; whoever shows several cards says why beside them, each has it as a tool tip.
class ValueCard final : public QFrame
{
    Q_OBJECT

public:
    explicit ValueCard(const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setContent(const CardContent &content);
    void clear();
    [[nodiscard]] QString valueText() const;
    [[nodiscard]] QString copyText() const; ///< everything shown, with tabs between

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColors();

    QLabel *m_title = nullptr;
    QLabel *m_verdict = nullptr;
    QLabel *m_value = nullptr;
    QLabel *m_interval = nullptr;
    QLabel *m_extra = nullptr;
    QLabel *m_change = nullptr;
    QLabel *m_truth = nullptr;
    Verdict m_shown = Verdict::Ok;
};

} // namespace fairlead
