// Training by gradients: the differentiable network against the network at rest, its gradient, and what training does.
#include "training/gradient.hpp"
#include "support/stage_by_formula.hpp"
#include "training/shift_add.hpp"
#include "training/train.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace cimchar;
using namespace cimchar::training;
using circuits::neural::Weights;

namespace {

/// They give way, more when they deliver than when they take.
LoadedCurve stage(double (*level_v)(double), double resistance_ohm) {
    return stage_by_formula(resistance_ohm, level_v, 1.1, 0.9);
}

double inverter_v(double v) {
    return 0.6 - 0.6 * std::tanh((v - 0.6) * 10 / 0.6);
}

Devices nominal() {
    return {1.2, stage(inverter_v, 15e3), stage([](double v) { return 0.27 + 0.9 * v; }, 4e3),
            stage([](double v) { return 0.9 * v - 0.15; }, 4e3)};
}

/// Chips whose inverters switch at other gates, and whose followers are off.
std::vector<Devices> chips() {
    std::vector<Devices> all;
    auto const middle = nominal();
    for (double const off_v : {-0.02, -0.01, 0.005, 0.015, 0.03}) {
        std::vector<double> x;
        std::vector<double> inverter;
        std::vector<double> up;
        std::vector<double> down;
        for (int i = 0; i <= 240; ++i) {
            double const v = 1.2 * i / 240;
            x.push_back(v);
            inverter.push_back(inverter_v(v - off_v));
            up.push_back(0.27 + 0.9 * v + off_v);
            down.push_back(0.9 * v - 0.15 - off_v);
        }
        all.push_back({1.2, LoadedCurve(middle.inverter, x, inverter), LoadedCurve(middle.p_follower, x, up),
                       LoadedCurve(middle.n_follower, x, down)});
    }
    return all;
}

Weights shape() {
    return circuits::neural::make_weights(circuits::neural::shift_add_rows, 8, 2, 4, {40e-9, 0.1e-6, 0.25e-6, 0.6e-6});
}

Weights start(std::uint64_t seed = 1) {
    return shift_add_start(shape(), nominal(), seed);
}

/// What networks are judged on here.
Task task(Devices const& d, int random) {
    return shift_add_task(shape(), d, shift_add_inputs(shape(), random, 1, "validation"));
}

Examples examples() {
    return shift_add_examples(shape(), shift_add_inputs(shape(), 200, 1, "training"));
}

GradientOptions quick() {
    GradientOptions options;
    options.steps = 200;
    options.batch = 48;
    return options;
}

bool goes_on(SearchState const&) {
    return true;
}

/// Largest departure of the columns from those of solve() over the examples of step 0.
double departure_v(GradientOptions options, std::vector<Devices> const& chips) {
    options.continuous = 0;
    options.input_noise_v = 0;
    options.batch = 200;
    auto const w = start();
    auto const all = examples();
    auto const network = gradient_network(w, nominal(), chips, options);
    auto batch = draw_batch(w, nominal(), chips, all, options, 0);
    auto const got_v = network->columns_v(batch);

    auto g = conductances(w);
    g.hidden.array() *= batch.factor.hidden.array();
    g.output.array() *= batch.factor.output.array();
    auto const middle = nominal();
    std::vector<LoadedCurve const*> inverters;
    for (auto const c : batch.curve)
        inverters.push_back(chips.empty() ? &middle.inverter : &chips[static_cast<std::size_t>(c)].inverter);
    double worst_v = 0;
    for (Eigen::Index s = 0; s < got_v.rows(); ++s) {
        Drive drive;
        for (Eigen::Index r = 0; r < batch.rows.level_v.cols(); ++r)
            drive.push_back(
                {batch.rows.level_v(s, r), batch.rows.resistance_ohm(s, r), batch.rows.curvature_v_a2(s, r)});
        auto const solved = solve(w, g, middle, inverters, drive);
        worst_v = std::max(worst_v, (got_v.row(s).transpose() - solved.output_v).cwiseAbs().maxCoeff());
    }
    return worst_v;
}

}  // namespace

// Three rounds of loading against eight: what a round leaves is a few per cent of what was left before.
TEST_CASE("gradients: the differentiable network is the network at rest, nominal and on chips", "[gradients]") {
    auto options = quick();
    options.spread = 0;
    CHECK(departure_v(options, {}) < 20e-6);
    options.spread = 0.1;
    CHECK(departure_v(options, chips()) < 20e-6);
    // The comparison sees the loading: without it the columns are millivolts off.
    options.aware = false;
    auto const w = start();
    auto const ideal = gradient_network(w, nominal(), {}, options);
    options.aware = true;
    auto const real = gradient_network(w, nominal(), {}, options);
    auto const batch = draw_batch(w, nominal(), {}, examples(), options, 0);
    CHECK((ideal->columns_v(batch) - real->columns_v(batch)).cwiseAbs().maxCoeff() > 1e-3);
}

