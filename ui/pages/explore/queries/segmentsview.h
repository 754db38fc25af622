#pragma once

#include "core/experiment/segments.h"
#include "ui/jobs/latestjob.h"

#include <QWidget>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QStackedWidget;
class QTimer;

namespace fairlead {

class EmptyState;
class SegmentsModel;
class Session;
class SortedTable;

/// The router's figures at the point per segment: where it gains and where it loses against the log or the best single
/// model. Worked out in the background, and only while it is seen.
class SegmentsView final : public QWidget
{
    Q_OBJECT

public:
    explicit SegmentsView(Session &session, QWidget *parent = nullptr);
    ~SegmentsView() override;

    void setRouter(std::shared_ptr<const RouterAnalysis> analysis); ///< null clears
    void setInterval(double lower, double upper)
    {
        Q_UNUSED(lower)
        Q_UNUSED(upper)
    } ///< figures are the point's
    void setPoint(double lambda);
    void clear() { setRouter(nullptr); }
    [[nodiscard]] bool isSettled() const;

signals:
    void segmentOpened(const QString &name);

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Valued
    {
        std::shared_ptr<const SegmentedRows> rows;
        std::optional<SegmentReport> report; ///< nothing where there are no segments
    };

    void build();
    void valueSoon();
    void value();
    void showValued(const Valued &valued);
    void showReport();
    void showNothing(const QString &title, const QString &sentence);
    void fillReferences();

    Session &m_session;
    SegmentsModel *m_model = nullptr;
    QLabel *m_summary = nullptr;
    QComboBox *m_measure = nullptr;
    QComboBox *m_reference = nullptr;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_content = nullptr;
    EmptyState *m_empty = nullptr;
    SortedTable *m_table = nullptr;
    QTimer *m_timer = nullptr;

    std::shared_ptr<const RouterAnalysis> m_analysis;
    std::shared_ptr<const SegmentedRows> m_rows;
    std::optional<SegmentReport> m_report;
    double m_lambda = 0;
    bool m_isOutdated = true;
    LatestJob<Valued> m_valuing;
};

} // namespace fairlead
