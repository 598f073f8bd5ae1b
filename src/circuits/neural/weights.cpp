#include "circuits/neural/weights.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::circuits::neural {

std::vector<double> ideal_weights(int dac_bits) {
    double const previous = std::exp2(-dac_bits);
    std::vector<double> w;
    for (std::size_t k = 0; k < bit_lines; ++k)
        w.push_back((1 - previous) * std::exp2(static_cast<double>(k)) / (std::exp2(bit_lines) - 1));
    w.push_back(previous);
    return w;
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
