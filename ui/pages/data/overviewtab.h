#pragma once

#include "ui/pages/data/summarytab.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QMenu;
class QPushButton;

namespace fairlead {

class ModelTableModel;
class SortedTable;

/// The dataset in words, what to be careful about, and its models, which can be renamed and merged here.
class OverviewTab final : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewTab(QWidget *parent = nullptr);

    void show(const DatasetShown &dataset);

signals:
    void renameRequested(qint64 model, const QString &name); ///< ordinal
    void mergeRequested(qint64 from, qint64 into);           ///< ordinals

private:
    QWidget *buildWords();
    QWidget *buildModels();
    void showWords(const DatasetShown &dataset);
    void listMergeTargets();

    QStringList m_names;
    QFormLayout *m_facts = nullptr;
    QLabel *m_cautions = nullptr;
    QLabel *m_note = nullptr;
    ModelTableModel *m_models = nullptr;
    SortedTable *m_table = nullptr;
    QPushButton *m_rename = nullptr;
    QPushButton *m_merge = nullptr;
    QMenu *m_targets = nullptr;
};

} // namespace fairlead
