#pragma once

#include "core/experiment/trust.h"

#include <QVector>
#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace fairlead {

class VerdictBadge;

/// The verdict in one line, what the figures are of, and every reason with what to do about it, the gravest first. Long
/// lists are cut until a person asks for all.
class VerdictPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit VerdictPanel(QWidget *parent = nullptr);

    void setReport(const TrustReport &report);

protected:
    void changeEvent(QEvent *event) override;

private:
    void addReason(const Remedy &remedy, const QString &verdict);
    void showReasons(bool all);
    void applyColors();

    VerdictBadge *m_badge = nullptr;
    QLabel *m_word = nullptr;
    QLabel *m_meaning = nullptr;
    QLabel *m_scope = nullptr;
    QVBoxLayout *m_list = nullptr;
    QPushButton *m_more = nullptr;
    QVector<QWidget *> m_reasons;
    Verdict m_verdict = Verdict::Ok;
};

} // namespace fairlead
