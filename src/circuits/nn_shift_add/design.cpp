#include "circuits/nn_shift_add/design.hpp"

#include "circuits/neural/weights_text.hpp"
#include "core/error.hpp"
#include "core/random.hpp"

#include <fmt/format.h>
#include <cmath>

namespace cimchar::circuits::nn_shift_add {

std::vector<ParameterInfo> parameter_infos() {
    return {
        file("weights", "weights", "nn_shift_add_4bit", "trained network: one that ships, or a file of cimchar train"),
        number("clock_hz", "Hz", 20e6, 1e5, 1e9, "cycles per second; a conversion takes one per slice of the inputs"),
        number("hold_f", "F", 100e-15, 10e-15, 10e-12, "hold capacitor"),
        number("switch_w_m", "m", 0.4e-6, 0.15e-6, 20e-6, "width of the sampling switches' transistors"),
        number("row_f", "F", 20e-15, 0, 1e-12, "wire along a row of a crossbar"),
        number("column_f", "F", 10e-15, 0, 1e-12, "wire along a column of a crossbar"),
        count("random", 100, 0, 1e6, "conversions with random inputs"),
        choice("corners", {"on", "off"}, "conversions with every bit line at an end of its range, all 256"),
        count("input_seed", 1, 0, 1e9, "seed of the random inputs"),
    };
}

Design make_design(Parameters const& p) {
    Design d;
    d.weights = neural::from_text(p.text("weights"));
    d.clock_hz = p.number("clock_hz");
    d.hold_f = p.number("hold_f");
    d.switch_w_m = p.number("switch_w_m");
    d.row_f = p.number("row_f");
    d.column_f = p.number("column_f");
    d.random = static_cast<std::size_t>(std::llround(p.number("random")));
    d.corners = p.choice("corners") == "on";
    d.seed = static_cast<std::uint64_t>(std::llround(p.number("input_seed")));
    if (d.random == 0 && !d.corners)
        throw InputError("random is 0 and corners is off (nothing goes through the network); give inputs");
    return d;
}

double Design::ideal_v(Conversion const& conversion) const {
    auto const w = neural::ideal_weights(weights);
    double sum_v = 0;
    for (auto const& slice : conversion) {
        double next_v = w.back() * sum_v;
        for (std::size_t k = 0; k < slice.size(); ++k) next_v += w[k] * slice[k];
        sum_v = next_v;
    }
    return sum_v;
}

std::vector<Conversion> conversions(Design const& d) {
    constexpr std::size_t corners = 1U << neural::bit_lines;
    constexpr std::size_t stride = 167;  // odd: every slice goes through all corners, in another order
    double const full_v = d.weights.full_scale_v;
    std::vector<Conversion> all;
    for (std::size_t i = 0; d.corners && i < corners; ++i) {
        Conversion conversion;
        for (std::size_t s = 0; s < d.slices(); ++s) {
            // The slice that weighs most is corner i itself.
            std::size_t const below = d.weights.first_slice == neural::FirstSlice::lowest ? d.slices() - 1 - s : s;
            std::size_t const corner = (i + below * (stride * i + 13)) % corners;
            double const scale_v = full_v * neural::slice_scale(d.weights, s);
            std::vector<double> v;
            for (std::size_t k = 0; k < neural::bit_lines; ++k) v.push_back((corner >> k & 1U) != 0 ? scale_v : 0);
            conversion.push_back(std::move(v));
        }
        all.push_back(std::move(conversion));
    }
    for (std::size_t i = 0; i < d.random; ++i) {
        Conversion conversion;
        for (std::size_t s = 0; s < d.slices(); ++s) {
            double const scale_v = full_v * neural::slice_scale(d.weights, s);
            std::vector<double> v;
            for (std::size_t k = 0; k < neural::bit_lines; ++k)
                v.push_back(scale_v * uniform(d.seed, stable_hash(fmt::format("slice{}.line{}", s, k)), i));
            conversion.push_back(std::move(v));
        }
        all.push_back(std::move(conversion));
    }
    return all;
}

}  // namespace cimchar::circuits::nn_shift_add
