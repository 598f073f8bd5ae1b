#include "model/export/pieces.hpp"

#include "core/error.hpp"
#include "model/bit_terms.hpp"
#include "model/mismatch.hpp"
#include "model/pvt.hpp"
#include "model/tables.hpp"
#include "model/transfer.hpp"

#include <algorithm>
#include <boost/math/interpolators/pchip.hpp>
#include <cmath>
#include <Eigen/Core>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// Coefficients of the basis at a condition, shape (columns).
std::vector<double> basis_coefficients(BehaviouralModel const& model, Condition const& at) {
    auto const& names = model.domain.processes;
    auto const found = std::find_if(names.begin(), names.end(), [&](auto const& p) { return p.process == at.process; });
    auto const terms = static_cast<Index>(model.terms.exponents.size());
    auto const columns = static_cast<Index>(model.transfer.columns);
    Eigen::Map<RowMajorMatrix const> const table(
        model.transfer.coefficients.data() + (found - names.begin()) * terms * columns, terms, columns);
    return list_of(table.transpose() * term_values(model.terms, at.supply_v, at.temperature_c));
}

/// Powers of u of a sum of Chebyshev polynomials: T_(j+1) = 2·u·T_j − T_(j-1).
std::vector<double> powers_of(std::span<double const> chebyshev) {
    auto const n = chebyshev.size();
    std::vector<double> out(n, 0);
    std::vector<double> before(n, 0);
    std::vector<double> now(n, 0);
    now[0] = 1;
    for (std::size_t j = 0; j < n; ++j) {
        for (std::size_t k = 0; k < n; ++k) out[k] += chebyshev[j] * now[k];
        std::vector<double> next(n, 0);
        double const factor = j == 0 ? 1 : 2;
        for (std::size_t k = 0; k < n; ++k) next[k] = (k == 0 ? 0 : factor * now[k - 1]) - (j == 0 ? 0 : before[k]);
        before = now;
        now = std::move(next);
    }
    return out;
}

/// Where something that is linear in between may bend: the points, and whole codes where bits have terms.
std::vector<double> bends(BehaviouralModel const& model) {
    auto out = model.points;
    if (model.transfer.bits > 0)
        for (double code = std::ceil(model.points.front()); code <= model.points.back(); code += 1) out.push_back(code);
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

}  // namespace

CurvePieces curve_pieces(BehaviouralModel const& model, Condition const& condition, VirtualChip const* chip) {
    CIMCHAR_EXPECT(model.domain.outside == Outside::error);
    double const lsb = evaluate(model, condition, std::span(model.points).first(1)).lsb;  // refuses conditions outside
    auto const coefficients = basis_coefficients(model, condition);
    CurvePieces out;
    out.input = {model.points.front(), model.points.back()};
    out.line_x = bends(model);
    VectorXd line = interpolated(model.points, model.transfer.pattern, out.line_x);
    if (model.transfer.basis == Basis::chebyshev) {
        auto const of_bits = bit_term_count(model.transfer.bits);
        auto const smooth = coefficients.size() - of_bits;
        out.powers = powers_of(std::span(coefficients).first(smooth));
        if (of_bits > 0)
            line +=
                bit_terms(out.line_x, model.transfer.bits) * vector_of(coefficients).tail(static_cast<Index>(of_bits));
    } else {
        out.knots = model.transfer.knots;
        out.values = coefficients;
        boost::math::interpolators::pchip const curve(std::vector<double>(out.knots), std::vector<double>(out.values));
        for (double const knot : out.knots) out.slopes.push_back(curve.prime(knot));
    }
    if (chip != nullptr) {
        auto const deviation = list_of(deviation_lsb(model.mismatch, chip->global, chip->scores));
        line += lsb * interpolated(model.points, deviation, out.line_x);
    }
    out.line_y = list_of(line);
    return out;
}

std::vector<double> cubic(CurvePieces const& p, std::size_t i) {
    double const h = p.knots[i + 1] - p.knots[i];
    double const slope = (p.values[i + 1] - p.values[i]) / h;
    return {p.values[i], p.slopes[i], (3 * slope - 2 * p.slopes[i] - p.slopes[i + 1]) / h,
            (p.slopes[i] + p.slopes[i + 1] - 2 * slope) / (h * h)};
}

double value_at(CurvePieces const& p, double x) {
    auto const at = std::clamp(x, p.input.min, p.input.max);
    double y = interpolated(p.line_x, p.line_y, std::span(&at, 1))(0);
    if (!p.knots.empty()) {
        auto const upper = std::upper_bound(p.knots.begin() + 1, p.knots.end() - 1, at);
        auto const i = static_cast<std::size_t>(upper - p.knots.begin()) - 1;
        auto const c = cubic(p, i);
        double const t = at - p.knots[i];
        return y + c[0] + t * (c[1] + t * (c[2] + t * c[3]));
    }
    double const u = 2 * (at - p.input.min) / (p.input.max - p.input.min) - 1;
    double smooth = 0;
    for (std::size_t k = p.powers.size(); k-- > 0;) smooth = smooth * u + p.powers[k];
    return y + smooth;
}

PinScale pin_scale(CurvePieces const& p, ExportRequest const& request) {
    if (!request.pin_v) return {};
    double const factor = (p.input.max - p.input.min) / (request.pin_v->max - request.pin_v->min);
    return {factor, p.input.min - factor * request.pin_v->min};
}

std::vector<CurvePieces> curves_of(BehaviouralModel const& model, ExportRequest const& request) {
    std::vector out{curve_pieces(model, request.condition)};
    auto const count = request.chips.value_or(0);
    if (count == 0) return out;
    for (auto const& chip : sample(model, request.seed, count))
        out.push_back(curve_pieces(model, request.condition, &chip));
    return out;
}

ConverterLevels levels_of(BehaviouralModel const& model, ExportRequest const& request, std::size_t chips) {
    auto const levels = [&](VirtualChip const* chip) {
        return levels_v(*model.pipeline, evaluate(model, request.condition, model.points, chip).output);
    };
    ConverterLevels out{levels(nullptr), {}};
    if (chips == 0) return out;
    for (auto const& chip : sample(model, request.seed, chips)) out.chips_v.push_back(levels(&chip));
    return out;
}

}  // namespace cimchar::model
