#include "model/mismatch.hpp"

#include "core/error.hpp"
#include "model/array_groups.hpp"
#include "model/distributions.hpp"
#include "model/explanation.hpp"
#include "model/tables.hpp"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <Eigen/QR>
#include <Eigen/SVD>
#include <map>
#include <numbers>
#include <numeric>
#include <string_view>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Fewer chips than this are called normal: there is nothing to test.
constexpr Index fewest_for_normality = 8;
constexpr std::string_view global_prefix = "process.";
/// A deviation below this is rounding, not mismatch [LSB rms].
constexpr double nothing_lsb = 1e-9;
/// Each round shrinks the error of the global part by the chance correlation, about 1/√chips.
constexpr int backfitting_rounds = 6;

/// Columns of drawn parameters that vary, global or local ones.
std::vector<Index> varying(Deviations const& chips, bool global) {
    std::vector<Index> columns;
    for (Index j = 0; j < chips.drawn.cols(); ++j) {
        bool const is_global = chips.names[static_cast<std::size_t>(j)].starts_with(global_prefix);
        if (is_global == global && (chips.drawn.col(j).array() != chips.drawn(0, j)).any()) columns.push_back(j);
    }
    return columns;
}

double standard_deviation(VectorXd const& values) {
    return (values.array() - values.mean()).matrix().norm() / std::sqrt(static_cast<double>(values.size() - 1));
}

/// The parameters one by one, and arrays of equal devices taken together; none if there is nothing to tell.
std::vector<Predictors> predictors_of(MatrixXd const& drawn, std::vector<std::string> const& names) {
    std::vector<Predictors> out;
    if (names.empty() || drawn.rows() < 3) return out;
    auto const grouped = group_arrays(names);
    out.emplace_back(drawn, grouped.group_of);
    if (grouped.names.size() < names.size()) out.emplace_back(drawn, ungrouped(names).group_of);
    return out;
}

/// The parameters of one kind each, "vth_v" of every transistor, the others held constant; none if all are of one.
std::vector<Predictors> kinds_of(MatrixXd const& drawn, std::vector<std::string> const& names) {
    constexpr std::size_t most_kinds = 8;
    std::map<std::string, std::vector<Index>> columns;
    for (std::size_t j = 0; j < names.size(); ++j)
        columns[names[j].substr(names[j].rfind('.') + 1)].push_back(static_cast<Index>(j));
    std::vector<Predictors> out;
    if (drawn.rows() < 3 || columns.size() < 2 || columns.size() > most_kinds) return out;
    for (auto const& [kind, of_kind] : columns) {
        MatrixXd alone = MatrixXd::Zero(drawn.rows(), drawn.cols());
        alone(Eigen::all, of_kind) = drawn(Eigen::all, of_kind);
        out.emplace_back(alone, ungrouped(names).group_of);
    }
    return out;
}

/// Normal scores of ranks: Φ⁻¹((rank + 1/2)/n).
VectorXd normal_scores(VectorXd const& values) {
    std::vector<Index> order(static_cast<std::size_t>(values.size()));
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return values(a) < values(b); });
    VectorXd out(values.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        double const p = (static_cast<double>(rank) + 0.5) / static_cast<double>(order.size());
        out(order[rank]) = -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p);
    }
    return out;
}

/// The global part: mean and sensitivities by least squares from `lsb` (samples × points), if there are chips enough to
/// tell. Returns the global part of every chip.
MatrixXd fit_global(Mismatch& out, Deviations const& chips, MatrixXd const& lsb) {
    auto const n = lsb.rows();
    auto const columns = varying(chips, true);
    auto const globals = static_cast<Index>(columns.size());
    bool const enough = globals > 0 && n > 2 * globals + 2;
    MatrixXd design = MatrixXd::Ones(n, enough ? 1 + globals : 1);
    if (enough) design.rightCols(globals) = chips.drawn(Eigen::all, columns);
    // Scaled to unit length: draws of millivolts beside a constant of one.
    VectorXd const scale = design.colwise().norm().cwiseInverse().transpose();
    MatrixXd const fitted =
        scale.asDiagonal() * MatrixXd((design * scale.asDiagonal()).colPivHouseholderQr().solve(lsb));
    out.mean_lsb = list_of(fitted.row(0));
    if (enough) {
        out.global_lsb = table_of(fitted.bottomRows(globals));
        out.global_draws = table_of(chips.drawn(Eigen::all, columns));
        for (auto const j : columns) {
            out.global_names.push_back(chips.names[static_cast<std::size_t>(j)]);
            out.global_sigma.push_back(standard_deviation(chips.drawn.col(j)));
        }
    }
    return design * fitted;
}

