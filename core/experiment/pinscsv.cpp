#include "core/experiment/pinscsv.h"

#include "core/base/fileio.h"
#include "core/experiment/csvcell.h"

#include <cmath>
#include <ostream>

namespace fairlead {

namespace {

struct NamedColumn
{
    const char *name;
    Figure PointFigures::*figure;
};
constexpr NamedColumn kColumns[] = {
    {"quality", &PointFigures::quality},        {"cost", &PointFigures::cost},
    {"utility", &PointFigures::utility},        {"saving", &PointFigures::saving},
    {"saving_cost", &PointFigures::savingCost}, {"saving_versus_best_single", &PointFigures::savingVersusBest},
    {"regret", &PointFigures::regret},
};

void writeNumber(std::ostream &out, std::optional<double> value)
{
    out << ',';
    if (value && std::isfinite(*value))
        out << exactCell(*value);
}

void writePin(std::ostream &out, const NamedPin &pin)
{
    out << textCell(pin.pin.note) << ',' << textCell(pin.router) << ',' << exactCell(pin.pin.lambda) << ','
        << exactCell(pin.pin.lower) << ',' << exactCell(pin.pin.upper) << ',' << textCell(pin.pin.created) << ','
        << verdictKey(pin.figures.judgement.verdict);
    for (const NamedColumn &column : kColumns) {
        const Figure &figure = pin.figures.*column.figure;
        writeNumber(out, figure.estimate ? std::optional(figure.estimate->value) : std::nullopt);
        writeNumber(out, figure.estimate ? std::optional(figure.estimate->se) : std::nullopt);
        writeNumber(out, figure.truth);
    }
    out << ',' << exactCell(pin.figures.support.effectiveSampleSize) << '\n';
}

} // namespace

Result<void> writePinsCsv(const std::vector<NamedPin> &pins, const std::filesystem::path &path)
{
    return writeFileAtomically(path, [&](std::ostream &out) -> Result<void> {
        out << "note,router,lambda,lower,upper,created,verdict";
        for (const NamedColumn &column : kColumns)
            out << ',' << column.name << ',' << column.name << "_se," << column.name << "_truth";
        out << ",effective_sample_size\n";
        for (const NamedPin &pin : pins)
            writePin(out, pin);
        return {};
    });
}

} // namespace fairlead
