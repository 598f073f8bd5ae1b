// The converter's netlists: its stages at rest, one by one, and all of it clocked.
#pragma once
#include "circuits/neural/parts.hpp"
#include "circuits/nn_adc/design.hpp"

#include <vector>

namespace cimchar::circuits::nn_adc {

/// What the deck needs to know.
struct Bench {
    Design design;
    Condition condition;
    netlist::Chip chip;
    SimulatorSettings settings;
};

/// Cells, inverters and followers that vary.
[[nodiscard]] std::vector<netlist::VariedDevice> varied_devices(Design const& design);

/// Half differences that a stage at rest is swept over, ascending [V]: the range of what it holds and a third beyond.
[[nodiscard]] std::vector<double> held_v(Design const& design, std::size_t stage);

/// A stage at rest over held_v(), for every number of decisions one after the other; the end, stage adc_stages, has
/// comparators only and one such sweep. Decisions are imposed: chains of inverters that decide and a pipeline of them
/// have no operating point that a simulator finds, and sampling parts the stages.
[[nodiscard]] Simulation stage_at_rest(Bench const& bench, std::size_t stage);
/// Vectors of its comparators' columns and of the ports it drives.
[[nodiscard]] std::string column_vector(std::size_t stage, std::size_t comparator);
[[nodiscard]] std::string port_vector(char side, std::size_t stage);

/// The chains of inverters behind all comparators' columns, with one input swept for all.
[[nodiscard]] Simulation chains(Bench const& bench);
/// A chain's output, which falls as its column rises.
[[nodiscard]] std::string chain_vector(std::size_t stage, std::size_t comparator);

/// Adds all of it with its clocks, but for cards, supplies, bias and what drives the ports p0 and n0; the first
/// conversion's sampling begins at `begin_s`.
void add_to(neural::Parts& parts, Bench const& bench, std::size_t conversions, double begin_s);
/// How long these conversions take until the last comparators have decided [s].
[[nodiscard]] double duration_s(Design const& design, std::size_t conversions);
/// Outputs of all comparators.
[[nodiscard]] std::vector<std::string> decision_vectors();

/// All of it in a transient over clocked_v(), one conversion a cycle.
[[nodiscard]] Simulation clocked(Bench const& bench);
/// When a conversion's decisions in a stage are read [s], from the first conversion's begin: where the stage's next
/// sampling begins.
[[nodiscard]] double decided_s(Design const& design, std::size_t conversion, std::size_t stage);
/// Commands that print a conversion's decisions as ngspice finds them in that transient.
[[nodiscard]] std::string decision_measures(Design const& design, std::size_t conversion, double begin_s);
/// How many comparators decided, of each conversion; shape (conversions, stages + 1).
[[nodiscard]] std::vector<std::vector<int>> decided_clocked(Bench const& bench, Waveforms const& waves,
                                                            std::size_t conversions, double begin_s = 0);

}  // namespace cimchar::circuits::nn_adc
