#pragma once

#include "core/experiment/config.h"
#include "core/store/dataset.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace fairlead {

struct WorkspaceSnapshot;

/// What a run is made of: dataset, method, name, device, seed, and the whole configuration as JSON for who wants it.
/// The fields and the JSON show one configuration; a change of either is seen in the other.
class TrainForm final : public QWidget
{
    Q_OBJECT

public:
    explicit TrainForm(QWidget *parent = nullptr);

    void setContents(const WorkspaceSnapshot &snapshot);
    void selectDataset(qint64 id);
    void setRunning(bool running);

    [[nodiscard]] DatasetId dataset() const;
    [[nodiscard]] const TrainConfig &config() const { return m_config; }
    [[nodiscard]] QString routerName() const; ///< typed, else the free name that is proposed

signals:
    void startRequested();
    void stopRequested();

private:
    void buildFields();
    void buildAdvanced();
    void readFields();
    void readJson();
    void showConfig();
    void offerMethods();
    void proposeName();
    void updateStart();

    TrainConfig m_config;
    QVector<DatasetInfo> m_datasets;
    QStringList m_takenNames;
    bool m_isRunning = false;
    bool m_isJsonValid = true;

    QComboBox *m_dataset = nullptr;
    QComboBox *m_method = nullptr;
    QLabel *m_sentence = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_device = nullptr;
    QDoubleSpinBox *m_seed = nullptr;
    QToolButton *m_advanced = nullptr;
    QPlainTextEdit *m_json = nullptr;
    QLabel *m_jsonMessage = nullptr;
    QPushButton *m_start = nullptr;
    QPushButton *m_stop = nullptr;
};

} // namespace fairlead
