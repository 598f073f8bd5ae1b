#include "model/transfer.hpp"

#include "core/error.hpp"
#include "model/bit_terms.hpp"
#include "model/pvt.hpp"

#include <algorithm>
#include <boost/math/interpolators/pchip.hpp>
#include <cmath>
#include <Eigen/QR>
#include <limits>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double good_enough = 1.05;       // of the best error: then the simpler basis wins
constexpr double smooth_below_lsb = 0.02;  // a Chebyshev error below this is no reason for bits or knots
constexpr double richer_gain = 0.5;        // they must halve the error
constexpr std::size_t folds = 8;           // over the points
constexpr double pattern_gain = 0.9;       // the common pattern must take 10 % off the error of unseen conditions

std::span<double const> span_of(VectorXd const& v) {
    return {v.data(), static_cast<std::size_t>(v.size())};
}

/// Root mean square of a matrix (curves × points) whose rows are weighted with 1/LSB.
double rms_lsb(MatrixXd const& error, std::span<double const> lsb) {
    double sum = 0;
    for (Index c = 0; c < error.rows(); ++c)
        sum += error.row(c).squaredNorm() / std::pow(lsb[static_cast<std::size_t>(c)], 2);
    return std::sqrt(sum / static_cast<double>(error.size()));
}

/// Polynomials and bit terms at `x`, shape (x × columns).
MatrixXd term_matrix(StaticCurve const& transfer, Limits limits, std::span<double const> x) {
    auto const of_bits = bit_term_count(transfer.bits);
    MatrixXd out(static_cast<Index>(x.size()), static_cast<Index>(transfer.columns));
    out << chebyshev(x, limits, transfer.columns - of_bits), bit_terms(x, transfer.bits);
    return out;
}

/// The same for a fit over all points. A line is a sum of bits: with bits T_1 has nothing to add, and a column of zeros
/// gives it the coefficient zero.
MatrixXd fitted_terms(StaticCurve const& transfer, std::span<double const> points) {
    auto out = term_matrix(transfer, {points.front(), points.back()}, points);
    if (transfer.bits > 0) out.col(1).setZero();
    return out;
}

/// Coefficients (columns × curves) of the curves (curves × points), and the rank of the terms.
std::pair<MatrixXd, Index> solved(MatrixXd const& terms, MatrixXd const& curves) {
    Eigen::CompleteOrthogonalDecomposition<MatrixXd> const decomposition(terms);
    return {decomposition.solve(curves.transpose()), decomposition.rank()};
}

/// Each point predicted from the others (interleaved folds); infinite if they leave a term undecided.
double unseen_error(StaticCurve const& candidate, std::span<double const> points, MatrixXd const& curves,
                    std::span<double const> lsb) {
    auto const terms = fitted_terms(candidate, points);
    auto const decided = terms.cols() - (candidate.bits > 0 ? 1 : 0);
    MatrixXd error(curves.rows(), curves.cols());
    for (std::size_t fold = 0; fold < folds; ++fold) {
        std::vector<Index> train;
        std::vector<Index> test;
        for (Index i = 0; i < curves.cols(); ++i)
            (static_cast<std::size_t>(i) % folds == fold ? test : train).push_back(i);
        auto const [coefficients, rank] = solved(terms(train, Eigen::all), curves(Eigen::all, train));
        if (rank < decided) return std::numeric_limits<double>::infinity();
        error(Eigen::all, test) = (terms(test, Eigen::all) * coefficients).transpose() - curves(Eigen::all, test);
    }
    return rms_lsb(error, lsb);
}

/// The lowest order within 5 % of the best, and its error.
std::pair<StaticCurve, double> best_order(std::size_t bits, std::span<double const> points, MatrixXd const& curves,
                                          std::span<double const> lsb) {
    std::vector<std::pair<StaticCurve, double>> candidates;
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t order = 1; order <= max_chebyshev_order; ++order) {
        StaticCurve candidate;
        candidate.bits = bits;
        candidate.columns = order + 1 + bit_term_count(bits);
        if (2 * candidate.columns > points.size() + 1) break;
        candidates.emplace_back(candidate, unseen_error(candidate, points, curves, lsb));
        best = std::min(best, candidates.back().second);
    }
    for (auto const& candidate : candidates)
        if (candidate.second <= good_enough * best) return candidate;
    return {{}, std::numeric_limits<double>::infinity()};
}

