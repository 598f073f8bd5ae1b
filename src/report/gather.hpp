// Everything a report needs from a run directory or a results file, read once.
#pragma once
#include "report/curves.hpp"
#include "store/results.hpp"

#include <string>
#include <vector>

namespace cimchar::report {

/// A campaign as far as it has come.
struct Gathered {
    std::string path;       ///< as it was given
    store::Results header;  ///< without records
    campaign::CampaignSpec spec;
    std::vector<circuits::MeasureInfo> measures;  ///< as in the records' columns, with their recipes
    /// Ascending id; figures and failures. Their curves are in `curves`; drawn deviations only the first chips have.
    std::vector<campaign::TrialRecord> records;
    std::vector<CurveSpread> curves;
    std::vector<std::string> warnings;  ///< segments left out, one line each
    bool running = false;               ///< a run is at work in the directory
};

/// Reads `path`; memory grows with the figures alone. Chips 1 … `with_deviations` keep what was drawn for them. Throws
/// InputError if it is neither a run directory nor a results file, is damaged, or if its campaign cannot be read by
/// this program.
[[nodiscard]] Gathered gather(std::string const& path, std::uint64_t with_deviations = 0);

}  // namespace cimchar::report
