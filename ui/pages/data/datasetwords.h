#pragma once

#include "ui/pages/data/summarytab.h"

#include <QString>
#include <QVector>

namespace fairlead {

/// One figure of a dataset in words.
struct DatasetFact
{
    QString title;
    QString text;
};

/// What there is to say about a dataset; without its summary what is known so far.
[[nodiscard]] QVector<DatasetFact> datasetFacts(const DatasetShown &dataset);

/// What an analyst should know before trusting figures from this dataset, one sentence each with its next step.
[[nodiscard]] QStringList datasetCautions(const DatasetShown &dataset);

} // namespace fairlead
