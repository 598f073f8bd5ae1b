// Are two records of the same trial the same, to the last bit?
#pragma once
#include "campaign/result_sink.hpp"

#include <string>
#include <vector>

namespace cimchar::campaign {

/// What differs, one line each, seconds and log tails aside; empty if the records are the same bit for bit (one NaN
/// is like another). Pure.
[[nodiscard]] std::vector<std::string> differences(TrialRecord const& recorded, TrialRecord const& again,
                                                   std::vector<circuits::MeasureInfo> const& measures);

}  // namespace cimchar::campaign