/// Monotone but for steps back that are no reason for another basis either.
bool is_monotone(MatrixXd const& curves, std::span<double const> lsb) {
    MatrixXd const steps = curves.rightCols(curves.cols() - 1) - curves.leftCols(curves.cols() - 1);
    for (Index c = 0; c < steps.rows(); ++c) {
        double const slack = smooth_below_lsb * lsb[static_cast<std::size_t>(c)];
        if (!(steps.row(c).array() >= -slack).all() && !(steps.row(c).array() <= slack).all()) return false;
    }
    return true;
}

/// `count` of the points, evenly spread, both ends among them.
std::vector<Index> knot_places(Index points, std::size_t count) {
    std::vector<Index> places;
    for (std::size_t k = 0; k < count; ++k)
        places.push_back(static_cast<Index>(
            std::llround(static_cast<double>(k) * static_cast<double>(points - 1) / static_cast<double>(count - 1))));
    return places;
}

/// Coefficients of every curve in the basis, (curves × columns).
MatrixXd coefficients_of(StaticCurve const& transfer, std::span<double const> points, MatrixXd const& curves) {
    if (transfer.basis == Basis::chebyshev) return solved(fitted_terms(transfer, points), curves).first.transpose();
    return curves(Eigen::all, knot_places(curves.cols(), transfer.columns));
}

MatrixXd curves_of(StaticCurve const& transfer, std::span<double const> points, MatrixXd const& coefficients) {
    MatrixXd out(coefficients.rows(), static_cast<Index>(points.size()));
    for (Index c = 0; c < out.rows(); ++c)
        out.row(c) = basis_curve(transfer, {points.front(), points.back()}, coefficients.row(c), points);
    return out;
}

StaticCurve through(std::span<double const> knots) {
    StaticCurve curve;
    curve.basis = Basis::pchip;
    curve.columns = knots.size();
    curve.knots.assign(knots.begin(), knots.end());
    return curve;
}

/// Each inner point predicted by the cubic through all others.
double unseen_error_of_knots(std::span<double const> points, MatrixXd const& curves, std::span<double const> lsb) {
    MatrixXd error = MatrixXd::Zero(curves.rows(), curves.cols());
    for (Index left_out = 1; left_out + 1 < curves.cols(); ++left_out) {
        std::vector<Index> others;
        std::vector<double> knots;
        for (Index i = 0; i < curves.cols(); ++i) {
            if (i == left_out) continue;
            others.push_back(i);
            knots.push_back(points[static_cast<std::size_t>(i)]);
        }
        auto const guess = curves_of(through(knots), points, curves(Eigen::all, others));
        error.col(left_out) = guess.col(left_out) - curves.col(left_out);
    }
    return rms_lsb(error, lsb);
}

/// The mean over conditions of what the basis leaves, if it also helps conditions it was not taken from.
VectorXd common_pattern(MatrixXd const& left) {
    VectorXd mean = left.colwise().mean();
    if (left.rows() < 2) return mean;
    auto const n = static_cast<double>(left.rows());
    // Left out, condition c would be predicted by the mean of the others: error = (left_c - mean)·n/(n - 1).
    double const with = (left.rowwise() - mean.transpose()).norm() * n / (n - 1);
    return with < pattern_gain * left.norm() ? mean : VectorXd(VectorXd::Zero(mean.size()));
}

}  // namespace

MatrixXd chebyshev(std::span<double const> x, Limits limits, std::size_t columns) {
    MatrixXd out(static_cast<Index>(x.size()), static_cast<Index>(columns));
    for (Index i = 0; i < out.rows(); ++i) {
        double const u = 2 * (x[static_cast<std::size_t>(i)] - limits.min) / (limits.max - limits.min) - 1;
        for (Index j = 0; j < out.cols(); ++j)
            out(i, j) = j == 0 ? 1 : j == 1 ? u : 2 * u * out(i, j - 1) - out(i, j - 2);
    }
    return out;
}

