#include "ui/models/datasettablemodel.h"

#include "core/base/format.h"
#include "ui/models/displaytext.h"

namespace fairlead {

namespace {

QString kindText(DatasetKind kind)
{
    return kind == DatasetKind::Log ? DatasetTableModel::tr("Log") : DatasetTableModel::tr("Full feedback");
}

QString embeddingsText(const DatasetInfo &dataset)
{
    if (dataset.embeddingDim == 0)
        return dataset.hasPrompts ? DatasetTableModel::tr("from prompts, when trained") : DatasetTableModel::tr("none");
    const QString floats = DatasetTableModel::tr("%1 floats").arg(dataset.embeddingDim);
    return dataset.embeddingsFromText ? DatasetTableModel::tr("%1, from prompts").arg(floats) : floats;
}

} // namespace

DatasetTableModel::DatasetTableModel(QObject *parent)
    : SnapshotTable(Names::Editable, parent)
{
    using Info = DatasetInfo;
    setColumns({
        {tr("Name"), tr("F2 renames"), [](const Info &d) { return toText(d.name); },
         [](const Info &d) { return toText(d.name); }},
        {tr("Kind"), tr("Log: one model answered each query. Full feedback: every model answered every query."),
         [](const Info &d) { return kindText(d.kind); }, [](const Info &d) { return kindText(d.kind); }},
        {tr("Queries"),
         {},
         [](const Info &d) { return countText(d.queryCount); },
         [](const Info &d) { return QVariant(static_cast<qlonglong>(d.queryCount)); }},
        {tr("Models"),
         {},
         [](const Info &d) { return countText(d.modelCount); },
         [](const Info &d) { return QVariant(static_cast<qlonglong>(d.modelCount)); }},
        {tr("Embeddings"), tr("What a router reads of a query"), [](const Info &d) { return embeddingsText(d); },
         [](const Info &d) { return embeddingsText(d); }},
        {tr("Created"),
         {},
         [](const Info &d) { return dateText(d.created); },
         [](const Info &d) { return toText(d.created); }},
        {tr("Source"),
         {},
         [](const Info &d) { return toText(d.source); },
         [](const Info &d) { return toText(d.source); }},
    });
}

QVariant DatasetTableModel::toolTip(const DatasetInfo &row, int column) const
{
    Q_UNUSED(column);
    return tr("%1: %2 queries for training, %3 held out; data hash %4")
        .arg(toText(row.name), countText(row.trainCount), countText(row.queryCount - row.trainCount),
             toText(row.dataHash));
}

} // namespace fairlead
