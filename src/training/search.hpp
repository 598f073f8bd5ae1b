// Discrete search over the levels of a network's cells: simulated annealing, a move evaluated by what it changes.
// How it compares with training by gradients: docs/circuits/nn_training_figures.md.
#pragma once
#include "circuits/neural/weights.hpp"
#include "training/devices.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

namespace cimchar::training {

struct SearchOptions {
    std::uint64_t seed = 1;
    std::uint64_t moves = 12'000'000;
    double hot_v = 0.1e-3;  ///< temperature at the start: a rise of the cost by this much is taken once in e
    double cold_v = 3e-6;   ///< … at the end; falls exponentially
    double common = 0.1;    ///< weight of an error that both outputs have alike, which their difference does not show
    int random_inputs = 2000;  ///< beside the corners of the input cube
};

/// How a search stands.
struct SearchState {
    std::uint64_t moves = 0;
    double cost_v = 0;  ///< 16-norm over inputs of the error of the difference and, weighted, of the common part
    double best_v = 0;
};
/// Called now and then; false ends the search, whose result is then void.
using Watch = std::function<bool(SearchState const&)>;

/// A start from physics: half of the inverters see the rising rows, half the falling ones, with levels proportional to
/// the ideal weights, and the thresholds staggered over the sum's range by the bias. Its cells are those of `shape`.
[[nodiscard]] circuits::neural::Weights staggered_start(circuits::neural::Weights const& shape, Devices const& devices,
                                                        std::uint64_t seed);

/// Improves `start`; returns the best network met. The same arguments give the same levels.
[[nodiscard]] circuits::neural::Weights search_levels(circuits::neural::Weights const& start, Devices const& devices,
                                                      SearchOptions const& options, Watch const& watch);

/// Inputs that a network is judged on, shape (inputs) each: `random` of them (a ninth as many again along the diagonal,
/// where all bit lines are nearly alike), and all corners of the input cube.
[[nodiscard]] std::vector<std::vector<double>> drawn_inputs(double full_scale_v, int random, std::uint64_t seed,
                                                            std::string_view stream);

}  // namespace cimchar::training
