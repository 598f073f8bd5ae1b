#include "circuits/neural/weights.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::circuits::neural {

namespace {

/// Weight of the previous sum when the highest slice comes first: the most that keeps sums within full scale.
double weight_of_higher_slices(Weights const& w) {
    return 1 / (1 + std::exp2(-w.dac_bits));
}

}  // namespace

std::vector<double> ideal_weights(Weights const& weights) {
    bool const lowest = weights.first_slice == FirstSlice::lowest;
    double const previous = lowest ? std::exp2(-weights.dac_bits) : weight_of_higher_slices(weights);
    double const lines = lowest ? 1 - previous : previous;
    std::vector<double> w;
    for (std::size_t k = 0; k < bit_lines; ++k)
        w.push_back(lines * std::exp2(static_cast<double>(k)) / (std::exp2(bit_lines) - 1));
    w.push_back(previous);
    return w;
}

double slice_scale(Weights const& w, std::size_t slice) {
    if (w.first_slice == FirstSlice::lowest) return 1;
    return std::pow(std::exp2(-w.dac_bits) * weight_of_higher_slices(w), static_cast<double>(slice));
}

std::size_t driven_rows(Weights const& w) {
    return w.hidden.rows - 2 * static_cast<std::size_t>(w.bias_cells);
}

Weights make_weights(std::size_t driven_rows, int inverters, int bias_cells, int output_bias_cells,
                     std::vector<double> level_s) {
    CIMCHAR_EXPECT(inverters > 0 && bias_cells >= 0 && output_bias_cells >= 0 && !level_s.empty());
    auto const crossbar = [](std::size_t rows, std::size_t columns) {
        return Crossbar{rows, columns, std::vector<int>(rows * columns, 0)};
    };
    Weights w;
    w.bias_cells = bias_cells;
    w.output_bias_cells = output_bias_cells;
    w.level_s = std::move(level_s);
    auto const columns = static_cast<std::size_t>(inverters);
    w.hidden = crossbar(driven_rows + 2 * static_cast<std::size_t>(bias_cells), columns);
    w.output = crossbar(columns + 2 * static_cast<std::size_t>(output_bias_cells), 2);
    return w;
}

int nearest_level(std::vector<double> const& level_s, double conductance_s) {
    auto const found = std::min_element(level_s.begin(), level_s.end(), [&](double a, double b) {
        return std::abs(a - conductance_s) < std::abs(b - conductance_s);
    });
    return static_cast<int>(found - level_s.begin());
}

}  // namespace cimchar::circuits::neural
