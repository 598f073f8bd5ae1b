#include "core/random.hpp"
#include "model/distributions.hpp"
#include "model/errors.hpp"
#include "model/shift_add_evaluate.hpp"
#include "model/shift_add_parts.hpp"
#include "model/tables.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t fewest_chips_for_a_population = 20;
constexpr std::array<char const*, 4> figure_names{"error_mean_v", "error_rms_v", "error_min_v", "error_max_v"};

/// Figures of one chip's errors, order of figure_names.
std::array<double, 4> figures_of(VectorXd const& error_v) {
    return {error_v.mean(), std::sqrt(error_v.squaredNorm() / static_cast<double>(error_v.size())), error_v.minCoeff(),
            error_v.maxCoeff()};
}

/// Chips in a random order that the seed and the chips' own numbers decide.
std::vector<SumTrial const*> shuffled(ShiftAddInput const& input) {
    auto chips = chips_of(*input.chips);
    auto const key = [&](SumTrial const* chip) {
        return uniform(input.seed, stable_hash("model.folds"), chip->sample);
    };
    std::stable_sort(chips.begin(), chips.end(), [&](auto const* a, auto const* b) { return key(a) < key(b); });
    return chips;
}

std::vector<Group> groups_of(ShiftAddModel const& model, ShiftAddInput const& input,
                             std::vector<SumTrial const*> const& chips) {
    std::vector<Group> out;
    out.reserve(chips.size());
    for (auto const* const chip : chips) out.push_back(group_of(model, input, *input.chips, *chip));
    return out;
}

/// Largest and mean square errors that are collected chip by chip.
class Collected {
public:
    void add(VectorXd const& error_v) {
        max_v_ = std::max(max_v_, error_v.cwiseAbs().maxCoeff());
        squares_ += error_v.squaredNorm();
        count_ += static_cast<double>(error_v.size());
    }
    [[nodiscard]] SumErrors errors() const { return {max_v_, std::sqrt(squares_ / std::max(count_, 1.0))}; }

private:
    double max_v_ = 0;
    double squares_ = 0;
    double count_ = 0;
};

/// Two-sample Kolmogorov-Smirnov distance of all entries, and how likely one as large is by relabelling rows. `b` may
/// come from a model that was fitted to so many rows: its square is scaled as an energy distance's is.
KsResult pooled_test(MatrixXd const& a, MatrixXd const& b, std::uint64_t seed, double fitted_to) {
    auto const count = static_cast<std::size_t>(a.rows() + b.rows());
    MatrixXd all(a.rows() + b.rows(), a.cols());
    all << a, b;
    std::vector<std::pair<double, std::size_t>> sorted;
    for (Index r = 0; r < all.rows(); ++r)
        for (Index c = 0; c < all.cols(); ++c) sorted.emplace_back(all(r, c), static_cast<std::size_t>(r));
    std::sort(sorted.begin(), sorted.end());
    std::vector<bool> in_a(count, false);
    std::fill_n(in_a.begin(), a.rows(), true);
    auto const n = static_cast<double>(a.size());
    auto const m = static_cast<double>(b.size());
    auto const distance = [&] {
        double largest = 0;
        double difference = 0;
        for (auto const& [value, row] : sorted) {
            difference += in_a[row] ? 1 / n : -1 / m;
            largest = std::max(largest, std::abs(difference));
        }
        return largest;
    };
    KsResult out;
    out.distance = distance();
    auto const by_chance = 1 / static_cast<double>(a.rows()) + 1 / static_cast<double>(b.rows());
    double const compared = out.distance * std::sqrt(by_chance / (by_chance + 1 / fitted_to));
    constexpr int relabellings = 199;
    int as_large = 1;
    auto const stream = stable_hash("model.pooled_test");
    std::uint64_t draw = 0;
    for (int r = 0; r < relabellings; ++r) {
        for (std::size_t i = count - 1; i > 0; --i) {
            auto const j = static_cast<std::size_t>(uniform(seed, stream, draw++) * static_cast<double>(i + 1));
            bool const kept = in_a[i];
            in_a[i] = in_a[j];
            in_a[j] = kept;
        }
        if (distance() >= compared) ++as_large;
    }
    out.p = static_cast<double>(as_large) / (relabellings + 1);
    return out;
}

