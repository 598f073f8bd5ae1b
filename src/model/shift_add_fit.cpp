#include "model/shift_add_fit.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "model/errors.hpp"
#include "model/shift_add_evaluate.hpp"
#include "model/shift_add_parts.hpp"
#include "model/tables.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <numeric>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t fewest_conversions = 20;
constexpr std::size_t cycles_per_parameter = 4;  // of a network, at least
constexpr double codes = 256;                    // LSBs of the ideal sum's range
constexpr double good_enough = 1.1;              // of the smallest error: then the smaller network wins
constexpr double same = 1.03;                    // of the smallest error: then the fewer functions win
constexpr double least_share = 1e-8;  // of the largest mean square: directions below are the same function twice

SumErrors sum_errors(VectorXd const& error_v) {
    auto const e = errors_of(error_v);
    return {e.max_lsb, e.rms_lsb};
}

/// Conversions in three parts by chance: fitted to, for the choice of size, never seen.
struct Parts {
    std::vector<Index> fit;
    std::vector<Index> choose;
    std::vector<Index> test;
};

Parts parts_of(ShiftAddInput const& input, Index conversions, std::size_t folds) {
    std::vector<Index> order(static_cast<std::size_t>(conversions));
    std::iota(order.begin(), order.end(), Index{0});
    auto const key = [&](Index i) {
        return uniform(input.seed, stable_hash("model.conversion_folds"), static_cast<std::uint64_t>(i));
    };
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) { return key(a) < key(b); });
    Parts out;
    for (std::size_t i = 0; i < order.size(); ++i)
        (i % folds == 0 ? out.test : i % folds == 1 ? out.choose : out.fit).push_back(order[i]);
    return out;
}

/// The cycles of these conversions.
std::vector<Index> cycles_of(std::vector<Index> const& conversions, std::size_t slices) {
    std::vector<Index> out;
    for (auto const c : conversions)
        for (std::size_t s = 0; s < slices; ++s) out.push_back(c * static_cast<Index>(slices) + static_cast<Index>(s));
    return out;
}

std::vector<Limits> ranges_of(MatrixXd const& x) {
    std::vector<Limits> out;
    for (Index i = 0; i < x.cols(); ++i) out.push_back({x.col(i).minCoeff(), x.col(i).maxCoeff()});
    return out;
}

SumTrial const& nominal_trial(ShiftAddInput const& input) {
    for (auto const& trial : input.nominal.trials)
        if (trial.sample == 0 && trial.cycle_v.size() == input.nominal.lines_v.rows) return trial;
    throw InputError(
        "no nominal trial has its cycles (they are what the network is fitted to); run the campaign to its end, or "
        "look "
        "at its failures with 'cimchar status'");
}

/// The straight line through the ideal sum's errors: its values at `x`, least squares over the rows `fit`.
VectorXd line_through(MatrixXd const& x, VectorXd const& left, std::vector<Index> const& fit) {
    MatrixXd design(x.rows(), x.cols() + 1);
    design << x, VectorXd::Ones(x.rows());
    return design * design(fit, Eigen::all).colPivHouseholderQr().solve(left(fit)).eval();
}

SmallNetwork fitted(ShiftAddInput const& input, std::vector<Limits> const& ranges, MatrixXd const& x,
                    VectorXd const& left, std::vector<Index> const& rows, std::size_t units) {
    NetworkOptions options;
    options.units = units;
    options.seed = input.seed;
    VectorXd direction = vector_of(input.weights);
    for (Index i = 0; i < direction.size(); ++i) {
        auto const& range = ranges[static_cast<std::size_t>(i)];
        direction(i) *= range.max - range.min;
    }
    return fit_network(ranges, x(rows, Eigen::all), left(rows), direction, options);
}

/// The smallest network whose error on the conversions for the choice is within a tenth of the least.
std::size_t choose_units(ShiftAddInput const& input, std::vector<Limits> const& ranges, MatrixXd const& x,
                         VectorXd const& left, Parts const& parts, std::vector<std::size_t> const& sizes) {
    auto const fit = cycles_of(parts.fit, input.slices);
    auto const choose = cycles_of(parts.choose, input.slices);
    auto const inputs = input.weights.size();
    std::vector<double> errors;
    for (auto const units : sizes) {
        auto const parameters = units * (inputs + 2) + inputs + 1;
        if (cycles_per_parameter * parameters > fit.size() && units > 0) break;
        auto const network = fitted(input, ranges, x, left, fit, units);
        errors.push_back((values(network, x(choose, Eigen::all)) - left(choose)).norm());
    }
    auto const least = *std::min_element(errors.begin(), errors.end());
    for (std::size_t i = 0; i < errors.size(); ++i)
        if (errors[i] <= good_enough * least) return sizes[i];
    return sizes.front();
}

