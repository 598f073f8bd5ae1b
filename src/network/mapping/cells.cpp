#include "network/mapping/cells.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::network {

namespace {

double target_s(Cells const& cells, std::size_t level) {
    CIMCHAR_EXPECT(cells.levels >= 2 && level < cells.levels);
    double const share = static_cast<double>(level) / static_cast<double>(cells.levels - 1);
    return cells.off_s + (cells.on_s - cells.off_s) * share;
}

double sigma_s(AdditiveSpread const& spread, double target_s) {
    double sigma = 0;
    for (auto c = spread.coefficients_s.rbegin(); c != spread.coefficients_s.rend(); ++c)
        sigma = sigma * target_s / spread.reference_s + *c;
    return std::max(sigma, 0.0);
}

}  // namespace

double target_of(Cells const& cells, std::size_t level) {
    return target_s(cells, level) / cells.on_s;
}

double sigma_of(Cells const& cells, std::size_t level) {
    if (level == 0 && !cells.off_varies) return 0;
    double const target = target_s(cells, level);
    if (auto const* additive = std::get_if<AdditiveSpread>(&cells.spread))
        return sigma_s(*additive, target) / cells.on_s;
    double const variance = std::pow(std::get<LogNormalSpread>(cells.spread).sigma, 2);
    return target / cells.on_s * std::sqrt(std::expm1(variance) * std::exp(variance));
}

CellDraws::CellDraws(CellArray const& array)
    : seed_(array.seed), stream_(stable_hash(fmt::format("network.cells/{}/{}", array.chip, array.array))) {}

double CellDraws::normal(std::size_t row, std::size_t column) const {
    CIMCHAR_EXPECT((row | column) >> 32U == 0);
    return standard_normal(seed_, stream_, std::uint64_t{row} << 32U | column);
}

double programmed(Cells const& cells, std::size_t level, double normal) {
    double const target = target_s(cells, level);
    if (level == 0 && !cells.off_varies) return target / cells.on_s;
    if (auto const* log_normal = std::get_if<LogNormalSpread>(&cells.spread))
        return target / cells.on_s * std::exp(log_normal->sigma * normal);
    return std::max(target + sigma_s(std::get<AdditiveSpread>(cells.spread), target) * normal, 0.0) / cells.on_s;
}

double digit_of(Cells const& cells, double conductance) {
    return (conductance * cells.on_s - cells.off_s) / (cells.on_s - cells.off_s) *
           static_cast<double>(cells.levels - 1);
}

void check(Cells const& cells) {
    auto const refuse = [&](std::string const& what) {
        throw InputError(fmt::format("cells '{}' {}", cells.name, what));
    };
    if (cells.levels < 2 || (cells.levels & (cells.levels - 1)) != 0)
        refuse(fmt::format("have {} levels (a cell holds whole bits); take 2, 4, 8, …", cells.levels));
    if (!(cells.off_s >= 0 && cells.on_s > cells.off_s && std::isfinite(cells.on_s)))
        refuse(fmt::format("have levels from {} to {} S; begin at 0 or more and end higher", cells.off_s, cells.on_s));
    if (auto const* log_normal = std::get_if<LogNormalSpread>(&cells.spread)) {
        if (!std::isfinite(log_normal->sigma) || log_normal->sigma < 0)
            refuse(fmt::format("have a spread of {}; give 0 or more", log_normal->sigma));
        return;
    }
    auto const& additive = std::get<AdditiveSpread>(cells.spread);
    if (!(additive.reference_s > 0) ||
        !std::ranges::all_of(additive.coefficients_s, [](double c) { return std::isfinite(c); }))
        refuse("have a spread that is no polynomial; give finite coefficients and a reference above 0");
}

}  // namespace cimchar::network
