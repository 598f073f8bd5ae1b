// A kernel from digital inputs to digital sums as plain numbers: word lines, a group of bit lines, the shift-and-add
// network and the pipelined converter. Source: Cao et al. (neuralpim), §5.1, §5.3: 128 rows, one-bit cells, 8-bit
// weights over eight bit lines; the error is that of the codes.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/nn_adc/design.hpp"
#include "circuits/nn_shift_add/design.hpp"

#include <cstdint>
#include <vector>

namespace cimchar::circuits::nn_kernel {

struct Design {
    nn_shift_add::Design network;
    nn_adc::Design converter;
    std::size_t rows = 128;
    double word_line_v = 0.8;     ///< of a word line at a full slice
    double lrs_ohm = 1e6;         ///< of a cell that holds a one
    double hrs_ohm = 25e6;        ///< … a zero
    double bit_line_f = 100e-15;  ///< wire of a bit line
    std::size_t conversions = 4;
    std::size_t clocked = 6;  ///< of these, all of it in one netlist, of nominal chips
    std::uint64_t seed = 1;   ///< of the kernel's weights and the inputs
    std::size_t known = 0;    ///< conversions of known sums that a chip's codes are set right by; 0: none
};

/// Weights of the kernel, 0 … 255, shape (rows): uniform. Pure.
[[nodiscard]] std::vector<int> kernel(Design const& design);
/// Inputs of the conversions of chip `sample`, 0 … 255, shape (conversions, rows): each conversion's lie about a level
/// of its own that is uniform over the range, over a width that is too. Every chip has its own. Pure.
[[nodiscard]] std::vector<std::vector<int>> inputs(Design const& design, std::uint64_t sample);

/// Inputs of the known conversions, shape (known, rows), the same for every chip: drawn likewise, but about levels that
/// lie evenly over the range. Pure.
[[nodiscard]] std::vector<std::vector<int>> known_inputs(Design const& design);

[[nodiscard]] std::vector<ParameterInfo> parameter_infos();
/// Throws InputError if the weights are none, or those of converter and network do not fit each other.
[[nodiscard]] Design make_design(Parameters const& parameters);

}  // namespace cimchar::circuits::nn_kernel