/// Fits the network and holds it against the conversions it has not seen.
void fit_nominal(ShiftAddModel& model, ShiftAddInput const& input, ShiftAddOptions const& options) {
    auto const& trial = nominal_trial(input);
    auto const x = inputs_v(input, input.nominal, trial);
    auto const conversions = x.rows() / static_cast<Index>(input.slices);
    if (conversions < static_cast<Index>(fewest_conversions))
        throw InputError(
            fmt::format("the nominal chip has {} conversions (a network needs {} or more to be fitted and "
                        "tried); run a campaign with more, --set circuit.parameters.random=1500",
                        conversions, fewest_conversions));
    model.domain = ranges_of(x);
    for (std::size_t i = 0; i < model.domain.size(); ++i)
        if (!(model.domain[i].max > model.domain[i].min))
            throw InputError(
                fmt::format("input {} is the same in all conversions (the network cannot know it); run a "
                            "campaign with random inputs",
                            input.ports[i].name));
    double range_v = 0;
    for (std::size_t i = 0; i < model.weights.size(); ++i)
        range_v += model.weights[i] * (model.domain[i].max - model.domain[i].min);
    model.lsb_v = range_v / codes;

    VectorXd const y = vector_of(trial.cycle_v);
    auto const ideal = ideal_sums(model, x);
    VectorXd const left = y - ideal;
    auto const parts = parts_of(input, conversions, options.folds);
    auto const units = choose_units(input, model.domain, x, left, parts, options.units);
    auto seen = parts.fit;
    seen.insert(seen.end(), parts.choose.begin(), parts.choose.end());
    auto const rows = cycles_of(seen, input.slices);
    model.network = fitted(input, model.domain, x, left, rows, units);

    auto& v = model.validation;
    auto const test = cycles_of(parts.test, input.slices);
    VectorXd const line = line_through(x, left, rows);
    v.cycles.count = test.size();
    v.cycles.model = sum_errors((cycles_v(model, x) - y)(test));
    v.cycles.ideal = sum_errors(left(test));
    v.cycles.line = sum_errors((line - left)(test));

    auto const results = results_v(input, trial);
    auto const sums = conversions_v(model, matrix_of(input.nominal.lines_v));
    VectorXd const ideals = ideal_conversions_v(model, matrix_of(input.nominal.lines_v));
    // The line of a conversion: all of its bit lines, slice by slice.
    auto const slices = static_cast<Index>(input.slices);
    MatrixXd all(conversions, slices * (x.cols() - 1));
    for (Index i = 0; i < conversions; ++i)
        for (Index s = 0; s < slices; ++s)
            all.row(i).segment(s * (x.cols() - 1), x.cols() - 1) = x.row(i * slices + s).head(x.cols() - 1);
    VectorXd const errors = results - ideals;
    VectorXd const through = line_through(all, errors, seen);
    v.conversions.count = parts.test.size();
    v.conversions.model = sum_errors((sums - results)(parts.test));
    v.conversions.ideal = sum_errors(errors(parts.test));
    v.conversions.line = sum_errors((through - errors)(parts.test));
}

/// Makes the functions from their terms so that over the nominal cycles they are not alike and their squares have a
/// mean of one over their number: the rms of coefficients is that of the deviation. Terms that are sums of others are
/// left out.
void set_sums(ShiftAddModel& model, MatrixXd const& x) {
    auto const terms = deviation_terms(model, x);
    MatrixXd const gram = terms.transpose() * terms / static_cast<double>(terms.rows());
    Eigen::SelfAdjointEigenSolver<MatrixXd> const solver(gram);
    auto const& squares = solver.eigenvalues();  // ascending
    std::vector<Index> kept;
    for (Index i = squares.size(); i-- > 0;)
        if (squares(i) > least_share * squares(squares.size() - 1)) kept.push_back(i);
    MatrixXd sums(static_cast<Index>(kept.size()), terms.cols());
    for (Index m = 0; m < sums.rows(); ++m) {
        auto const i = kept[static_cast<std::size_t>(m)];
        sums.row(m) =
            solver.eigenvectors().col(i).transpose() / std::sqrt(squares(i) * static_cast<double>(sums.rows()));
        Index largest = 0;
        sums.row(m).cwiseAbs().maxCoeff(&largest);
        if (sums(m, largest) < 0) sums.row(m) *= -1;  // the sign is free: fix it
    }
    model.functions.sums = table_of(sums);
}

