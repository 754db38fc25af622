#pragma once

#include "core/base/result.h"
#include "core/experiment/study.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fairlead {

/// The finished records of a study in a file, one JSON object a line, each with the key of its set-up (studyKey).
/// A line is written in one piece and flushed to the disk, so that an interrupted study goes on where it was; a line
/// that cannot be read (the last one, when the machine went down) is passed over, and its record is made again.
class StudyJournal
{
public:
    /// @param path made where it is not there
    [[nodiscard]] static Result<StudyJournal> open(const std::filesystem::path &path);

    [[nodiscard]] std::optional<StudyRecord> find(const std::string &key, const StudyCell &cell,
                                                  const std::string &method) const;
    [[nodiscard]] Result<void> append(const std::string &key, const StudyRecord &record);
    [[nodiscard]] std::size_t damagedLines() const { return m_damaged; }
    /// Records there with none of these keys: of other data, another configuration or version.
    [[nodiscard]] std::size_t recordsOfOthers(const std::vector<std::string> &keys) const;

private:
    struct Place
    {
        std::string key;
        StudyCell cell;
        std::string method;
        auto operator<=>(const Place &) const = default;
    };
    void readLine(const std::string &line);

    std::filesystem::path m_path;
    std::map<Place, StudyRecord> m_records;
    std::size_t m_damaged = 0;
    bool m_endsOpen = false; ///< the file does not end with a line's end
};

} // namespace fairlead
