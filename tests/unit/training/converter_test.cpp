// Training of the pipelined converter: what is designed, and a short training.
#include "training/converter.hpp"

#include "support/converter_devices.hpp"
#include "training/decisions.hpp"
#include "training/static_network.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

using namespace cimchar;
using namespace cimchar::training;
using namespace cimchar::circuits::neural;

namespace {

auto const& level_s = converter_level_s;

double column_v(Crossbar const& comparators, Devices const& d, double input_v, std::size_t i) {
    return settle(conductances(comparators, level_s), {d.p_follower(input_v)}, adc_bias_cells, d.supply_v)
        .column_v(static_cast<Eigen::Index>(i));
}

}  // namespace

TEST_CASE("training: comparators decide where they are asked to, whatever they load", "[training]") {
    auto const d = converter_devices();
    std::vector<double> const at_v{0.2, 0.25, 0.31, 0.38, 0.44, 0.5};
    auto const comparators = design_comparators(at_v, level_s, d);
    // 330 fillings to either side: about 10^5 thresholds over less than a volt.
    constexpr double near_v = 0.2e-3;
    for (std::size_t i = 0; i < at_v.size(); ++i) {
        CHECK(column_v(comparators, d, at_v[i] - near_v, i) < d.inverter_threshold_v());
        CHECK(column_v(comparators, d, at_v[i] + near_v, i) > d.inverter_threshold_v());
    }
}

TEST_CASE("training: a short training makes a converter, the same one for the same seed", "[training]") {
    auto const d = converter_devices();
    auto const shape = make_weights(adc_rows, 16, 6, 8, level_s);
    TrainOptions options;
    options.restarts = 1;
    options.search.moves = 4000;
    options.search.hot_v = 20e-6;
    options.search.cold_v = 2e-6;
    options.search.common = 0.02;
    auto const go = [](double, double) { return true; };
    auto const trained = train_converter(shape, AdcWeights{}, d, {}, options, go);
    REQUIRE(trained.weights.stages.size() == adc_stages);
    CHECK(misfit(trained.weights).empty());
    CHECK(to_text(train_converter(shape, AdcWeights{}, d, {}, options, go).weights) == to_text(trained.weights));
    // The searches' histories are one, over all moves.
    for (auto const& stage : trained.stages) {
        auto const& history = stage.history;
        CHECK(std::ranges::adjacent_find(history, std::greater_equal(), &SearchState::moves) == history.end());
        CHECK(history.back().moves > options.search.moves / 2);
        CHECK(history.back().moves < options.search.moves);
    }
    // Stages hand on what is left of the input: no code is far from where it should be.
    double const lsb_v = trained.weights.range_v / 256;
    for (std::size_t k = 0; k < trained.transition_v.size(); ++k)
        CHECK(std::abs(trained.transition_v[k] - static_cast<double>(k + 1) * lsb_v) < 8 * lsb_v);
    auto const held = [&](double v) { return adc_held(trained.weights, trained.weights.held_gain * (v - 0.25)); };
    auto const low = convert(trained.weights, d, held(0.1));
    CHECK(low.code == Approx(0.1 / lsb_v).margin(8));
    CHECK(low.decided.size() == adc_stages + 1);
    CHECK(low.input_v.size() == adc_stages + 1);
    CHECK(low.decided[0] < convert(trained.weights, d, held(0.4)).decided[0]);
    CHECK(train_converter(shape, AdcWeights{}, d, {}, options, [](double, double) { return false; }).stages.empty());

    // A network in front whose results are 30 codes off: the one trained on them gives codes of the ideal sums.
    Front const front = [](double ideal_v) { return 0.94 * ideal_v - 0.03; };
    auto const behind = train_converter(shape, AdcWeights{}, d, front, options, go);
    for (std::size_t k = 0; k < behind.transition_v.size(); ++k)
        CHECK(std::abs(behind.transition_v[k] - static_cast<double>(k + 1) * lsb_v) < 8 * lsb_v);
    CHECK(std::abs(transition_levels(trained.weights, d, front)[127] - 128 * lsb_v) > 20 * lsb_v);
}

TEST_CASE("training: a network in front is the mean of its results over the ideal sum", "[training]") {
    std::vector<double> ideal_v;
    std::vector<double> result_v;
    auto const error_v = [](double v) { return 3e-3 * std::sin(12 * v); };
    for (int i = 0; i < 2000; ++i) {
        double const v = 0.5 * std::fmod(i * 0.618034, 1.0);  // in no order
        ideal_v.push_back(v);
        result_v.push_back(v + error_v(v) + (i % 2 == 0 ? 1e-3 : -1e-3));
    }
    auto const front = front_of(ideal_v, result_v);
    // 62 conversions are taken together: of ±1 mV 1/62 may be left, and the sine bends by 0.01 mV over their width.
    for (double v = 0.01; v < 0.5; v += 0.01) CHECK(front(v) == Approx(v + error_v(v)).margin(0.1e-3));
    CHECK(front(0.6) - 0.6 == Approx(front(0.55) - 0.55));  // the error at the end stays

    CHECK_THROWS_WITH(front_of({0.1, 0.2, 0.3}, {0.1, 0.2, 0.3}), Catch::Contains("too few"));
    std::vector<double> const alike(100, 0.25);
    CHECK_THROWS_WITH(front_of(alike, alike), Catch::Contains("too much alike"));
}