/// Errors of simulated chips against those of chips that `mismatch` gives, over the conversions of `campaign`.
SumPopulation compared(ShiftAddModel model, ShiftAddInput const& input, SumCampaign const& campaign,
                       std::vector<SumTrial const*> const& chips, Mismatch const& mismatch,
                       ShiftAddOptions const& options) {
    model.mismatch = mismatch;
    SumPopulation out;
    out.campaign = campaign.name;
    out.simulated = chips.size();
    out.regenerated = options.regenerated;
    out.fitted_to = mismatch.samples.size();
    auto const ideal = ideal_conversions_v(model, matrix_of(campaign.lines_v));
    MatrixXd simulated(static_cast<Index>(chips.size()), ideal.size());
    for (std::size_t c = 0; c < chips.size(); ++c)
        simulated.row(static_cast<Index>(c)) = (results_v(input, *chips[c]) - ideal).transpose();
    MatrixXd generated(static_cast<Index>(options.regenerated), ideal.size());
    Index row = 0;
    for (auto const& chip : sample(mismatch, input.seed, options.regenerated)) {
        auto const coefficients = coefficients_of(model, chip);
        generated.row(row++) = (conversions_v(model, matrix_of(campaign.lines_v), &coefficients) - ideal).transpose();
    }
    auto const fitted_to = static_cast<double>(out.fitted_to);
    for (std::size_t f = 0; f < figure_names.size(); ++f) {
        auto const figures = [&](MatrixXd const& errors) {
            std::vector<double> values;
            for (Index r = 0; r < errors.rows(); ++r) values.push_back(figures_of(errors.row(r).transpose())[f]);
            return values;
        };
        auto const a = figures(simulated);
        auto const b = figures(generated);
        auto const test = kolmogorov_smirnov(a, b, fitted_to);
        out.tests.push_back({figure_names[f], test.distance, test.p});
        out.simulated_rms_v.push_back(errors_of(vector_of(a)).rms_lsb);
        out.regenerated_rms_v.push_back(errors_of(vector_of(b)).rms_lsb);
    }
    auto const pooled = pooled_test(simulated, generated, input.seed, fitted_to);
    out.pooled_distance = pooled.distance;
    out.pooled_p = pooled.p;
    auto const energy = energy_distance(simulated / model.lsb_v, generated / model.lsb_v, input.seed, fitted_to);
    out.energy_distance_lsb = energy.distance;
    out.energy_p = energy.p;
    return out;
}

}  // namespace

