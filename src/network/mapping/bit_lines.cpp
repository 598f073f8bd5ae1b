#include "network/mapping/bit_lines.hpp"

#include "core/error.hpp"
#include "network/mapping/pseudo_binary.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace cimchar::network {

namespace {

using Eigen::Index;
using Eigen::VectorXd;
using Order = std::vector<std::size_t>;

Order as_they_lie(Index n) {
    Order order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 0U);
    return order;
}

/// What remains behind this bit line at this position.
void take(VectorXd const& remaining, Conductances const& conductances, std::size_t line, std::size_t position,
          VectorXd& behind) {
    double const significance = significance_of(position, static_cast<std::size_t>(conductances.cols()));
    auto const cells = conductances.col(static_cast<Index>(line));
    for (Index row = 0; row < remaining.size(); ++row)
        behind(row) = stays_low_resistive(cells(row), significance, remaining(row))
                          ? remaining(row) - cells(row) * significance
                          : remaining(row);
}

Order greedy(VectorXd const& magnitudes, Conductances const& conductances) {
    auto left = as_they_lie(conductances.cols());
    Order order;
    VectorXd remaining = magnitudes;
    VectorXd trial(magnitudes.size());
    VectorXd kept(magnitudes.size());
    while (!left.empty()) {
        double least = std::numeric_limits<double>::infinity();
        auto chosen = left.begin();
        for (auto line = left.begin(); line != left.end(); ++line) {
            take(remaining, conductances, *line, order.size(), trial);
            if (double const loss = mapping_loss(trial); loss < least) {
                least = loss;
                chosen = line;
                kept.swap(trial);
            }
        }
        remaining.swap(kept);
        order.push_back(*chosen);
        left.erase(chosen);
    }
    return order;
}

/// Depth first, so that orders with a common beginning share what it leaves.
struct Exhaustive {
    Conductances const& conductances;
    std::vector<VectorXd> remaining;  ///< shape (n + 1): in front of every position, and behind the last
    Order order, best;
    std::vector<bool> used;
    double least = std::numeric_limits<double>::infinity();

    Exhaustive(VectorXd const& magnitudes, Conductances const& cells)
        : conductances(cells),
          remaining(static_cast<std::size_t>(cells.cols()) + 1, magnitudes),
          best(as_they_lie(cells.cols())),
          used(best.size()) {}

    void search() {
        auto const position = order.size();
        if (position == used.size()) {
            if (double const loss = mapping_loss(remaining.back()); loss < least) {
                least = loss;
                best = order;
            }
            return;
        }
        for (std::size_t line = 0; line < used.size(); ++line) {
            if (used[line]) continue;
            take(remaining[position], conductances, line, position, remaining[position + 1]);
            used[line] = true;
            order.push_back(line);
            search();
            order.pop_back();
            used[line] = false;
        }
    }
};

Order exhaustive(VectorXd const& magnitudes, Conductances const& conductances) {
    if (conductances.cols() > static_cast<Index>(most_exhaustive_bit_lines))
        throw InputError(fmt::format(
            "all orders of {} bit lines are too many to try (their number is a factorial); take at most {}, "
            "or the greedy search",
            conductances.cols(), most_exhaustive_bit_lines));
    Exhaustive all(magnitudes, conductances);
    all.search();
    return all.best;
}

void check(VectorXd const& magnitudes, Conductances const& conductances) {
    CIMCHAR_EXPECT(conductances.rows() == magnitudes.size());
    CIMCHAR_EXPECT(conductances.cols() >= 1 && conductances.cols() <= 32);
    if (!magnitudes.allFinite() || (magnitudes.array() < 0).any())
        throw InputError(
            "a magnitude of a weight is negative or no number (cells can only add); give signed weights to two "
            "differential columns");
    if (!conductances.allFinite()) throw InputError("a cell's conductance is no number; give finite ones");
}

}  // namespace

double mapping_loss(VectorXd const& remaining) {
    return remaining.size() == 0 ? 0 : remaining.cwiseAbs().maxCoeff() * remaining.squaredNorm();
}

VectorXd values_of(ColumnMap const& map, Conductances const& conductances) {
    CIMCHAR_EXPECT(map.low_resistive.rows() == conductances.rows() && map.low_resistive.cols() == conductances.cols());
    VectorXd values = VectorXd::Zero(conductances.rows());
    for (std::size_t position = 0; position < map.order.size(); ++position) {
        auto const line = static_cast<Index>(map.order[position]);
        double const significance = significance_of(position, map.order.size());
        values.array() += significance * conductances.col(line).array() * map.low_resistive.col(line).cast<double>();
    }
    return values;
}

ColumnMap map_column(VectorXd const& magnitudes, Conductances const& conductances, MappingMethod method) {
    check(magnitudes, conductances);
    auto const n = conductances.cols();
    ColumnMap map;
    map.order = method == MappingMethod::bit_lines    ? greedy(magnitudes, conductances)
                : method == MappingMethod::exhaustive ? exhaustive(magnitudes, conductances)
                                                      : as_they_lie(n);
    map.low_resistive.resize(magnitudes.size(), n);
    double const largest = std::ldexp(1.0, static_cast<int>(n)) - 1;
    std::vector<double> cells(map.order.size());
    for (Index row = 0; row < magnitudes.size(); ++row) {
        std::vector<bool> low(cells.size());
        if (method == MappingMethod::plain) {
            auto const code = static_cast<std::uint64_t>(std::min(std::round(magnitudes(row)), largest));
            for (std::size_t k = 0; k < low.size(); ++k) low[k] = ((code >> (low.size() - 1 - k)) & 1U) != 0;
        } else {
            for (std::size_t k = 0; k < cells.size(); ++k)
                cells[k] = conductances(row, static_cast<Index>(map.order[k]));
            low = pseudo_binary(magnitudes(row), cells).low_resistive;
        }
        for (std::size_t k = 0; k < low.size(); ++k) map.low_resistive(row, static_cast<Index>(map.order[k])) = low[k];
    }
    return map;
}

DifferentialMap map_signed_column(VectorXd const& weights, Conductances const& positive_cells,
                                  Conductances const& negative_cells, MappingMethod method) {
    return {map_column(weights.cwiseMax(0), positive_cells, method),
            map_column((-weights).cwiseMax(0), negative_cells, method)};
}

VectorXd values_of(DifferentialMap const& map, Conductances const& positive_cells, Conductances const& negative_cells) {
    return values_of(map.positive, positive_cells) - values_of(map.negative, negative_cells);
}

double quantization_error_ratio(VectorXd const& values, VectorXd const& weights) {
    CIMCHAR_EXPECT(values.size() == weights.size());
    double const error = (values - weights).cwiseAbs().sum();
    return error == 0 ? 0 : error / weights.cwiseAbs().sum();
}

}  // namespace cimchar::network