TEST_CASE("gradients: the loss's gradient is that of finite differences", "[gradients]") {
    auto options = quick();
    options.peak = 0.5;
    options.common = 0.3;
    auto const w = start();
    auto const batch = [&] {
        auto b = draw_batch(w, nominal(), chips(), examples(), options, 3);
        b.rounded = false;
        return b;
    }();
    auto const latents = gradient_network(w, nominal(), chips(), options)->log_conductance();
    auto const parts = network_parts(w, nominal(), chips(), options);
    auto const gradient = make_gradient_network(parts, latents)->gradient(batch);
    auto const difference = [&](auto member, Eigen::Index cell) {
        constexpr double h = 1e-6;  // the curves' bends lie farther apart than a gate moves by that
        double loss[2];
        for (int side = 0; side < 2; ++side) {
            auto moved = latents;
            (moved.*member).data()[cell] += side == 0 ? -h : h;
            loss[side] = make_gradient_network(parts, moved)->loss(batch);
        }
        return (loss[1] - loss[0]) / (2 * h);
    };
    double const scale = gradient.hidden.cwiseAbs().maxCoeff();
    CHECK(scale > 0);
    for (Eigen::Index cell = 0; cell < latents.hidden.size(); cell += 7)
        CHECK(std::abs(gradient.hidden.data()[cell] - difference(&Cells::hidden, cell)) < 1e-4 * scale);
    for (Eigen::Index cell = 0; cell < latents.output.size(); ++cell)
        CHECK(std::abs(gradient.output.data()[cell] - difference(&Cells::output, cell)) <
              1e-4 * gradient.output.cwiseAbs().maxCoeff());
}

TEST_CASE("gradients: conductances go to the nearest level, and gradients pass", "[gradients]") {
    auto const options = quick();
    auto const w = start();
    auto const parts = network_parts(w, nominal(), {}, options);
    auto const at_levels = gradient_network(w, nominal(), {}, options)->log_conductance();
    auto between = at_levels;
    for (Eigen::Index cell = 0; cell < between.hidden.size(); ++cell)   // levels are 0.87 or more apart in logarithms
        between.hidden.data()[cell] += cell / 8 % 3 == 0 ? 0.3 : -0.3;  // not the same for a whole column of 8
    auto batch = draw_batch(w, nominal(), {}, examples(), options, 0);
    batch.rounded = true;
    auto const network = make_gradient_network(parts, between);
    CHECK(network->loss(batch) == Approx(make_gradient_network(parts, at_levels)->loss(batch)).epsilon(1e-12));
    auto const gradient = network->gradient(batch);
    batch.rounded = false;
    CHECK(std::abs(network->loss(batch) / make_gradient_network(parts, at_levels)->loss(batch) - 1) > 0.01);
    auto const expected = make_gradient_network(parts, at_levels)->gradient(batch);
    CHECK((gradient.hidden - expected.hidden).cwiseAbs().maxCoeff() < 1e-9 * expected.hidden.cwiseAbs().maxCoeff());
}

TEST_CASE("gradients: a step draws chips, spread and noise, the same ones each time", "[gradients]") {
    auto options = quick();
    options.spread = 0.1;
    auto const draw = [&](int step) { return draw_batch(start(), nominal(), chips(), examples(), options, step); };
    auto const a = draw(5);
    CHECK(a.rows.level_v == draw(5).rows.level_v);
    CHECK(a.factor.hidden == draw(5).factor.hidden);
    CHECK(a.factor.hidden != draw(6).factor.hidden);
    CHECK(std::set(a.curve.begin(), a.curve.end()).size() > 1);
    auto const log_factor = a.factor.hidden.array().log();
    auto const n = static_cast<double>(log_factor.size());
    // 176 numbers: their root mean square is within 5.3 % of σ in one of three draws, and 16 % away in one of 370.
    CHECK(std::sqrt(log_factor.square().sum() / n) == Approx(0.1).epsilon(0.16));
    CHECK_FALSE(draw(119).rounded);  // 0.6 of 200 steps
    CHECK(draw(120).rounded);
    options.aware = false;
    CHECK(draw(199).factor.hidden == Table::Ones(22, 8));
    CHECK_FALSE(draw(199).rounded);
}

