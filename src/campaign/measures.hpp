// From observations to measures: applies each measure's recipe with the functions of metrics/.
#pragma once
#include "circuits/circuit.hpp"

#include <vector>

namespace cimchar::campaign {

/// Value of every measure, in order; NaN where it is undefined. Pure.
[[nodiscard]] std::vector<double> evaluate(std::vector<circuits::MeasureInfo> const& measures,
                                           circuits::Observation const& observation);

}  // namespace cimchar::campaign
