// Chips that have a value of a measure, with what they drew, as a regression takes them.
#pragma once
#include "campaign/result_sink.hpp"

#include <cstdint>
#include <Eigen/Core>
#include <limits>
#include <vector>

namespace cimchar::app {

struct MeasuredChips {
    Eigen::VectorXd values;     ///< (chips), finite
    Eigen::MatrixXd drawn;      ///< (chips × parameters)
    std::uint64_t without = 0;  ///< chips that have no value
};

/// Chips first … last of a condition in the order of `records`; of those with a value `most` at most.
[[nodiscard]] MeasuredChips measured_chips(std::vector<campaign::TrialRecord> const& records, std::size_t condition,
                                           std::size_t measure, std::uint64_t first = 1,
                                           std::uint64_t last = std::numeric_limits<std::uint64_t>::max(),
                                           std::size_t most = std::numeric_limits<std::size_t>::max());

}  // namespace cimchar::app