HeldOutSumChips validate_chips(ShiftAddModel const& model, ShiftAddInput const& input, ShiftAddOptions const& options) {
    HeldOutSumChips out;
    auto const& campaign = *input.chips;
    auto const order = shuffled(input);
    if (order.size() < 2 * options.folds) return out;
    auto const conversions = static_cast<Index>(campaign.lines_v.rows / input.slices);
    out.chips = order.size();
    out.conversions = static_cast<std::size_t>(conversions);
    auto const lines = matrix_of(campaign.lines_v);
    auto const ideal = ideal_conversions_v(model, matrix_of(campaign.lines_v));
    auto const nominal = conversions_v(model, lines);
    std::array<std::vector<Index>, 2> half;
    for (Index i = 0; i < conversions; ++i) half[static_cast<std::size_t>(i % 2)].push_back(i);
    Collected functions;
    Collected measured;
    Collected drawn;
    Collected without;
    Collected exact;
    for (std::size_t fold = 0; fold < options.folds; ++fold) {
        std::vector<SumTrial const*> train;
        std::vector<SumTrial const*> test;
        for (std::size_t i = 0; i < order.size(); ++i) (i % options.folds == fold ? test : train).push_back(order[i]);
        auto const groups = groups_of(model, input, train);
        auto const population = fit_random_coefficients(groups);
        auto const mismatch =
            fit_mismatch(drawn_coefficients(campaign, train, groups, population, true), options.modes);
        auto const unseen = groups_of(model, input, test);
        MatrixXd const explained =
            explained_deviations_lsb(mismatch, drawn_coefficients(campaign, test, unseen, population, true));
        for (std::size_t c = 0; c < test.size(); ++c) {
            auto const results = results_v(input, *test[c]);
            auto const error = [&](VectorXd const& coefficients) -> VectorXd {
                return conversions_v(model, lines, &coefficients) - results;
            };
            functions.add(error(coefficients_of(population, unseen[c]).mean));
            for (std::size_t h = 0; h < half.size() && !half[1].empty(); ++h) {
                auto const seen = group_of(model, input, campaign, *test[c], half[h]);
                measured.add(error(coefficients_of(population, seen).mean)(half[1 - h]));
            }
            drawn.add(error(explained.row(static_cast<Index>(c)).transpose()));
            without.add(nominal - results);
            exact.add(ideal - results);
        }
    }
    out.functions = functions.errors();
    out.measured = measured.errors();
    out.drawn = drawn.errors();
    out.nominal = without.errors();
    out.ideal = exact.errors();
    return out;
}

std::vector<SumPopulation> validate_populations(ShiftAddModel const& model, ShiftAddInput const& input,
                                                ShiftAddOptions const& options) {
    std::vector<SumPopulation> out;
    auto const order = shuffled(input);
    if (order.size() >= fewest_chips_for_a_population) {
        auto const middle = order.begin() + static_cast<std::ptrdiff_t>(order.size() / 2);
        std::vector<SumTrial const*> const train(order.begin(), middle);
        auto const groups = groups_of(model, input, train);
        auto const half = fit_mismatch(
            drawn_coefficients(*input.chips, train, groups, fit_random_coefficients(groups), false), options.modes);
        out.push_back(compared(model, input, *input.chips, {middle, order.end()}, half, options));
    }
    if (input.fresh)
        if (auto const fresh = chips_of(*input.fresh); fresh.size() >= fewest_chips_for_a_population) {
            out.push_back(compared(model, input, *input.fresh, fresh, model.mismatch, options));
            out.back().fresh = true;
        }
    return out;
}

std::vector<std::string> concerns_of(ShiftAddModel const& model, ShiftAddOptions const& options) {
    std::vector<std::string> out;
    auto const& v = model.validation;
    if (v.conversions.model.rms_v >= std::min(v.conversions.ideal.rms_v, v.conversions.line.rms_v))
        out.emplace_back("the network is no better than a straight line on conversions it has not seen");
    if (model.mismatch.samples.empty()) {
        out.emplace_back("there are no Monte Carlo chips (--chips): the model knows no mismatch");
        return out;
    }
    if (v.chips.chips == 0)
        out.emplace_back("too few chips to hold some out: the mismatch part is unproven");
    else if (v.chips.measured.rms_v >= v.chips.nominal.rms_v)
        out.emplace_back("a chip's measured coefficients predict it no better than the nominal chip does");
    if (v.populations.empty()) out.emplace_back("too few chips to compare populations");
    if (std::none_of(v.populations.begin(), v.populations.end(), [](auto const& p) { return p.fresh; }))
        out.emplace_back("no fresh campaign (--fresh): regenerated chips were compared with held-out ones alone");
    for (auto const& p : v.populations) {
        auto const differ = [&](std::string const& what, double probability) {
            if (probability < options.concern_below_p)
                out.push_back(
                    fmt::format("regenerated chips differ from the {} simulated ones of '{}' in {} (p = {:.2g})",
                                p.simulated, p.campaign, what, probability));
        };
        for (auto const& test : p.tests) differ(test.figure, test.p);
        differ("all errors together", p.pooled_p);
        differ("their errors as vectors", p.energy_p);
    }
    return out;
}

}  // namespace cimchar::model
