// Discrete search over the levels of a network's cells: simulated annealing, a move evaluated by what it changes.
// How it compares with training by gradients: bench/nn_training_figures.
#pragma once
#include "circuits/neural/weights.hpp"
#include "training/task.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>

namespace cimchar::training {

/// 2: root of the mean square; 16: little less than the largest.
inline constexpr std::array norms_of_cost{2, 4, 8, 16};

struct SearchOptions {
    std::uint64_t seed = 1;
    std::uint64_t moves = 12'000'000;
    double hot_v = 0.1e-3;  ///< temperature at the start: a rise of the cost by this much is taken once in e
    double cold_v = 3e-6;   ///< … at the end; falls exponentially
    double common = 0.1;    ///< weight of an error that both outputs have alike, which their difference does not show
    int norm = 16;          ///< of the errors that make the cost, one of norms_of_cost
};

/// How a search stands.
struct SearchState {
    std::uint64_t moves = 0;
    double cost_v = 0;  ///< norm over inputs of the error of the difference and, weighted, of the common part
    double best_v = 0;
};
/// Called now and then; false ends the search, whose result is then void.
using Watch = std::function<bool(SearchState const&)>;

/// Improves `start` at `task`; returns the best network met. The same arguments give the same levels.
[[nodiscard]] circuits::neural::Weights search_levels(circuits::neural::Weights const& start, Devices const& devices,
                                                      Task const& task, SearchOptions const& options,
                                                      Watch const& watch);

}  // namespace cimchar::training