TEST_CASE("gradients: an example is drawn as often as the square of its weight says", "[gradients]") {
    auto weighted = examples();
    auto const n = weighted.weight.size();
    CHECK(weighted.weight == std::vector<double>(n, 1));
    for (std::size_t s = 0; s < n; ++s) weighted.weight[s] = s % 2 == 0 ? 1 : 0.5;
    for (Eigen::Index s = 0; s < weighted.port_v.rows(); ++s)
        weighted.port_v.row(s).setConstant(s % 2 == 0 ? 0.5 : 0.6);
    auto options = quick();
    options.batch = 20000;
    auto const batch = draw_batch(start(), nominal(), {}, weighted, options, 0);
    double const middle_v = nominal().p_follower.inverse(0.55);
    double const light = (batch.aim_v.col(0).array() > middle_v).cast<double>().mean();
    // A quarter as often: 0.2 of all, σ = 0.0028; the two halves differ by one example of several hundred.
    CHECK(light == Approx(0.2).margin(0.012));
    // None but one has weight.
    std::ranges::fill(weighted.weight, 0);
    weighted.weight[7] = 0.3;
    auto const one = draw_batch(start(), nominal(), {}, weighted, options, 0).aim_v;
    CHECK(one.minCoeff() == one.maxCoeff());
    CHECK(one(0, 0) > middle_v);
}

TEST_CASE("gradients: a short training lowers the validated error, the same for the same seed", "[gradients]") {
    auto const d = nominal();
    auto const validated = [&](Weights const& w) { return validate(w, d, task(d, 500)); };
    auto const a = descend(start(), d, {}, examples(), quick(), goes_on);
    CHECK(validated(a).mean_square_v2 < 0.2 * validated(start()).mean_square_v2);
    CHECK(validated(a).worst_v() < 0.5 * validated(start()).worst_v());
    auto options = quick();
    CHECK(descend(start(), d, {}, examples(), options, goes_on).hidden.level == a.hidden.level);
    options.seed = 2;
    CHECK(descend(start(), d, {}, examples(), options, goes_on).hidden.level != a.hidden.level);
    CHECK(descend(start(), d, chips(), examples(), quick(), goes_on).hidden.level != a.hidden.level);
}

TEST_CASE("gradients: where they only lead away, what they started from comes back", "[gradients]") {
    auto options = quick();
    options.steps = 1;
    options.rate = 50;  // throws all conductances to an end of their range
    auto const w = descend(start(), nominal(), {}, examples(), options, goes_on);
    CHECK(w.hidden.level == start().hidden.level);
    CHECK(w.output.level == start().output.level);
}

TEST_CASE("gradients: training that does not know the hardware is worse on it", "[gradients]") {
    auto options = quick();
    options.steps = 400;
    auto const aware = descend(start(), nominal(), {}, examples(), options, goes_on);
    options.aware = false;
    auto const unaware = descend(start(), nominal(), {}, examples(), options, goes_on);
    auto const worst_v = [](Weights const& w) { return validate(w, nominal(), task(nominal(), 500)).worst_v(); };
    CHECK(worst_v(unaware) > 1.2 * worst_v(aware));
}

TEST_CASE("gradients: restarts at the same time give what each gives alone; a search goes on from there",
          "[gradients]") {
    auto const d = nominal();
    TrainOptions options;
    options.method = Method::gradient;
    options.gradient = quick();
    options.restarts = 3;
    options.search.moves = 2000;
    auto const job = shift_add_job(shape(), d, {200, 100}, options.search.seed);
    auto const trained = train(job, d, {}, options, [](double, double) { return true; });
    REQUIRE(trained.restarts.size() == 3);
    CHECK(trained.history.empty());
    CHECK(trained.descent.back().moves == 200);
    Validation best;
    for (std::uint64_t r = 0; r < 3; ++r) {
        auto alone = quick();
        alone.seed = 1 + r * 1'000'003;
        auto const inputs = shift_add_inputs(shape(), 200, alone.seed, "training");
        auto const w = descend(shift_add_start(shape(), d, alone.seed), d, {}, shift_add_examples(shape(), inputs),
                               alone, goes_on);
        auto const v = validate(w, d, task(d, 100));
        CHECK(v.worst_v() == trained.restarts[r].worst_v());
        if (r == 0 || v.worst_v() < best.worst_v()) best = v;
    }
    CHECK(trained.validation.worst_v() == best.worst_v());

    options.method = Method::gradient_then_search;
    auto const both = train(job, d, {}, options, [](double, double) { return true; });
    CHECK(both.history.front().cost_v == Approx(both.descent.back().best_v).epsilon(0.05));
    double share = 0;
    CHECK(train(job, d, {}, options, [&](double s, double) {
              share = s;
              return false;
          }).restarts.empty());
    CHECK(share < 0.5);
}
