#include "core/base/workcount.h"

#include <atomic>

namespace fairlead {

namespace {

std::atomic<double> counted = 0;

} // namespace

void countWork(double operations)
{
    for (double seen = counted; !counted.compare_exchange_weak(seen, seen + operations);) {
    }
}

double countedWork()
{
    return counted;
}

} // namespace fairlead