std::vector<Group> groups_of(ShiftAddModel const& model, ShiftAddInput const& input,
                             std::vector<SumTrial const*> const& chips, std::vector<Index> const& conversions = {}) {
    std::vector<Group> out;
    out.reserve(chips.size());
    for (auto const* const chip : chips) out.push_back(group_of(model, input, *input.chips, *chip, conversions));
    return out;
}

/// Sum of squared errors of conversions that were left out of every chip, a quarter of them at a time.
double unseen_error(ShiftAddModel const& model, ShiftAddInput const& input, std::vector<SumTrial const*> const& chips) {
    constexpr int rounds = 25;
    auto const conversions = static_cast<Index>(input.chips->lines_v.rows / input.slices);
    double sum = 0;
    constexpr Index folds = 4;
    for (Index fold = 0; fold < folds; ++fold) {
        std::vector<Index> seen;
        std::vector<Index> unseen;
        for (Index i = 0; i < conversions; ++i) (i % folds == fold ? unseen : seen).push_back(i);
        auto const groups = groups_of(model, input, chips, seen);
        auto const tests = groups_of(model, input, chips, unseen);
        auto const population = fit_random_coefficients(groups, rounds);
        for (std::size_t c = 0; c < chips.size(); ++c) {
            auto const mean = coefficients_of(population, groups[c]).mean;
            auto const& t = tests[c];
            sum += t.squares - 2 * mean.dot(t.projected) + mean.dot(t.normal * mean);
        }
    }
    return sum;
}

void choose_functions(ShiftAddModel& model, ShiftAddInput const& input, MatrixXd const& nominal,
                      std::vector<SumTrial const*> const& chips) {
    std::vector<DeviationFunctions> candidates;
    std::vector<double> errors;
    for (DeviationFunctions const& terms :
         {DeviationFunctions{false, 1, false, {}}, DeviationFunctions{true, 1, false, {}},
          DeviationFunctions{true, 3, false, {}}, DeviationFunctions{true, 3, true, {}}}) {
        if (terms.slopes && model.network.outputs.empty()) continue;
        model.functions = terms;
        set_sums(model, nominal);
        // A covariance of more functions than half the chips would be chance.
        if (2 * model.functions.sums.rows > chips.size() && !candidates.empty()) continue;
        candidates.push_back(model.functions);
        errors.push_back(std::sqrt(unseen_error(model, input, chips)));
    }
    auto const least = *std::min_element(errors.begin(), errors.end());
    std::size_t chosen = 0;
    while (errors[chosen] > same * least) ++chosen;
    model.functions = candidates[chosen];
}

/// Deviations of chips: functions, population, modes.
void fit_chips(ShiftAddModel& model, ShiftAddInput const& input, ShiftAddOptions const& options) {
    if (!input.chips) return;
    auto const chips = chips_of(*input.chips);
    if (chips.size() < 2) return;
    // Previous sums of chips reach beyond those of the nominal one; what a chip did there was looked at.
    auto& previous = model.domain.back();
    for (auto const* const chip : chips) {
        auto const range = ranges_of(inputs_v(input, *input.chips, *chip)).back();
        previous = {std::min(previous.min, range.min), std::max(previous.max, range.max)};
    }
    choose_functions(model, input, inputs_v(input, input.nominal, nominal_trial(input)), chips);
    auto const groups = groups_of(model, input, chips);
    auto const population = fit_random_coefficients(groups);
    model.left_rms_v = population.left * model.lsb_v;
    model.mismatch = fit_mismatch(drawn_coefficients(*input.chips, chips, groups, population, true), options.modes);
    model.chips_campaign = input.chips->name;
    model.chips_seed = input.chips->seed;
}

}  // namespace

