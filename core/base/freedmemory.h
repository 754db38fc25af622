#pragma once

namespace fairlead {

/// Gives memory that was freed back to the system, where the C library would keep it, for each thread, until that thread
/// needs some again. For the end of a stage that held much. A few milliseconds.
void giveBackFreedMemory();

} // namespace fairlead