/// Principal components of the rest; returns the scores.
MatrixXd fit_modes(Mismatch& out, MatrixXd const& rest, ModesKept const& kept) {
    auto const points = static_cast<double>(rest.cols());
    Eigen::BDCSVD<MatrixXd> const svd(rest, Eigen::ComputeThinU | Eigen::ComputeThinV);
    VectorXd const squares = svd.singularValues().array().square();
    double const total = squares.sum();
    Index count = 0;
    double held = 0;
    MatrixXd left = rest;
    if (std::sqrt(total / static_cast<double>(rest.size())) > nothing_lsb) {
        auto const unheld = [&] {
            return held < kept.variance_share * total || left.cwiseAbs().maxCoeff() > kept.left_max_lsb;
        };
        while (count < std::min(squares.size(), rest.rows() - 1) && unheld()) {
            left -= svd.singularValues()(count) * svd.matrixU().col(count) * svd.matrixV().col(count).transpose();
            held += squares(count++);
        }
    }
    out.explained = count > 0 ? held / total : 1;
    out.left_max_lsb = left.cwiseAbs().maxCoeff();
    MatrixXd modes = svd.matrixV().leftCols(count).transpose() * std::sqrt(points);
    for (Index k = 0; k < count; ++k) {
        Index largest = 0;
        modes.row(k).cwiseAbs().maxCoeff(&largest);
        if (modes(k, largest) < 0) modes.row(k) *= -1;  // the sign is free: fix it
    }
    out.modes_lsb = table_of(modes);
    return rest * modes.transpose() / points;
}

void describe_scores(Mismatch& out, MatrixXd const& scores) {
    auto const n = scores.rows();
    MatrixXd normal(n, scores.cols());
    for (Index k = 0; k < scores.cols(); ++k) {
        VectorXd const column = scores.col(k);
        out.variances_lsb2.push_back(column.squaredNorm() / static_cast<double>(n - 1));
        double const statistic =
            n >= fewest_for_normality ? anderson_darling({column.data(), static_cast<std::size_t>(n)}) : 0;
        out.anderson_darling.push_back(statistic);
        out.normal.push_back(statistic <= anderson_darling_limit);
        normal.col(k) = normal_scores(column);
    }
    MatrixXd correlation = normal.transpose() * normal;
    VectorXd const scale = correlation.diagonal().cwiseSqrt().cwiseInverse();
    correlation = scale.asDiagonal() * correlation * scale.asDiagonal();
    // With few chips per mode the estimate is noise: pull it towards none, which principal components have by nature.
    double const shrink = std::clamp(static_cast<double>(scores.cols()) / static_cast<double>(n), 1e-6, 1.0);
    correlation = (1 - shrink) * correlation + shrink * MatrixXd::Identity(scores.cols(), scores.cols());
    out.correlation = table_of(correlation);
}

/// The drawn columns of these names; the model must have been fitted with the same names.
MatrixXd drawn_of(Deviations const& chips, std::vector<std::string> const& names) {
    std::map<std::string_view, Index> places;
    for (auto const& name : chips.names) places.emplace(name, static_cast<Index>(places.size()));
    std::vector<Index> columns;
    columns.reserve(names.size());
    for (auto const& name : names) columns.push_back(places.at(name));
    return chips.drawn(Eigen::all, columns);
}

