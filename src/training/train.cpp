#include "training/train.hpp"

#include "core/error.hpp"
#include "training/static_network.hpp"

#include <cmath>
#include <future>
#include <limits>
#include <mutex>
#include <thread>

namespace cimchar::training {

namespace {

/// Progress of all restarts in one number; restarts report from their own threads.
class Together {
public:
    Together(int restarts, double moves, std::function<bool(double, double)> const& progress)
        : done_(static_cast<std::size_t>(restarts), 0), all_(moves * restarts), progress_(progress) {}

    bool report(std::size_t restart, double moves, double best_v) {
        std::scoped_lock const lock(mutex_);
        done_[restart] = moves;
        best_v_ = std::min(best_v_, best_v);
        double sum = 0;
        for (double const d : done_) sum += d;
        goes_on_ = goes_on_ && progress_(sum / all_, best_v_);
        return goes_on_;
    }
    [[nodiscard]] bool goes_on() const { return goes_on_; }

private:
    std::mutex mutex_;
    std::vector<double> done_;
    double all_;
    double best_v_ = std::numeric_limits<double>::infinity();
    bool goes_on_ = true;
    std::function<bool(double, double)> const& progress_;
};

struct Restart {
    circuits::neural::Weights weights;
    Validation validation;
    std::vector<SearchState> history;
    std::vector<SearchState> descent;
};

constexpr std::size_t points_of_history = 400;

/// A step by gradients takes as long as so many moves of the search.
constexpr double moves_per_step = 300;

double steps_in_moves(TrainOptions const& options) {
    return options.method != Method::search ? options.gradient.steps * moves_per_step : 0;
}

}  // namespace

double work_of(TrainOptions const& options) {
    return steps_in_moves(options) +
           (options.method != Method::gradient ? static_cast<double>(options.search.moves) : 0);
}

Validation validate(circuits::neural::Weights const& weights, Devices const& devices, Task const& task) {
    auto const g = conductances(weights);
    Validation v;
    v.error_min_v = std::numeric_limits<double>::infinity();
    v.error_max_v = -v.error_min_v;
    for (std::size_t s = 0; s < task.drive.size(); ++s) {
        if (task.weight[s] < 1) continue;
        auto const solved = solve(weights, g, devices, task.drive[s]);
        Eigen::Vector2d const aim_v(task.port_v[s][0], task.port_v[s][1]);
        double const error_v = result_v(weights, solved.port_v) - result_v(weights, aim_v);
        double const common = common_v(weights, solved.port_v) - common_v(weights, aim_v);
        v.error_min_v = std::min(v.error_min_v, error_v);
        v.error_max_v = std::max(v.error_max_v, error_v);
        v.mean_square_v2 += error_v * error_v;
        v.common_max_v = std::max(v.common_max_v, std::abs(common));
        ++v.inputs;
    }
    v.mean_square_v2 /= static_cast<double>(std::max<std::size_t>(v.inputs, 1));
    return v;
}

Trained train(Job const& job, Devices const& devices, std::vector<Devices> const& chips, TrainOptions const& options,
              std::function<bool(double, double)> const& progress) {
    CIMCHAR_EXPECT(options.restarts > 0);
    auto const restarts = static_cast<std::size_t>(options.restarts);
    bool const searches = options.method != Method::gradient;
    double const steps = steps_in_moves(options);
    Together together(options.restarts, work_of(options), progress);
    std::vector<Restart> all(restarts);
    auto const one = [&](std::size_t r) {
        auto search = options.search;
        search.seed += r * 1'000'003;  // apart from the seeds that people give
        auto& mine = all[r];
        mine.weights = job.start(search.seed);
        if (steps > 0) {
            auto gradient = options.gradient;
            gradient.seed = search.seed;
            auto const examples = job.examples(search.seed);
            mine.weights =
                descend(mine.weights, devices, options.curves_of_chips ? chips : std::vector<Devices>(), examples,
                        gradient, [&](SearchState const& state) {
                            mine.descent.push_back(state);
                            return together.report(r, static_cast<double>(state.moves) * moves_per_step, state.best_v);
                        });
        }
        std::uint64_t const keep_after = search.moves / points_of_history + 1;
        if (searches && together.goes_on())
            mine.weights =
                search_levels(mine.weights, devices, job.task(search.seed), search, [&](SearchState const& state) {
                    if (mine.history.empty() || state.moves >= mine.history.back().moves + keep_after)
                        mine.history.push_back(state);
                    return together.report(r, steps + static_cast<double>(state.moves), state.best_v);
                });
        if (together.goes_on()) mine.validation = validate(mine.weights, devices, job.validation);
    };
    std::atomic<std::size_t> next = 0;
    std::vector<std::future<void>> workers;
    for (std::size_t i = 0; i < std::min<std::size_t>(restarts, std::max(std::thread::hardware_concurrency(), 1U)); ++i)
        workers.push_back(std::async(std::launch::async, [&] {
            for (std::size_t r = next++; r < restarts; r = next++) one(r);
        }));
    for (auto& worker : workers) worker.get();
    if (!together.goes_on()) return {};

    Trained result;
    for (auto const& restart : all) result.restarts.push_back(restart.validation);
    auto const best =
        std::ranges::min_element(all, {}, [&](Restart const& restart) { return job.judge(restart.validation); });
    result.weights = std::move(best->weights);
    result.validation = best->validation;
    result.history = std::move(best->history);
    result.descent = std::move(best->descent);
    auto judged = options.judged_chips;
    judged.seed = options.search.seed;
    if (job.judged.input_v.rows() > 0) result.chips = virtual_chips(result.weights, devices, chips, job.judged, judged);
    return result;
}

}  // namespace cimchar::training
