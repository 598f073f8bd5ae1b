// Where records are read from: the segments of a run directory, or a results file.
#pragma once
#include "store/results_file.hpp"
#include "store/segments.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cimchar::store {

/// One file with records.
struct Source {
    std::string path;
    bool segment = false;
};

/// A run directory or results file, looked at but not read.
struct Origin {
    Results header;                     ///< without records
    std::vector<Source> sources;        ///< damaged ones are still among them
    std::vector<std::string> warnings;  ///< half-written segments
};
/// Throws InputError if `path` is neither, is damaged as a whole, or is of a newer version.
[[nodiscard]] Origin look_at(std::string const& path);

/// Opens a source; a damaged segment gives nothing and a warning, a damaged file an InputError.
[[nodiscard]] std::optional<ResultsReader> open_source(Source const& source, std::vector<std::string>& warnings);

/// Calls `use` with all records of an open source, in blocks that fit into memory.
template <class Use>
void for_each_block(ResultsReader const& reader, bool with_curves, Use use) {
    constexpr std::uint64_t rows_at_once = 256;
    for (std::uint64_t first = 0; first < reader.ids().size(); first += rows_at_once)
        use(reader.read(first, std::min(rows_at_once, reader.ids().size() - first), with_curves));
}

/// Files of a run directory.
[[nodiscard]] inline std::string header_path(std::string const& directory) {
    return directory + "/campaign.h5";
}
[[nodiscard]] inline std::string text_path(std::string const& directory) {
    return directory + "/campaign.toml";
}
[[nodiscard]] inline std::string segments_path(std::string const& directory) {
    return directory + "/segments";
}
[[nodiscard]] inline std::string shards_path(std::string const& directory) {
    return directory + "/shards";
}
/// Run directories of shards in it, in order of their names; one that is not begun yet is left out.
[[nodiscard]] std::vector<std::string> shards_in(std::string const& directory);

}  // namespace cimchar::store
