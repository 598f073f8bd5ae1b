// A trained network of RRAM crossbars and inverters as plain numbers: what training makes, weights files hold and
// netlists are built from. Source: Cao et al. (neuralpim), §4: two crossbars around one layer of inverters.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace cimchar::circuits::neural {

/// Sizes of the transistors and the bias of the followers; shape as in examples/nn_shift_add/neurons_130nm.cir.
struct Sizes {
    double inverter_n_w_m = 260e-9;
    double inverter_p_w_m = 520e-9;
    double follower_p_w_m = 8e-6;
    double follower_n_w_m = 4e-6;
    double inverter_l_m = 130e-9;
    double l_m = 130e-9;  ///< of followers and switches
    double mirror_l_m = 260e-9;
    double bias_a = 10e-6;  ///< of a follower
};

/// Levels of a crossbar's cells, shape (rows, columns), row-major: indices into Weights::level_s.
struct Crossbar {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<int> level;

    [[nodiscard]] int& at(std::size_t row, std::size_t column) { return level[row * columns + column]; }
    [[nodiscard]] int at(std::size_t row, std::size_t column) const { return level[row * columns + column]; }
};

/// Which slice of the inputs is streamed first.
enum class FirstSlice { lowest, highest };

/// NNS+A: V_o = Σ w_k·V_k over eight bit lines and the previous sum. Rows of `hidden`: of each input k the level
/// that rises with it (2k, behind a PMOS follower) and the one that falls (2k+1, NMOS), of the previous sum likewise,
/// then `bias_cells` to ground and as many to the supply. Columns: an inverter each. Rows of `output`: the inverters,
/// then `output_bias_cells` to ground and as many to the supply. Its two columns drive PMOS followers whose levels are
/// pedestal_v + V_o and pedestal_v + full_scale_v - V_o: the result is half their difference.
struct Weights {
    int dac_bits = 4;
    FirstSlice first_slice = FirstSlice::lowest;
    double supply_v = 1.2;
    double full_scale_v = 0.5;
    double pedestal_v = 0.45;
    int bias_cells = 3;
    int output_bias_cells = 8;
    std::vector<double> level_s;  ///< conductances a cell can have, ascending [S]
    Crossbar hidden;
    Crossbar output;
    Sizes sizes;
};

/// Bit lines of the shift-and-add.
inline constexpr std::size_t bit_lines = 8;
/// Inputs: the bit lines, then the previous sum.
inline constexpr std::size_t inputs = bit_lines + 1;
/// Rows that they drive: two each.
inline constexpr std::size_t shift_add_rows = 2 * inputs;

/// The level whose conductance is nearest.
[[nodiscard]] int nearest_level(std::vector<double> const& level_s, double conductance_s);

/// Weights w_k of the ideal sum, shape (inputs): 2^-dac_bits of the previous sum, and of bit line k its share 2^k/255
/// of the rest. Σ = 1, so that a sum of full-scale inputs is full scale. (The paper divides the sum of both by
/// 2^-dac_bits + 255, which would leave the previous sum, divided once already, a weight of 2^-dac_bits/255: see
/// docs/adr/0018.) With the highest slice first both have 1/(1 + 2^-dac_bits), and later slices come scaled down.
[[nodiscard]] std::vector<double> ideal_weights(Weights const& weights);

/// What a slice's bit lines are scaled by, slices counted as they are streamed: 1 with the lowest first. With the
/// highest first, so that every slice weighs 2^-dac_bits of the one before.
[[nodiscard]] double slice_scale(Weights const& weights, std::size_t slice);

/// Rows of the first crossbar that stages drive.
[[nodiscard]] std::size_t driven_rows(Weights const& weights);

/// An empty network of this many driven rows and inverters, all cells at their lowest level.
[[nodiscard]] Weights make_weights(std::size_t driven_rows, int inverters, int bias_cells, int output_bias_cells,
                                   std::vector<double> level_s);

}  // namespace cimchar::circuits::neural