/// Mean and global part of every chip, (samples × points).
MatrixXd global_deviations(Mismatch const& mismatch, Deviations const& chips) {
    MatrixXd out = vector_of(mismatch.mean_lsb).transpose().replicate(chips.drawn.rows(), 1);
    if (!mismatch.global_names.empty()) out += drawn_of(chips, mismatch.global_names) * matrix_of(mismatch.global_lsb);
    return out;
}

}  // namespace

Deviations select(Deviations const& all, std::span<Index const> rows) {
    std::vector<Index> const chosen(rows.begin(), rows.end());
    Deviations out{{}, all.lsb(chosen, Eigen::all), all.names, all.drawn(chosen, Eigen::all)};
    for (auto const row : chosen) out.samples.push_back(all.samples[static_cast<std::size_t>(row)]);
    return out;
}

Mismatch fit_mismatch(Deviations const& chips, ModesKept const& kept) {
    CIMCHAR_EXPECT(chips.lsb.rows() >= 2 && chips.drawn.rows() == chips.lsb.rows());
    auto const local = varying(chips, false);
    MatrixXd const local_draws = chips.drawn(Eigen::all, local);
    MatrixXd const centered = local_draws.rowwise() - local_draws.colwise().mean();
    // By chance global and local draws of a finite sample correlate, so the global fit takes a little of the local part
    // with it. What the local draws explain is therefore taken off, and the global part fitted again.
    MatrixXd explained = MatrixXd::Zero(chips.lsb.rows(), chips.lsb.cols());
    std::vector<std::string> names;
    names.reserve(local.size());
    for (auto const j : local) names.push_back(chips.names[static_cast<std::size_t>(j)]);
    auto const predictors = predictors_of(local_draws, names);
    auto const kinds = kinds_of(local_draws, names);
    Mismatch out;
    for (int round = 0; round < backfitting_rounds; ++round) {
        out = Mismatch{};
        out.samples = chips.samples;
        MatrixXd const global = fit_global(out, chips, chips.lsb - explained);
        auto const scores = fit_modes(out, chips.lsb - global, kept);
        out.scores = table_of(scores);
        if (predictors.empty() || scores.cols() == 0) break;
        auto const explanation = explain(scores, predictors, kinds);
        out.parameters = names;
        for (auto const j : local) out.parameter_sigma.push_back(standard_deviation(chips.drawn.col(j)));
        out.intercepts = list_of(explanation.intercepts);
        out.weights = table_of(explanation.weights);
        out.r2 = list_of(explanation.r2);
        if (out.global_names.empty()) break;
        explained = (centered * explanation.weights.transpose()) * matrix_of(out.modes_lsb);
    }
    describe_scores(out, matrix_of(out.scores));
    return out;
}

VectorXd deviation_lsb(Mismatch const& mismatch, std::span<double const> global, std::span<double const> scores) {
    CIMCHAR_EXPECT(global.size() == mismatch.global_lsb.rows && scores.size() == mismatch.modes_lsb.rows);
    VectorXd out = vector_of(mismatch.mean_lsb);
    for (std::size_t g = 0; g < global.size(); ++g)
        out += global[g] * matrix_of(mismatch.global_lsb).row(static_cast<Index>(g)).transpose();
    for (std::size_t k = 0; k < scores.size(); ++k)
        out += scores[k] * matrix_of(mismatch.modes_lsb).row(static_cast<Index>(k)).transpose();
    return out;
}

MatrixXd explained_deviations_lsb(Mismatch const& mismatch, Deviations const& chips) {
    auto out = global_deviations(mismatch, chips);
    if (mismatch.parameters.empty()) return out;
    MatrixXd scores = drawn_of(chips, mismatch.parameters) * matrix_of(mismatch.weights).transpose();
    scores.rowwise() += vector_of(mismatch.intercepts).transpose();
    return out + scores * matrix_of(mismatch.modes_lsb);
}

MatrixXd projected_deviations_lsb(Mismatch const& mismatch, Deviations const& chips) {
    auto const global = global_deviations(mismatch, chips);
    auto const modes = matrix_of(mismatch.modes_lsb);
    return global + (chips.lsb - global) * modes.transpose() * modes / static_cast<double>(chips.lsb.cols());
}

}  // namespace cimchar::model
