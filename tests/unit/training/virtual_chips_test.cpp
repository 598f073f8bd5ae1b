// Chips drawn for a trained network, and stages of characterized chips.
#include "training/virtual_chips.hpp"
#include "training/shift_add.hpp"
#include "training/train.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar::training;

namespace {

std::vector<double> sweep() {
    std::vector<double> x;
    for (int i = 0; i <= 240; ++i) x.push_back(1.2 * i / 240);
    return x;
}

/// Output of an inverter that switches at `at_v`, and has an output resistance there alone.
LoadedCurve inverter(double at_v) {
    constexpr double load_a = 1e-6;
    std::vector<double> y;
    std::vector<double> low;
    std::vector<double> high;
    for (double const v : sweep()) {
        double const bend = 1 / std::cosh((v - at_v) * 10 / 0.6);
        y.push_back(0.6 - 0.6 * std::tanh((v - at_v) * 10 / 0.6));
        low.push_back(y.back() - 20e3 * bend * load_a);
        high.push_back(y.back() + 20e3 * bend * load_a);
    }
    return {sweep(), y, low, high, load_a};
}

LoadedCurve follower(double level_v, double gain) {
    std::vector<double> y;
    for (double const v : sweep()) y.push_back(level_v + gain * v);
    return {sweep(), y, y, y, 1e-6};
}

Devices devices(double off_v) {
    return {1.2, inverter(0.6 + off_v), follower(0.27 + off_v, 0.9), follower(-0.15, 0.9)};
}

}  // namespace

TEST_CASE("training: a chip's stage gives way where it switches itself, as the nominal one does", "[training]") {
    auto const nominal = inverter(0.6);
    std::vector<double> y;
    for (double const v : sweep()) y.push_back(0.6 - 0.6 * std::tanh((v - 0.63) * 10 / 0.6));
    LoadedCurve const chip(nominal, sweep(), y);
    CHECK(nominal.middle() == Approx(0.6).margin(1e-6));
    CHECK(chip.middle() == Approx(0.63).margin(1e-6));
    for (double const v : {0.3, 0.55, 0.63, 0.7, 0.9}) {
        CHECK(chip(v).level_v == Approx(inverter(0.63)(v).level_v).margin(1e-6));
        CHECK(chip(v).resistance_ohm == Approx(inverter(0.63)(v).resistance_ohm).margin(20));
    }
}

TEST_CASE("training: virtual chips without spread are the nominal network, with it they differ", "[training]") {
    auto const shape = cimchar::circuits::neural::make_weights(cimchar::circuits::neural::shift_add_rows, 8, 2, 4,
                                                               {40e-9, 0.1e-6, 0.25e-6, 0.6e-6});
    auto const d = devices(0);
    auto const w = shift_add_start(shape, d, 1);
    auto const examples = shift_add_examples(shape, shift_add_inputs(shape, 100, 1, "validation"));
    auto const nominal = validate(w, d, shift_add_task(w, d, shift_add_inputs(w, 100, 1, "validation")));
    ChipOptions options;
    options.chips = 3;
    options.spread = 0;
    for (auto const& chip : virtual_chips(w, d, {}, examples, options)) {
        CHECK(chip.rms_v == Approx(std::sqrt(nominal.mean_square_v2)));
        CHECK(chip.max_v == Approx(nominal.worst_v()));
    }
    // Stages that are all alike change nothing either; those of different chips do.
    CHECK(virtual_chips(w, d, {d, d}, examples, options)[0].rms_v == Approx(std::sqrt(nominal.mean_square_v2)));
    auto const drawn = virtual_chips(w, d, {devices(-0.02), devices(0.02)}, examples, options);
    CHECK(drawn[0].mean_v != drawn[1].mean_v);
    options.spread = 0.025;
    auto const spread = virtual_chips(w, d, {}, examples, options);
    CHECK(spread[0].rms_v != spread[1].rms_v);
    CHECK(spread[2].rms_v == virtual_chips(w, d, {}, examples, options)[2].rms_v);
}
