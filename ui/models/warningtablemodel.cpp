#include "ui/models/warningtablemodel.h"

#include "ui/models/displaytext.h"

namespace fairlead {

namespace {

QString consequence(const ImportWarning &warning)
{
    return warning.rejected ? WarningTableModel::tr("Left out") : WarningTableModel::tr("Kept");
}

std::string quoted(const std::string &field)
{
    if (field.find_first_of(",\"\r\n") == std::string::npos)
        return field;
    std::string out = "\"";
    for (const char c : field)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

} // namespace

WarningTableModel::WarningTableModel(QObject *parent)
    : SnapshotTable(Names::Fixed, parent)
{
    using Warning = ImportWarning;
    setColumns({
        {tr("Line"), tr("Where the record starts in the file"), [](const Warning &w) { return countText(w.line); },
         [](const Warning &w) { return QVariant(static_cast<qlonglong>(w.line)); }},
        {tr("Field"),
         {},
         [](const Warning &w) { return toText(w.field); },
         [](const Warning &w) { return toText(w.field); }},
        {tr("Row"), {}, consequence, [](const Warning &w) { return consequence(w); }},
        {tr("Reason"),
         {},
         [](const Warning &w) { return toText(w.message); },
         [](const Warning &w) { return toText(w.message); }},
    });
}

std::string warningsAsCsv(const std::vector<ImportWarning> &warnings)
{
    std::string out = "line,field,problem,row,reason\n";
    for (const ImportWarning &warning : warnings)
        out += std::to_string(warning.line) + ',' + quoted(warning.field) + ',' +
               std::string(rowProblemKey(warning.problem)) + ',' + (warning.rejected ? "left out" : "kept") + ',' +
               quoted(warning.message) + '\n';
    return out;
}

} // namespace fairlead
