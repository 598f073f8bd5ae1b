// Conditions and ranges of numbers as they are written on the command line.
#pragma once
#include "core/condition.hpp"

#include <string>
#include <vector>

namespace cimchar::app {

/// "tt,27,1.0": process, temperature [°C], supply [V]. Throws InputError.
[[nodiscard]] Condition parse_condition(std::string const& text);

/// "0:255" (step 1), "0:255:5", or "1,7,200". Throws InputError.
[[nodiscard]] std::vector<double> parse_inputs(std::string const& text);

}  // namespace cimchar::app
