// What a pipelined converter's decisions weigh in its code: as its stages are designed, or as measured on a chip
// (foreground calibration, as pipelined converters have it).
#pragma once
#include "metrics/line_fit.hpp"

#include <vector>

namespace cimchar::circuits::neural {

/// What no, one, two … decisions of a stage weigh, stage after stage, the end last [LSB]. The first stage's hold the
/// middle of the range and half a code, so that the sum over the stages lies in the middle of what has these decisions.
using DecisionWeights = std::vector<double>;

/// Those of ideal stages.
[[nodiscard]] DecisionWeights designed_weights();

/// Those that give known inputs [LSB] with least squares, from what was decided of each, shape (inputs, stages + 1).
/// What the inputs do not show stays as near to the design as it can; a number of decisions that did not occur keeps
/// what it was designed for.
[[nodiscard]] DecisionWeights measured_weights(std::vector<std::vector<int>> const& decided,
                                               std::vector<double> const& input_lsb);

/// Where the input of these decisions lies [LSB]; shape (stages + 1).
[[nodiscard]] double input_lsb(DecisionWeights const& weights, std::vector<int> const& decided);

/// The same weights behind a straight line in their sum.
[[nodiscard]] DecisionWeights through(metrics::Line const& line, DecisionWeights weights);

/// Output code, 0 … 255.
[[nodiscard]] int adc_code(DecisionWeights const& weights, std::vector<int> const& decided);

}  // namespace cimchar::circuits::neural
