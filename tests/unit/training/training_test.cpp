// Training: the network at rest, and the search over its levels.
#include "support/stage_by_formula.hpp"
#include "training/shift_add.hpp"
#include "training/static_network.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::training;
using circuits::neural::Weights;

namespace {

/// Stages by formula: followers of gain 0.9, an inverter of gain 10, with output resistances.
Devices devices(double resistance_ohm) {
    return {1.2, stage_by_formula(resistance_ohm, [](double v) { return 0.6 - 0.6 * std::tanh((v - 0.6) * 10 / 0.6); }),
            stage_by_formula(resistance_ohm, [](double v) { return 0.27 + 0.9 * v; }),
            stage_by_formula(resistance_ohm, [](double v) { return 0.9 * v - 0.15; })};
}

Weights shape() {
    return circuits::neural::make_weights(circuits::neural::shift_add_rows, 8, 2, 4, {40e-9, 0.1e-6, 0.25e-6, 0.6e-6});
}

SearchOptions quick() {
    SearchOptions options;
    options.moves = 4000;
    return options;
}

}  // namespace

TEST_CASE("training: a loaded curve is exact at its loads and inverts itself", "[training]") {
    std::vector<double> const x{0, 0.3, 0.6, 0.9, 1.2};
    LoadedCurve const curve(x, {0.3, 0.6, 0.9, 1.2, 1.5}, {0.2, 0.5, 0.8, 1.1, 1.4}, {0.35, 0.65, 0.95, 1.25, 1.55},
                            2e-6);
    auto const p = curve(0.6);
    CHECK(p.at(0) == Approx(0.9));
    CHECK(p.at(2e-6) == Approx(0.8));
    CHECK(p.at(-2e-6) == Approx(0.95));
    CHECK(curve(-1).at(0) == Approx(0.3));
    CHECK(curve(9).at(0) == Approx(1.5));
    CHECK(curve.inverse(1.05) == Approx(0.75).margin(1e-9));
}

TEST_CASE("training: a network at rest obeys Kirchhoff's current law at every node", "[training]") {
    auto const d = devices(5e3);
    auto const w = shift_add_start(shape(), d, 3);
    auto const g = conductances(w);
    std::vector<double> const x{0.1, 0.5, 0, 0.3, 0.25, 0.4, 0.05, 0.45, 0.2};
    auto const s = solve(w, g, d, shift_add_drive(w, d, x));
    for (Eigen::Index j = 0; j < g.hidden.cols(); ++j) {
        double current_a = 0;
        double total_s = 0;
        for (Eigen::Index r = 0; r < g.hidden.rows(); ++r) {
            current_a += g.hidden(r, j) * (s.row_v(r) - s.column_v(j));
            total_s += g.hidden(r, j);
        }
        CHECK(std::abs(current_a / total_s) < 1e-9);
    }
    for (std::size_t k = 0; k < circuits::neural::bit_lines; ++k) {
        auto const row = static_cast<Eigen::Index>(2 * k);
        double const current_a = (g.hidden.row(row).array() * (s.row_v(row) - s.column_v.array().transpose())).sum();
        CHECK(std::abs(s.row_v(row) - (0.27 + 0.9 * x[k] - 5e3 * current_a)) < 1e-9);
    }
    // The rows' stages give way: without resistance they do not.
    CHECK(std::abs(s.row_v(0) - 0.36) > 1e-4);
    CHECK(std::abs(solve(w, g, devices(0), shift_add_drive(w, devices(0), x)).row_v(0) - 0.36) < 1e-9);
}

TEST_CASE("training: the search's incremental cost is that of the network solved anew", "[training]") {
    auto const d = devices(5e3);
    auto const start = shift_add_start(shape(), d, 1);
    auto const task = shift_add_task(start, d, shift_add_inputs(start, 90, 1, "training"));
    SearchState last;
    auto const found = search_levels(start, d, task, quick(), [&](SearchState const& s) {
        last = s;
        return true;
    });
    // What the search calls its best cost, the same network, started on, begins with; solving anew moves it a little.
    double before_v = 0;
    auto options = quick();
    options.moves = 1;
    (void)search_levels(found, d, task, options, [&](SearchState const& s) {
        before_v = s.cost_v;
        return true;
    });
    double begun_v = 0;
    (void)search_levels(start, d, task, options, [&](SearchState const& s) {
        begun_v = s.cost_v;
        return true;
    });
    CHECK(before_v < 0.5 * begun_v);
    CHECK(before_v < 1.3 * last.best_v);
}

TEST_CASE("training: the search's cost is the norm of the errors of the network at rest", "[training]") {
    auto const d = devices(5e3);
    auto const w = shift_add_start(shape(), d, 1);
    auto const g = conductances(w);
    auto const task = shift_add_task(w, d, shift_add_inputs(w, 20, 1, "training"));
    for (int const norm : norms_of_cost) {
        auto options = quick();
        options.norm = norm;
        options.moves = 1;
        double cost_v = 0;
        (void)search_levels(w, d, task, options, [&](SearchState const& s) {
            cost_v = s.cost_v;
            return true;
        });
        double sum = 0;
        for (std::size_t s = 0; s < task.drive.size(); ++s) {
            Eigen::Vector2d error_v = solve(w, g, d, task.drive[s]).output_v;
            for (int q = 0; q < 2; ++q) error_v(q) -= d.p_follower.inverse(task.port_v[s][static_cast<std::size_t>(q)]);
            sum += std::pow(task.weight[s] * (error_v(0) - error_v(1)) / 2, norm) +
                   std::pow(task.weight[s] * options.common * error_v.mean(), norm);
        }
        // Single precision, and an output crossbar that is solved between an inverter's points.
        CHECK(cost_v == Approx(std::pow(sum / static_cast<double>(task.drive.size()), 1.0 / norm)).epsilon(0.01));
    }
}

TEST_CASE(
    "training: the same seed gives the same network, another seed another, and restarts do not wait for each other",
    "[training]") {
    auto const d = devices(5e3);
    TrainOptions options;
    options.search = quick();
    options.restarts = 3;
    auto const go = [](double, double) { return true; };
    auto const job = [&] { return shift_add_job(shape(), d, {90, 50}, options.search.seed); };
    auto const a = train(job(), d, {}, options, go);
    auto const b = train(job(), d, {}, options, go);
    CHECK(a.weights.hidden.level == b.weights.hidden.level);
    CHECK(a.weights.output.level == b.weights.output.level);
    REQUIRE(a.restarts.size() == 3);
    for (auto const& restart : a.restarts) CHECK(a.validation.worst_v() <= restart.worst_v());
    CHECK(a.validation.inputs == 512 + 50 + 5);
    options.search.seed = 2;
    CHECK(train(job(), d, {}, options, go).weights.hidden.level != a.weights.hidden.level);
    CHECK(train(job(), d, {}, options, [](double, double) { return false; }).restarts.empty());
}
