// The kernel's netlists: bit lines as what their cells make of the word lines, and all of it clocked.
#pragma once
#include "circuits/neural/decision_weights.hpp"
#include "circuits/nn_adc/deck.hpp"
#include "circuits/nn_kernel/design.hpp"
#include "circuits/nn_shift_add/deck.hpp"

#include <vector>

namespace cimchar::circuits::nn_kernel {

/// What the deck needs to know.
struct Bench {
    Design design;
    Condition condition;
    netlist::Chip chip;
    SimulatorSettings settings;

    [[nodiscard]] nn_shift_add::Bench network() const { return {design.network, condition, chip, settings}; }
    [[nodiscard]] nn_adc::Bench converter() const { return {design.converter, condition, chip, settings}; }
};

/// Cells of the bit lines, and all that varies in network and converter.
[[nodiscard]] std::vector<netlist::VariedDevice> varied_devices(Design const& design);

/// The bit lines of `chip` over the conversions `inputs`. A bit line has two cells per row: one to the word line that
/// holds the bit, one to ground that holds its complement, so that what weighs is the same on every line. Its falling
/// partner has the same to word lines as far below the supply, and to the supply. Nothing but a follower's gate loads a
/// line and word lines are ideal sources: it is the mean of its rows behind the resistance of its cells, exactly.
[[nodiscard]] nn_shift_add::BitLines bit_lines(Design const& design, double supply_v, netlist::Chip const& chip,
                                               std::vector<std::vector<int>> const& inputs);

/// All of it in one transient: the network as many slices as it has to a cycle of the converter, its ports at the
/// converter's sampling.
[[nodiscard]] Simulation clocked(Bench const& bench, std::vector<std::vector<int>> const& inputs);
/// Codes of that transient with what decisions weigh, shape (conversions).
[[nodiscard]] std::vector<int> clocked_codes(Bench const& bench, Waveforms const& waves, std::size_t conversions,
                                             neural::DecisionWeights const& weights);
/// When the first conversion's sampling begins in it [s].
[[nodiscard]] double begin_s(Design const& design);

}  // namespace cimchar::circuits::nn_kernel
