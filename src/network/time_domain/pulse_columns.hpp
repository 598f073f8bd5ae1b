// A layer's weights as unit cells on the two columns of every neuron: what charge a word line takes from each, per
// clock period that it is high. Idea: Lee and Lee (lee); the circuit is docs/circuits/time_neuron.md.
#pragma once
#include "network/network.hpp"

#include <cstdint>

namespace cimchar::network {

/// Currents of all cells of a word line and a column, in units of a nominal cell's. A weight of magnitude w is w cells
/// of the positive or the negative column. The last row is the bias: one cell on every neuron's column of its sign,
/// driven so many clock periods that it gives the bias, rounded to whole units of the sum.
struct PulseColumns {
    Matrix positive;                   ///< shape (inputs, outputs)
    Matrix negative;                   ///< likewise
    Eigen::RowVectorXf bias_positive;  ///< charge of the bias [units of the sum], shape (outputs)
    Eigen::RowVectorXf bias_negative;
};

/// The columns of a quantized layer on chip `chip`; 0 is the nominal one, without spread. `spread`: σ of ln of the
/// current of a unit cell. Draws depend on (seed, chip, layer, row, column) alone.
[[nodiscard]] PulseColumns pulse_columns(Affine const& affine, double spread, std::uint64_t seed, std::uint64_t chip,
                                         std::size_t layer);

}  // namespace cimchar::network