VectorXd basis_curve(StaticCurve const& transfer, Limits limits, VectorXd const& coefficients,
                     std::span<double const> x) {
    if (transfer.basis == Basis::chebyshev) return term_matrix(transfer, limits, x) * coefficients;
    auto knots = transfer.knots;
    auto const values = span_of(coefficients);
    boost::math::interpolators::pchip const curve(std::move(knots), std::vector<double>(values.begin(), values.end()));
    VectorXd out(static_cast<Index>(x.size()));
    for (Index i = 0; i < out.size(); ++i) out(i) = curve(x[static_cast<std::size_t>(i)]);
    return out;
}

StaticCurve choose_basis(std::span<double const> points, MatrixXd const& curves, std::span<double const> lsb) {
    CIMCHAR_EXPECT(points.size() >= 4 && curves.cols() == static_cast<Index>(points.size()));
    auto [transfer, error] = best_order(0, points, curves, lsb);
    if (error < smooth_below_lsb) return transfer;
    if (auto const bits = bits_of_codes(points); bits > 0) {
        auto const [candidate, got] = best_order(bits, points, curves, lsb);
        if (got < richer_gain * error) {
            transfer = candidate;
            error = got;
        }
    }
    if (error < smooth_below_lsb || !is_monotone(curves, lsb)) return transfer;
    constexpr std::size_t fewest_knots = 17;
    if (2 * fewest_knots > points.size() && unseen_error_of_knots(points, curves, lsb) < richer_gain * error)
        return through(points);
    for (std::size_t const count : {fewest_knots, std::size_t{33}, std::size_t{65}}) {
        if (2 * count > points.size()) break;  // points that are no knots are the test
        std::vector<double> knots;
        for (auto const place : knot_places(curves.cols(), count))
            knots.push_back(points[static_cast<std::size_t>(place)]);
        auto const candidate = through(knots);
        auto const got =
            rms_lsb(curves_of(candidate, points, coefficients_of(candidate, points, curves)) - curves, lsb);
        if (got >= richer_gain * error) continue;
        error = got;
        transfer = candidate;
    }
    return transfer;
}

StaticCurve through_all(std::span<double const> points) {
    return through(points);
}

void fit_transfer(StaticCurve& transfer, PvtTerms const& terms, std::span<std::string const> processes,
                  std::span<Condition const> conditions, std::span<double const> points, MatrixXd const& curves) {
    auto const own = coefficients_of(transfer, points, curves);
    transfer.coefficients.clear();
    for (auto const& table : fit_pvt(terms, processes, conditions, own))
        for (Index term = 0; term < table.rows(); ++term)
            for (Index column = 0; column < table.cols(); ++column)
                transfer.coefficients.push_back(table(term, column));
    auto const pattern = common_pattern(curves - curves_of(transfer, points, own));
    transfer.pattern.assign(pattern.data(), pattern.data() + pattern.size());
}

VectorXd nominal_curve(StaticCurve const& transfer, PvtTerms const& terms, std::size_t process,
                       Condition const& condition, std::span<double const> points, std::span<double const> x) {
    auto const nt = static_cast<Index>(terms.exponents.size());
    auto const columns = static_cast<Index>(transfer.columns);
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    Eigen::Map<RowMajor const> const table(transfer.coefficients.data() + static_cast<Index>(process) * nt * columns,
                                           nt, columns);
    VectorXd const coefficients = table.transpose() * term_values(terms, condition.supply_v, condition.temperature_c);
    return basis_curve(transfer, {points.front(), points.back()}, coefficients, x) +
           interpolated(points, transfer.pattern, x);
}

VectorXd interpolated(std::span<double const> points, std::span<double const> values, std::span<double const> x) {
    VectorXd out(static_cast<Index>(x.size()));
    for (std::size_t k = 0; k < x.size(); ++k) {
        auto const upper = std::upper_bound(points.begin() + 1, points.end() - 1, x[k]);
        auto const i = static_cast<std::size_t>(upper - points.begin());
        double const fraction = (x[k] - points[i - 1]) / (points[i] - points[i - 1]);
        out(static_cast<Index>(k)) = values[i - 1] + fraction * (values[i] - values[i - 1]);
    }
    return out;
}

}  // namespace cimchar::model