MatrixXd inputs_v(ShiftAddInput const& input, SumCampaign const& campaign, SumTrial const& trial) {
    auto const lines = matrix_of(campaign.lines_v);
    MatrixXd x(lines.rows(), lines.cols() + 1);
    x.leftCols(lines.cols()) = lines;
    for (Index c = 0; c < x.rows(); ++c)
        x(c, lines.cols()) =
            c % static_cast<Index>(input.slices) == 0 ? 0 : trial.cycle_v[static_cast<std::size_t>(c) - 1];
    return x;
}

VectorXd results_v(ShiftAddInput const& input, SumTrial const& trial) {
    auto const slices = static_cast<Index>(input.slices);
    VectorXd out(static_cast<Index>(trial.cycle_v.size()) / slices);
    for (Index i = 0; i < out.size(); ++i) out(i) = trial.cycle_v[static_cast<std::size_t>((i + 1) * slices - 1)];
    return out;
}

std::vector<SumTrial const*> chips_of(SumCampaign const& campaign) {
    std::vector<SumTrial const*> out;
    for (auto const& trial : campaign.trials)
        if (trial.sample > 0 && trial.cycle_v.size() == campaign.lines_v.rows && campaign.drawn.contains(trial.sample))
            out.push_back(&trial);
    return out;
}

Group group_of(ShiftAddModel const& model, ShiftAddInput const& input, SumCampaign const& campaign,
               SumTrial const& trial, std::vector<Index> const& conversions) {
    auto const x = inputs_v(input, campaign, trial);
    VectorXd const deviation = (vector_of(trial.cycle_v) - cycles_v(model, x)) / model.lsb_v;
    auto const functions = deviation_functions(model, x);
    if (conversions.empty()) return {functions, deviation};
    auto const rows = cycles_of(conversions, input.slices);
    return {functions(rows, Eigen::all), deviation(rows)};
}

Deviations drawn_coefficients(SumCampaign const& campaign, std::vector<SumTrial const*> const& chips,
                              std::vector<Group> const& groups, RandomCoefficients const& population, bool explained) {
    Deviations out;
    std::vector<std::size_t> columns;
    for (std::size_t j = 0; j < campaign.drawn_names.size(); ++j)
        if (explained || campaign.drawn_names[j].starts_with("process.")) {
            columns.push_back(j);
            out.names.push_back(campaign.drawn_names[j]);
        }
    out.lsb.resize(static_cast<Index>(chips.size()), population.mean.size());
    out.drawn.resize(static_cast<Index>(chips.size()), static_cast<Index>(columns.size()));
    for (std::size_t c = 0; c < chips.size(); ++c) {
        auto const row = static_cast<Index>(c);
        auto const known = coefficients_of(population, groups[c]);
        VectorXd z(known.mean.size());
        for (Index m = 0; m < z.size(); ++m)
            z(m) = standard_normal(campaign.seed, stable_hash("model.coefficients") + static_cast<std::uint64_t>(m),
                                   chips[c]->sample);
        MatrixXd const lower = known.covariance.llt().matrixL();
        out.lsb.row(row) = (known.mean + lower * z).transpose();
        auto const& drawn = campaign.drawn.at(chips[c]->sample);
        for (std::size_t j = 0; j < columns.size(); ++j) out.drawn(row, static_cast<Index>(j)) = drawn[columns[j]];
        out.samples.push_back(chips[c]->sample);
    }
    return out;
}

ShiftAddModel fit(ShiftAddInput const& input, ShiftAddOptions const& options) {
    CIMCHAR_EXPECT(input.slices > 0 && input.ports.size() == input.weights.size() + 1 &&
                   input.nominal.lines_v.columns + 1 == input.weights.size());
    ShiftAddModel model;
    model.block = input.block;
    model.ports = input.ports;
    model.origin = input.origin;
    model.condition = input.condition;
    model.slices = input.slices;
    model.weights = input.weights;
    fit_nominal(model, input, options);
    fit_chips(model, input, options);
    if (!model.mismatch.samples.empty()) {
        model.validation.chips = validate_chips(model, input, options);
        model.validation.populations = validate_populations(model, input, options);
    }
    model.validation.concerns = concerns_of(model, options);
    return model;
}

}  // namespace cimchar::model
