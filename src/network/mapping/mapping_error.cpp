#include "network/mapping/mapping_error.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "network/mapping/cells.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>

namespace cimchar::network {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// Four standard deviations of the weights are full scale.
constexpr double full_scale_sigmas = 4;

/// Losses that differ by rounding alone are equal: the orders that led to them add the same cells up differently.
constexpr double rounding = 1e-9;

void check(MappedArrays const& arrays) {
    constexpr int most_bits = 16;
    if (arrays.bits < 1 || arrays.bits > most_bits)
        throw InputError(fmt::format("{} bits are no width of weights here; take 1 to {}", arrays.bits, most_bits));
    if (arrays.lines == 0 || arrays.samples == 0)
        throw InputError("an array has at least one line, and a study one sample; give more than 0");
    if (!std::isfinite(arrays.read_step) || arrays.read_step < 0)
        throw InputError(fmt::format("{} is no step of a reading; give 0 or more", arrays.read_step));
}

void check(ErrorStudy const& study) {
    check(study.arrays);
    unsigned const codes = 1U << static_cast<unsigned>(study.arrays.bits);
    if (study.input >= codes || study.weight >= codes)
        throw InputError(fmt::format("input {} and weight {} are not both codes of {} bits; take 0 to {}", study.input,
                                     study.weight, study.arrays.bits, codes - 1));
}

double levels(MappedArrays const& arrays) {
    return std::ldexp(1.0, arrays.bits);
}

Conductances drawn_array(MappedArrays const& arrays, Cells const& cells, std::size_t sample) {
    CellDraws const draws({arrays.seed, sample, 0});
    Conductances g(static_cast<Index>(arrays.lines), arrays.bits);
    for (Index row = 0; row < g.rows(); ++row)
        for (Index column = 0; column < g.cols(); ++column)
            g(row, column) =
                programmed(cells, 1, draws.normal(static_cast<std::size_t>(row), static_cast<std::size_t>(column)));
    return g;
}

Conductances read_back(Conductances const& conductances, double step) {
    return step == 0 ? conductances : Conductances((conductances.array() / step).round() * step);
}

/// Values of a column on the true conductances, mapped by what was read, block by block of lines.
VectorXd mapped_values(VectorXd const& weights, Conductances const& truly, Conductances const& read,
                       MappingMethod method, std::size_t lines_per_order) {
    VectorXd values(weights.size());
    auto const block = lines_per_order == 0 ? weights.size() : static_cast<Index>(lines_per_order);
    for (Index begin = 0; begin < weights.size(); begin += block) {
        auto const rows = std::min(block, weights.size() - begin);
        auto const map = map_column(weights.segment(begin, rows), read.middleRows(begin, rows), method);
        values.segment(begin, rows) = values_of(map, truly.middleRows(begin, rows));
    }
    return values;
}

VectorXd drawn_weights(MappedArrays const& arrays, std::size_t sample) {
    double const largest = levels(arrays) - 1;
    auto const stream = stable_hash(fmt::format("network.weights/{}", sample));
    VectorXd weights(static_cast<Index>(arrays.lines));
    for (Index row = 0; row < weights.size(); ++row) {
        double const z = standard_normal(arrays.seed, stream, static_cast<std::uint64_t>(row));
        weights(row) = std::min(std::abs(z) / full_scale_sigmas * largest, largest);
    }
    return weights;
}

/// Of numerators over denominators, pairs from independent arrays: the ratio of sums, and its standard error to first
/// order in the deviations of both.
std::pair<double, double> ratio_of_sums(VectorXd const& over, VectorXd const& under) {
    double const ratio = under.sum() == 0 ? 0 : over.sum() / under.sum();
    auto const n = static_cast<double>(over.size());
    if (n < 2) return {ratio, std::numeric_limits<double>::infinity()};
    double const squares = (over - ratio * under).squaredNorm();
    return {ratio, under.sum() == 0 ? 0 : std::sqrt(n / (n - 1) * squares) / under.sum()};
}

}  // namespace

std::vector<double> errors_lsb(ErrorStudy const& study) {
    check(study);
    auto const& arrays = study.arrays;
    auto const cells = zhang_cells(arrays.sigma);
    VectorXd const weights = VectorXd::Constant(static_cast<Index>(arrays.lines), study.weight);
    std::vector<double> errors;
    for (std::size_t sample = 0; sample < arrays.samples; ++sample) {
        auto const truly = drawn_array(arrays, cells, sample);
        auto const values = mapped_values(weights, truly, read_back(truly, arrays.read_step), study.method,
                                          std::min(study.lines_per_order, arrays.lines));
        double const error = (values - weights).sum() * study.input;
        errors.push_back(error / (static_cast<double>(arrays.lines) * levels(arrays)));
    }
    return errors;
}

double plain_sigma_lsb(ErrorStudy const& study) {
    check(study);
    double squares = 0;
    for (int k = 0; k < study.arrays.bits; ++k)
        if (((study.weight >> static_cast<unsigned>(k)) & 1U) != 0) squares += std::ldexp(1.0, 2 * k);
    return study.arrays.sigma * study.input * std::sqrt(squares) /
           (levels(study.arrays) * std::sqrt(static_cast<double>(study.arrays.lines)));
}

std::vector<QuantizationFigures> quantization_figures(QuantizationStudy const& study) {
    auto const& arrays = study.arrays;
    check(arrays);
    auto const cells = zhang_cells(arrays.sigma);
    auto const methods = static_cast<Index>(study.methods.size());
    auto const samples = static_cast<Index>(arrays.samples);
    Eigen::MatrixXd error(samples, methods);
    Eigen::MatrixXd loss(samples, methods);
    VectorXd size(samples);
    for (Index sample = 0; sample < samples; ++sample) {
        auto const truly = drawn_array(arrays, cells, static_cast<std::size_t>(sample));
        auto const read = read_back(truly, arrays.read_step);
        auto const weights = drawn_weights(arrays, static_cast<std::size_t>(sample));
        size(sample) = weights.sum();
        for (Index m = 0; m < methods; ++m) {
            auto const map = map_column(weights, read, study.methods[static_cast<std::size_t>(m)]);
            error(sample, m) = (values_of(map, truly) - weights).cwiseAbs().sum();
            loss(sample, m) = mapping_loss(weights - values_of(map, read));
        }
    }
    VectorXd least = VectorXd::Constant(samples, std::numeric_limits<double>::infinity());
    for (Index m = 0; m < methods; ++m)
        if (study.methods[static_cast<std::size_t>(m)] != MappingMethod::plain) least = least.cwiseMin(loss.col(m));
    std::vector<QuantizationFigures> figures;
    for (Index m = 0; m < methods; ++m) {
        auto const [ratio, sigma] = ratio_of_sums(error.col(m), size);
        auto const best = (loss.col(m).array() <= least.array() * (1 + rounding)).count();
        figures.push_back({study.methods[static_cast<std::size_t>(m)], ratio, sigma, loss.col(m).mean(),
                           static_cast<double>(best) / static_cast<double>(samples)});
    }
    return figures;
}

}  // namespace cimchar::network
