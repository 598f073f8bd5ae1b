// The shift-and-add network (NNS+A) as plain numbers: its weights, its clock, and the inputs that go through.
// Source: Cao et al. (neuralpim), §4: slices of the inputs one cycle after the other, the lowest first; a cycle's sum
// is the next cycle's previous sum.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/neural/weights.hpp"

#include <cstdint>
#include <vector>

namespace cimchar::circuits::nn_shift_add {

/// Bit-line voltages of one conversion, shape (slices, bit lines) [V].
using Conversion = std::vector<std::vector<double>>;

struct Design {
    neural::Weights weights;
    double clock_hz = 20e6;
    double hold_f = 100e-15;     ///< of each hold capacitor
    double switch_w_m = 0.4e-6;  ///< of the switches' transistors
    double row_f = 20e-15;       ///< wire along a row of a crossbar
    double column_f = 10e-15;    ///< … along a column
    std::size_t random = 100;    ///< conversions with random inputs
    bool corners = true;         ///< … and with every bit line at an end of its range
    std::uint64_t seed = 1;

    [[nodiscard]] std::size_t slices() const { return neural::bit_lines / static_cast<std::size_t>(weights.dac_bits); }
    [[nodiscard]] double period_s() const { return 1 / clock_hz; }
    /// V_o of the ideal sum over all cycles; the first starts from 0 V.
    [[nodiscard]] double ideal_v(Conversion const& conversion) const;
};

[[nodiscard]] std::vector<ParameterInfo> parameter_infos();
/// Throws InputError if the weights are none.
[[nodiscard]] Design make_design(Parameters const& parameters);

/// Conversions of a campaign: all 256 corners, each slice another one, then random ones. Random conversion i is the
/// same whatever their number. Pure.
[[nodiscard]] std::vector<Conversion> conversions(Design const& design);

}  // namespace cimchar::circuits::nn_shift_add
