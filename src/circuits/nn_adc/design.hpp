// The pipelined converter (NNADC) as plain numbers: its weights, its clock, and how it is swept.
// Source: Cao et al. (neuralpim), §4.2; stages: docs/adr/0020.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/neural/adc_weights.hpp"

#include <vector>

namespace cimchar::circuits::nn_adc {

struct Design {
    neural::AdcWeights weights;
    double clock_hz = 5e6;             ///< conversions per second
    int side_by_side = 1;              ///< inverters, followers and cells, each so many
    double hold_f = 400e-15;           ///< of each hold capacitor
    double switch_w_m = 1e-6;          ///< of the switches' transistors
    double reference_shift_v = -9e-3;  ///< of sampling's references, against the charge that its switches give off
    double row_f = 20e-15;             ///< wire along a row of a crossbar
    double column_f = 10e-15;          ///< … along a column
    int steps_per_code = 8;            ///< of the sweep
    int clocked = 40;                  ///< conversions at the clock, to compare with those at rest
    bool calibrated = false;           ///< decisions weigh in the code what they do on this chip

    [[nodiscard]] double lsb_v() const { return weights.range_v / codes; }
    static constexpr int codes = 1 << neural::adc_bits;
};

/// Inputs of the sweep, ascending [V]: the range and a fiftieth beyond either end.
[[nodiscard]] std::vector<double> sweep_v(Design const& design);
/// Inputs of the clocked conversions [V]: over the range in an order that jumps. Pure.
[[nodiscard]] std::vector<double> clocked_v(Design const& design);

[[nodiscard]] std::vector<ParameterInfo> parameter_infos();
/// Throws InputError if the weights are none.
[[nodiscard]] Design make_design(Parameters const& parameters);

}  // namespace cimchar::circuits::nn_adc
