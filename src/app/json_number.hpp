// Numbers in JSON.
#pragma once
#include <nlohmann/json.hpp>

namespace cimchar::app {

/// null for what JSON has no number for: NaN, and infinite ratios.
[[nodiscard]] nlohmann::ordered_json number_or_null(double value);

}  // namespace cimchar::app
