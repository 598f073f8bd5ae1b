// Training from several starts, the best by validation.
#pragma once
#include "training/gradient.hpp"
#include "training/search.hpp"
#include "training/virtual_chips.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace cimchar::training {

enum class Method { search, gradient, gradient_then_search };

struct TrainOptions {
    Method method = Method::search;
    SearchOptions search;          ///< its seed is that of the whole training, its inputs those of both methods
    GradientOptions gradient;      ///< its seed does not count
    bool curves_of_chips = false;  ///< gradients see the curves of chips, not only the nominal one
    ChipOptions judged_chips;      ///< of the network that is kept; its seed does not count
    int restarts = 2;
};

/// Errors of a network on a task, of which the vectors of full weight count.
struct Validation {
    double error_min_v = 0;
    double error_max_v = 0;
    double mean_square_v2 = 0;
    double common_max_v = 0;  ///< largest error by magnitude that both ports have alike
    std::size_t inputs = 0;

    [[nodiscard]] double worst_v() const { return std::max(-error_min_v, error_max_v); }
};
/// Smaller is better.
using Judge = double (*)(Validation const&);
inline constexpr Judge by_worst_case = [](Validation const& v) { return v.worst_v(); };
inline constexpr Judge by_mean_square = [](Validation const& v) { return v.mean_square_v2; };

[[nodiscard]] Validation validate(circuits::neural::Weights const& weights, Devices const& devices, Task const& task);

/// What is trained: a start and a task for each restart's seed, and what its results are judged on.
struct Job {
    std::function<circuits::neural::Weights(std::uint64_t seed)> start;
    std::function<Task(std::uint64_t seed)> task;
    Task validation;
    Judge judge = by_worst_case;                                ///< by which a restart is chosen
    std::function<Examples(std::uint64_t seed)> examples = {};  ///< the task for gradients
    Examples judged = {};                                       ///< that chips are judged on; none: they are not
};

struct Trained {
    circuits::neural::Weights weights;
    Validation validation;
    /// Of every restart, in order: what became of it.
    std::vector<Validation> restarts;
    /// Of the restart that was chosen: cost [V] over moves of the search, and over steps of gradients before it.
    std::vector<SearchState> history;
    std::vector<SearchState> descent;
    std::vector<ChipError> chips;
};

/// How long a restart takes, in moves of the search.
[[nodiscard]] double work_of(TrainOptions const& options);

/// `progress` gets the share done, 0 … 1, and the lowest cost so far; false ends the training, and nothing is returned
/// but empty weights. Restarts run at the same time, as many as there are cores; the result does not depend on that.
/// `chips`: characterized ones, for `curves_of_chips` and `judged_chips`. Throws InputError if the method takes
/// gradients and this program has none.
[[nodiscard]] Trained train(Job const& job, Devices const& devices, std::vector<Devices> const& chips,
                            TrainOptions const& options,
                            std::function<bool(double share, double best_v)> const& progress);

}  // namespace cimchar::training
