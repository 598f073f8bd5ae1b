// Segments: small result files behind a 512-byte block that holds the digest of all that follows, so that damage of
// any kind is noticed before HDF5 sees it. Format: docs/formats/results.md.
#pragma once
#include "store/results_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::store {

/// File name of a segment: "000003-120.h5" is the fourth and begins with trial 120.
[[nodiscard]] std::string segment_name(std::uint64_t number, std::uint64_t first_trial);

/// The bytes of a segment file from those of a results file.
[[nodiscard]] std::string seal(std::string_view results_bytes);

struct SegmentList {
    std::vector<std::string> paths;     ///< whole names only, ascending number
    std::uint64_t next_number = 0;      ///< above every number in use, half-written ones included
    std::vector<std::string> warnings;  ///< half-written ones and unknown files
};
/// The segments of a directory; empty if it does not exist.
[[nodiscard]] SegmentList list_segments(std::string const& directory);

/// Opens a segment; nothing and a line in `warnings` if it is damaged. A newer format throws InputError.
[[nodiscard]] std::optional<ResultsReader> open_segment(std::string const& path, std::vector<std::string>& warnings);

}  // namespace cimchar::store
