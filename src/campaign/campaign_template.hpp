// A campaign to start from, with every key explained.
#pragma once
#include "circuits/circuit.hpp"

#include <string>

namespace cimchar::campaign {

/// TOML text that runs as it is; all parameters of the circuit are comments with unit, range and default. Pure.
[[nodiscard]] std::string campaign_template(circuits::Circuit const& circuit);

/// "1 … 256", "on, off": what a parameter may be, with units.
[[nodiscard]] std::string allowed_values(circuits::ParameterInfo const& parameter);
/// Its default with unit.
[[nodiscard]] std::string default_value(circuits::ParameterInfo const& parameter);

}  // namespace cimchar::campaign
