#include "circuits/nn_kernel/design.hpp"

#include "circuits/neural/weights_text.hpp"
#include "core/error.hpp"
#include "core/random.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <functional>

namespace cimchar::circuits::nn_kernel {

namespace {

constexpr int values = 256;  // of weights and inputs

/// Inputs of a conversion about a level, 0 … 1, over a width that is drawn.
std::vector<int> inputs_about(double level, std::size_t rows, std::function<double(std::string const&)> const& drawn) {
    double const width = drawn("width");
    std::vector<int> x;
    for (std::size_t row = 0; row < rows; ++row) {
        double const share = level + (drawn(fmt::format("row{}", row)) - 0.5) * width;
        x.push_back(static_cast<int>(std::lround((values - 1) * std::clamp(share, 0.0, 1.0))));
    }
    return x;
}

}  // namespace

std::vector<ParameterInfo> parameter_infos() {
    return {
        file("weights", "weights", "nn_shift_add_4bit",
             "trained shift-and-add: one that ships, or a file of cimchar train"),
        file("converter", "weights", "nn_adc_8bit_kernel", "trained converter, likewise"),
        number("clock_hz", "Hz", 20e6, 1e5, 1e9, "cycles per second of the shift-and-add, one per slice of the inputs"),
        number("converter_hz", "Hz", 5e6, 1e4, 10e9, "conversions per second where all of it is one netlist"),
        count("rows", 128, 1, 1024, "word lines"),
        number("word_line_v", "V", 0.8, 0.01, 1.2, "word line at a full slice of an input"),
        number("lrs_ohm", "Ω", 1e6, 1e3, 1e9, "cell that holds a one"),
        number("hrs_ohm", "Ω", 25e6, 1e3, 1e12, "cell that holds a zero"),
        number("bit_line_f", "F", 100e-15, 1e-18, 1e-12, "wire of a bit line"),
        count("conversions", 4, 1, 1e5, "of every chip, with random inputs of its own"),
        count("clocked", 6, 1, 1e3, "of these, all of it in one netlist, of nominal chips"),
        count("input_seed", 1, 0, 1e9, "seed of the kernel's weights and of the inputs"),
        choice("calibration", {"off", "on"},
               "of every chip: what the converter's decisions weigh, and a straight line through conversions of known "
               "sums"),
        count("known", 8, 2, 1000, "conversions that this line is found by"),
    };
}

Design make_design(Parameters const& p) {
    Design d;
    d.network.weights = neural::from_text(p.text("weights"));
    d.network.clock_hz = p.number("clock_hz");
    d.converter.weights = neural::adc_from_text(p.text("converter"));
    d.converter.clock_hz = p.number("converter_hz");
    d.rows = static_cast<std::size_t>(std::llround(p.number("rows")));
    d.word_line_v = p.number("word_line_v");
    d.lrs_ohm = p.number("lrs_ohm");
    d.hrs_ohm = p.number("hrs_ohm");
    d.bit_line_f = p.number("bit_line_f");
    d.conversions = static_cast<std::size_t>(std::llround(p.number("conversions")));
    d.clocked = std::min(d.conversions, static_cast<std::size_t>(std::llround(p.number("clocked"))));
    d.seed = static_cast<std::uint64_t>(std::llround(p.number("input_seed")));
    d.converter.calibrated = p.choice("calibration") == "on";
    if (d.converter.calibrated) d.known = static_cast<std::size_t>(std::llround(p.number("known")));
    if (!(d.lrs_ohm < d.hrs_ohm))
        throw InputError(
            fmt::format("lrs_ohm is {:g} Ω and hrs_ohm {:g} Ω; give a smaller one first", d.lrs_ohm, d.hrs_ohm));
    auto const& stage = d.converter.weights.stages.at(0).residue;
    if (stage.sizes.bias_a != d.network.weights.sizes.bias_a)
        throw InputError(fmt::format(
            "followers of the shift-and-add take {:g} A and those of the converter {:g} A (they share gate lines); "
            "train both on devices with the same bias",
            d.network.weights.sizes.bias_a, stage.sizes.bias_a));
    return d;
}

std::vector<int> kernel(Design const& d) {
    std::vector<int> weights;
    for (std::size_t row = 0; row < d.rows; ++row)
        weights.push_back(static_cast<int>(values * uniform(d.seed, stable_hash("kernel"), row)));
    return weights;
}

std::vector<std::vector<int>> inputs(Design const& d, std::uint64_t sample) {
    std::vector<std::vector<int>> all;
    for (std::size_t i = 0; i < d.conversions; ++i) {
        auto const drawn = [&](std::string const& what) {
            return uniform(d.seed, stable_hash(fmt::format("{}.{}", what, i)), sample);
        };
        all.push_back(inputs_about(drawn("level"), d.rows, drawn));
    }
    return all;
}

std::vector<std::vector<int>> known_inputs(Design const& d) {
    std::vector<std::vector<int>> all;
    for (std::size_t i = 0; i < d.known; ++i) {
        auto const drawn = [&](std::string const& what) {
            return uniform(d.seed, stable_hash(fmt::format("known.{}.{}", what, i)), 0);
        };
        all.push_back(inputs_about((static_cast<double>(i) + 0.5) / static_cast<double>(d.known), d.rows, drawn));
    }
    return all;
}

}  // namespace cimchar::circuits::nn_kernel
