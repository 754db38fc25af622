#pragma once

#include "core/causal/support.h"
#include "core/experiment/config.h"
#include "core/store/dataset.h"
#include "ui/pages/train/runqueue.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace fairlead {

struct WorkspaceSnapshot;
class ConfigEditor;
class DeviceBox;
class FoldButton;
class MethodList;
class ReasonLabel;
class SettingsForm;

/// What runs are made of: dataset, methods, seeds, name, device, and every setting as a field and as JSON. Fields and
/// JSON show one configuration; a change of either is seen in the other. Methods times seeds are the runs that Start
/// gives.
class TrainForm final : public QWidget
{
    Q_OBJECT

public:
    explicit TrainForm(QWidget *parent = nullptr);

    void setContents(const WorkspaceSnapshot &snapshot);
    void setQueued(const QStringList &names, bool isBusy); ///< names that are spoken for; whether a run goes on
    void selectDataset(qint64 id);
    /// What the log of the chosen dataset supports, where that is known; a refused one is warned of before a run.
    void showSupport(const std::optional<SupportReport> &support);
    void use(const TrainConfig &config, qint64 dataset); ///< fills every field from a router's settings

    [[nodiscard]] DatasetId dataset() const;
    [[nodiscard]] TrainConfig config() const;          ///< of the first run
    [[nodiscard]] std::vector<QueuedRun> runs() const; ///< methods times seeds; empty while something is wrong
    [[nodiscard]] bool isAsking() const;

signals:
    void startRequested();
    void datasetChanged();

private:
    void buildFields();
    [[nodiscard]] QWidget *buildScrolled();
    void addRow(QFormLayout *form, const QString &label, QWidget *field);
    void readChoice();
    void readSeeds();
    void readJson(const TrainConfig &config);
    void offerMethods();
    void showConfig();
    void updateStart();
    [[nodiscard]] QStringList names() const;
    [[nodiscard]] bool isValid() const;

    QVector<DatasetInfo> m_datasets;
    QStringList m_routerNames;
    QStringList m_queuedNames;
    std::vector<std::uint64_t> m_seeds{1};
    bool m_areSeedsValid = true;
    bool m_isBusy = false;

    QComboBox *m_dataset = nullptr;
    ReasonLabel *m_support = nullptr;
    MethodList *m_methods = nullptr;
    QLabel *m_sentence = nullptr;
    QLineEdit *m_name = nullptr;
    QLineEdit *m_seedText = nullptr;
    ReasonLabel *m_seedReason = nullptr;
    DeviceBox *m_device = nullptr;
    QLabel *m_deviceDetail = nullptr;
    FoldButton *m_advanced = nullptr;
    FoldButton *m_jsonFold = nullptr;
    SettingsForm *m_settings = nullptr;
    ConfigEditor *m_json = nullptr;
    QLabel *m_plan = nullptr;
    QPushButton *m_start = nullptr;
};

} // namespace fairlead
