#include "circuits/neural/adc_weights.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace cimchar::circuits::neural {

namespace {

constexpr int middle = static_cast<int>(adc_comparators) / 2;  // decisions that stand for 0

}  // namespace

Crossbar make_comparators(std::size_t count) {
    std::size_t const rows = 1 + 2 * static_cast<std::size_t>(adc_bias_cells);
    return {rows, count, std::vector<int>(rows * count, 0)};
}

Crossbar make_dac() {
    std::size_t const rows = adc_comparators + 2 * static_cast<std::size_t>(adc_dac_bias_cells);
    return {rows, 1, std::vector<int>(rows, 0)};
}

double adc_threshold(std::size_t i, std::size_t count) {
    double const from_middle = static_cast<double>(i) - (static_cast<double>(count) - 1) / 2;
    return from_middle / (count == adc_comparators ? adc_gain : 2);
}

double adc_residue(double u, int decided) {
    return adc_gain * u - (decided - middle);
}

int adc_code(std::vector<int> const& decided) {
    CIMCHAR_EXPECT(decided.size() == adc_stages + 1);
    int code = 0;
    for (std::size_t k = 0; k < adc_stages; ++k) code = static_cast<int>(adc_gain) * code + decided[k] - middle;
    // The end counts codes: a residue of half the range is one.
    code = 2 * code + decided.back() - static_cast<int>(adc_flash + 1) / 2;
    constexpr int codes = 1 << adc_bits;
    return std::clamp(code + codes / 2, 0, codes - 1);
}

PortPair adc_held(AdcWeights const& w, double half_difference_v) {
    return {w.middle_v + half_difference_v, w.middle_v - half_difference_v};
}

}  // namespace cimchar::circuits::neural
