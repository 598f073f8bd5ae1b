#include "core/random.hpp"
#include "model/distributions.hpp"
#include "model/errors.hpp"
#include "model/evaluate.hpp"
#include "model/tables.hpp"
#include "model/validate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

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

/// Curves or levels of simulated chips against those of chips that `model` generates.
void compare(Population& out, FitInput const& input, NominalData const& nominal, std::size_t condition,
             std::vector<VectorXd> const& simulated, BehaviouralModel const& model, FitOptions const& options) {
    auto const reference = viewed(input, nominal.curves.row(static_cast<Index>(condition)));
    auto const points = viewed_points(input);
    double const lsb = nominal.lsb[condition];
    std::vector<VectorXd> generated;
    for (auto const& chip : sample(model.mismatch, input.seed, options.regenerated))
        generated.push_back(viewed(input, vector_of(evaluate(model, out.condition, input.points, &chip).output)));
    out.held_out = simulated.size();
    out.regenerated = generated.size();
    auto const fitted_to = static_cast<double>(model.mismatch.samples.size());

    std::vector<std::string> names(population_figure_names.begin(), population_figure_names.end());
    if (input.pipeline) names = level_figure_names();
    auto const figures_of = [&](VectorXd const& curve) -> std::vector<double> {
        if (input.pipeline) return level_figures(curve);
        auto const figures = population_figures(points, curve, reference, lsb);
        return {figures.begin(), figures.end()};
    };
    for (std::size_t f = 0; f < names.size(); ++f) {
        auto const figures = [&](std::vector<VectorXd> const& curves) {
            std::vector<double> values;
            values.reserve(curves.size());
            for (auto const& curve : curves) values.push_back(std::round(figures_of(curve)[f] / rounding) * rounding);
            return values;
        };
        auto const test = kolmogorov_smirnov(figures(simulated), figures(generated), fitted_to);
        out.tests.push_back({names[f], test.distance, test.p});
    }
    auto const deviations = [&](std::vector<VectorXd> const& curves) {
        MatrixXd rows(static_cast<Index>(curves.size()), reference.size());
        for (Index i = 0; i < rows.rows(); ++i)
            rows.row(i) = ((curves[static_cast<std::size_t>(i)] - reference) / lsb).transpose();
        return rows;
    };
    auto const energy = energy_distance(deviations(simulated), deviations(generated), input.seed, fitted_to);
    out.energy_distance_lsb = energy.distance;
    out.energy_p = energy.p;
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
    auto const points = viewed_points(input);
    MatrixXd model(count, static_cast<Index>(points.size()));
    MatrixXd modes = model;
    MatrixXd line = model;
    MatrixXd flat = model;
    std::vector<VectorXd> simulated;
    std::vector<VectorXd> prediction;
    for (Index i = 0; i < count; ++i) {
        auto const& curve = chips.curves[static_cast<std::size_t>(i)];
        auto const row = static_cast<Index>(curve.chip);
        double const lsb = nominal.lsb[curve.condition];
        auto const is = viewed(input, vector_of(curve.trial->curve));
        VectorXd const base = nominal.curves.row(static_cast<Index>(curve.condition));
        auto const without = viewed(input, base);
        out.samples.push_back(all.samples[curve.chip]);
        out.conditions.push_back(curve.condition);
        simulated.push_back(is);
        prediction.push_back(viewed(input, base + lsb * predicted.row(row).transpose()));
        auto const error = [&](VectorXd const& guess) { return ((guess - is) / curve.trial->lsb).transpose(); };
        model.row(i) = error(prediction.back());
        modes.row(i) = error(viewed(input, base + lsb * projected.row(row).transpose()));
        line.row(i) = error(end_line(points, without));
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

    std::vector<VectorXd> held_out;
    for (auto const& curve : chips.curves)
        if (curve.condition == condition &&
            std::find(train.begin(), train.end(), static_cast<Index>(curve.chip)) == train.end())
            held_out.push_back(viewed(input, vector_of(curve.trial->curve)));
    if (held_out.empty()) return out;
    compare(out, input, nominal, condition, held_out, half, options);
    return out;
}

std::optional<Population> validate_fresh(FitInput const& input, NominalData const& nominal,
                                         BehaviouralModel const& model, FitOptions const& options) {
    if (!input.fresh || input.fresh->size() < fewest_chips_for_a_population || model.mismatch.samples.empty())
        return {};
    Population out;
    out.condition = model.validation.population.condition;
    auto const at = std::find(nominal.conditions.begin(), nominal.conditions.end(), out.condition);
    if (at == nominal.conditions.end()) return {};
    std::vector<VectorXd> chips;
    for (auto const& curve : *input.fresh) chips.push_back(viewed(input, vector_of(curve)));
    compare(out, input, nominal, static_cast<std::size_t>(at - nominal.conditions.begin()), chips, model, options);
    return out;
}
}  // namespace cimchar::model
