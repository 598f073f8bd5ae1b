#include "core/random.hpp"
#include "model/distributions.hpp"
#include "model/errors.hpp"
#include "model/evaluate.hpp"
#include "model/tables.hpp"
#include "model/validate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t fewest_chips_for_a_population = 20;
/// Figures that agree this closely are equal: a rank test must not compare rounding errors.
constexpr double rounding = 1e-6;

/// Rows of the chips in a random order that the seed and the chips' own numbers decide.
std::vector<Index> shuffled(FitInput const& input, Deviations const& chips) {
    std::vector<Index> rows(chips.samples.size());
    std::iota(rows.begin(), rows.end(), Index{0});
    auto const key = [&](Index row) {
        return uniform(input.seed, stable_hash("model.folds"), chips.samples[static_cast<std::size_t>(row)]);
    };
    std::stable_sort(rows.begin(), rows.end(), [&](Index a, Index b) { return key(a) < key(b); });
    return rows;
}

Table row_table(std::vector<VectorXd> const& rows) {
    Table out{rows.size(), rows.empty() ? 0 : static_cast<std::size_t>(rows.front().size()), {}};
    for (auto const& row : rows) out.values.insert(out.values.end(), row.data(), row.data() + row.size());
    return out;
}

}  // namespace

HeldOutChips validate_chips(FitInput const& input, NominalData const& nominal, ChipData const& chips,
                            FitOptions const& options) {
    HeldOutChips out;
    auto const& all = chips.deviations;
    if (all.samples.size() < std::max<std::size_t>(options.folds, 3)) return out;
    auto const order = shuffled(input, all);
    MatrixXd predicted(all.lsb.rows(), all.lsb.cols());
    MatrixXd projected = predicted;
    for (std::size_t fold = 0; fold < options.folds; ++fold) {
        std::vector<Index> train;
        std::vector<Index> test;
        for (std::size_t i = 0; i < order.size(); ++i) (i % options.folds == fold ? test : train).push_back(order[i]);
        auto const mismatch = fit_mismatch(select(all, train), options.modes);
        auto const unseen = select(all, test);
        predicted(test, Eigen::all) = explained_deviations_lsb(mismatch, unseen);
        projected(test, Eigen::all) = projected_deviations_lsb(mismatch, unseen);
    }
    auto const count = static_cast<Index>(chips.curves.size());
    MatrixXd model(count, all.lsb.cols());
    MatrixXd modes = model;
    MatrixXd line = model;
    MatrixXd flat = model;
    std::vector<VectorXd> simulated;
    std::vector<VectorXd> prediction;
    for (Index i = 0; i < count; ++i) {
        auto const& curve = chips.curves[static_cast<std::size_t>(i)];
        auto const row = static_cast<Index>(curve.chip);
        double const lsb = nominal.lsb[curve.condition];
        VectorXd const is = vector_of(curve.trial->curve);
        VectorXd const without = nominal.curves.row(static_cast<Index>(curve.condition));
        out.samples.push_back(all.samples[curve.chip]);
        out.conditions.push_back(curve.condition);
        simulated.push_back(is);
        prediction.emplace_back(without + lsb * predicted.row(row).transpose());
        auto const error = [&](VectorXd const& guess) { return ((guess - is) / curve.trial->lsb).transpose(); };
        model.row(i) = error(prediction.back());
        modes.row(i) = error(without + lsb * projected.row(row).transpose());
        line.row(i) = error(end_line(input.points, without));
        flat.row(i) = error(without);
    }
    out.simulated = row_table(simulated);
    out.predicted = row_table(prediction);
    out.model = errors_of(model);
    out.modes = errors_of(modes);
    out.ideal_line = errors_of(line);
    out.nominal_curve = errors_of(flat);
    return out;
}

Population validate_population(FitInput const& input, NominalData const& nominal, ChipData const& chips,
                               BehaviouralModel const& model, FitOptions const& options) {
    Population out;
    std::vector<std::size_t> count(nominal.conditions.size(), 0);
    for (auto const& curve : chips.curves) ++count[curve.condition];
    auto const most = std::max_element(count.begin(), count.end());
    if (most == count.end() || *most < fewest_chips_for_a_population) return out;
    auto const condition = static_cast<std::size_t>(most - count.begin());
    out.condition = nominal.conditions[condition];

    auto const& all = chips.deviations;
    auto const order = shuffled(input, all);
    std::vector<Index> const train(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2));
    auto half = model;
    half.mismatch = fit_mismatch(select(all, train), options.modes);

    VectorXd const reference = nominal.curves.row(static_cast<Index>(condition));
    double const lsb = nominal.lsb[condition];
    std::vector<VectorXd> held_out;
    for (auto const& curve : chips.curves)
        if (curve.condition == condition &&
            std::find(train.begin(), train.end(), static_cast<Index>(curve.chip)) == train.end())
            held_out.emplace_back(vector_of(curve.trial->curve));
    if (held_out.empty()) return out;
    std::vector<VectorXd> generated;
    for (auto const& chip : sample(half.mismatch, input.seed, options.regenerated))
        generated.emplace_back(vector_of(evaluate(half, out.condition, input.points, &chip).output));
    out.held_out = held_out.size();
    out.regenerated = generated.size();
    auto const fitted_to = static_cast<double>(train.size());

    for (std::size_t f = 0; f < population_figure_names.size(); ++f) {
        auto const figures = [&](std::vector<VectorXd> const& curves) {
            std::vector<double> values;
            values.reserve(curves.size());
            for (auto const& curve : curves)
                values.push_back(std::round(population_figures(input.points, curve, reference, lsb)[f] / rounding) *
                                 rounding);
            return values;
        };
        auto const test = kolmogorov_smirnov(figures(held_out), figures(generated), fitted_to);
        out.tests.push_back({population_figure_names[f], test.distance, test.p});
    }
    auto const deviations = [&](std::vector<VectorXd> const& curves) {
        MatrixXd rows(static_cast<Index>(curves.size()), reference.size());
        for (Index i = 0; i < rows.rows(); ++i)
            rows.row(i) = ((curves[static_cast<std::size_t>(i)] - reference) / lsb).transpose();
        return rows;
    };
    auto const energy = energy_distance(deviations(held_out), deviations(generated), input.seed, fitted_to);
    out.energy_distance_lsb = energy.distance;
    out.energy_p = energy.p;
    return out;
}

}  // namespace cimchar::model
