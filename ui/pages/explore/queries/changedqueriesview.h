#pragma once

#include "core/experiment/changedlist.h"
#include "core/experiment/explanation.h"
#include "ui/jobs/latestjob.h"
#include "ui/widgets/costunit.h"

#include <QWidget>

#include <memory>
#include <optional>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTimer;

namespace fairlead {

class ChangedQueriesModel;
class EmptyState;
class MessageStrip;
class Session;
class WhyPanel;

/// The queries that change model inside the cost interval: a table that is sorted and searched in the background, and
/// beside it why the selected one changes. Up and Down move through the explanations, Return asks for the lambda of the
/// selected change, Ctrl+F leads to the search. Works only while it is seen.
class ChangedQueriesView final : public QWidget
{
    Q_OBJECT

public:
    explicit ChangedQueriesView(Session &session, QWidget *parent = nullptr);
    ~ChangedQueriesView() override;

    void setRouter(std::shared_ptr<const RouterAnalysis> analysis); ///< null clears
    void setInterval(double lower, double upper);
    void setPoint(double lambda);
    void setUnit(const PreferenceScale &scale);
    void clear() { setRouter(nullptr); }
    void searchFor(const QString &text);
    void setIsolated(int model); ///< only its queries, and its line alone in full colour; -1: all
    [[nodiscard]] bool isSettled() const;

signals:
    void lambdaRequested(double lambda);

protected:
    void showEvent(QShowEvent *event) override;

private:
    struct Explained
    {
        std::shared_ptr<const QueryExplainer> explainer;
        std::shared_ptr<const QueryExplanation> why;
    };

    void build();
    void connectParts();
    [[nodiscard]] bool canList() const;
    void relistSoon(int delay);
    void relist();
    void showList(std::shared_ptr<const ChangedList> list);
    void showEmpty();
    void showCount();
    void explainCurrent();
    void exportList();

    Session &m_session;
    ChangedQueriesModel *m_model = nullptr;
    MessageStrip *m_messages = nullptr;
    QLineEdit *m_search = nullptr;
    QLabel *m_count = nullptr;
    QPushButton *m_export = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    QTableView *m_table = nullptr;
    WhyPanel *m_why = nullptr;
    QTimer *m_timer = nullptr;

    std::shared_ptr<const RouterAnalysis> m_analysis;
    std::shared_ptr<const QueryExplainer> m_explainer;
    ChangedRequest m_request;
    std::optional<quint32> m_selected; ///< query that stays selected while lists come and go
    bool m_isOutdated = true;
    LatestJob<std::shared_ptr<const ChangedList>> m_listing;
    LatestJob<Explained> m_explaining;
};

} // namespace fairlead
