#pragma once

#include <QString>

namespace fairlead {

/// A job that has ended, as the jobs strip keeps it.
struct EndedJob
{
    enum class End
    {
        Done,
        Stopped,
        Failed
    };
    QString title;
    QString outcome; ///< what it produced or why it failed, a sentence; empty: nothing worth keeping
    double seconds = 0;
    End end = End::Done;
};

} // namespace fairlead
