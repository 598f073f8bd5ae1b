// Records as bytes, for the way from a worker process to the engine. Not a file format.
#pragma once
#include "campaign/result_sink.hpp"

#include <string>
#include <string_view>

namespace cimchar::campaign {

/// Everything in the record; every double keeps its bits (NaN included).
[[nodiscard]] std::string to_bytes(TrialRecord const& record);

/// Inverse of to_bytes; throws ContractError on anything else.
[[nodiscard]] TrialRecord record_from_bytes(std::string_view bytes);

}  // namespace cimchar::campaign
