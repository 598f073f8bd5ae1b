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

PortPair adc_held(AdcWeights const& w, double half_difference_v) {
    return {w.middle_v + half_difference_v, w.middle_v - half_difference_v};
}

}  // namespace cimchar::circuits::neural
