#pragma once

#include <QStackedWidget>
#include <QStringList>

#include "core/experiment/datasetsummary.h"
#include "core/store/dataset.h"

#include <memory>
#include <vector>

namespace fairlead {

class EmptyState;

/// A dataset as the tabs of the Data page show it; the summary arrives later than the rest.
struct DatasetShown
{
    DatasetInfo info;
    std::vector<ModelInfo> models;
    std::shared_ptr<const DatasetSummary> summary; ///< null while it is being read

    [[nodiscard]] QStringList modelNames() const;
};

/// A tab over a summary: its content, or one sentence why there is none yet.
class SummaryTab : public QStackedWidget
{
    Q_OBJECT

public:
    explicit SummaryTab(QWidget *parent = nullptr);

    /// With a summary, shows it; without, says that it is being read.
    void show(const DatasetShown &dataset);
    void showFailure(const QString &message);

protected:
    /// Fills the content. False: there is nothing to show, and explain() has said why.
    virtual bool fill(const DatasetShown &dataset) = 0;
    void explain(const QString &title, const QString &sentence);
    [[nodiscard]] QWidget *content() const { return m_content; }

private:
    EmptyState *m_state = nullptr;
    QWidget *m_content = nullptr;
};

} // namespace fairlead
