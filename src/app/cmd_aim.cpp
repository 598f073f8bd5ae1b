// cimchar aim: finds where the chips of a campaign would fail, for importance sampling to draw its chips there.
#include "app/commands.hpp"
#include "app/measured_chips.hpp"
#include "app/option_checks.hpp"
#include "app/run_report.hpp"
#include "campaign/judge.hpp"
#include "campaign/plan.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/random.hpp"
#include "core/units.hpp"
#include "metrics/failure_probability.hpp"
#include "model/measure_regression.hpp"
#include "store/durable_file.hpp"
#include "store/results.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace cimchar::app {

namespace {

using Eigen::Index;

/// Of the regression; each takes a few microseconds.
constexpr std::size_t evaluations = 40'000;
/// Chips that are drawn as they are: no weight is above its inverse, and a failure elsewhere has a chance to be seen.
constexpr double plain_share = 0.1;
/// Components of a search with less of its share are left out.
constexpr double smallest_share = 0.02;
/// A failure this probable needs no importance sampling: a thousand random chips see a hundred.
constexpr double not_rare = 0.1;
/// Smaller means are left out: all of them together would shift a chip by less than it spreads.
constexpr double smallest_shift_sigma = 0.005;

struct Arguments {
    std::string path;
    std::string measure;
    std::string output = "aim.toml";
    std::uint64_t seed = 1;
};

/// One side of a limit at a condition.
struct Target {
    std::size_t condition = 0;
    campaign::Limit side;  ///< with min or max alone
};

struct Aimed {
    Target target;
    double r2 = 0;
    metrics::FailureProbability found;
};

std::vector<Target> targets_of(campaign::CampaignSpec const& spec, std::string const& measure,
                               std::string const& path) {
    std::vector<Target> out;
    std::vector<std::string> limited;
    for (auto const& limit : spec.limits) limited.push_back(limit.measure);
    if (limited.empty())
        throw InputError(fmt::format(
            "the campaign of {} has no limits (a failure is what lies outside of one); add [[limits]]", path));
    if (!measure.empty() && std::find(limited.begin(), limited.end(), measure) == limited.end())
        throw InputError(
            fmt::format("no limit of '{}' in the campaign of {}{}", measure, path, suggestion(measure, limited)));
    for (auto const& limit : spec.limits) {
        if (!measure.empty() && limit.measure != measure) continue;
        for (auto const condition : spec.monte_carlo_at) {
            if (!campaign::applies(limit, spec.limits, condition)) continue;
            // Each side by itself: a search of both may lose one.
            if (limit.min) out.push_back({condition, {limit.measure, limit.min, {}, {}}});
            if (limit.max) out.push_back({condition, {limit.measure, {}, limit.max, {}}});
        }
    }
    return out;
}

model::MeasureRegression regression_at(store::Results const& results, std::vector<double> const& sigma,
                                       std::size_t condition, std::size_t column) {
    auto const chips = measured_chips(results.records, condition, column, 1, std::numeric_limits<std::uint64_t>::max(),
                                      static_cast<std::size_t>(model::most_chips_of_fit));
    auto const& name = results.schema.measures[column].name;
    auto const where = campaign::describe(results.conditions[condition]);
    auto const n = chips.values.size();
    if (n < model::fewest_to_cross_fit)
        throw InputError(fmt::format("{} chips with {} at {} (too few for a regression); run at least {}, better 200",
                                     n, name, where, model::fewest_to_cross_fit));
    auto const regression = model::fit_measure(chips.values, chips.drawn, results.schema.drawn, sigma);
    if (!(regression.r2 > 0))
        throw InputError(fmt::format(
            "what the {} chips drew explains nothing of {} at {} (so nobody knows where it fails); run more "
            "chips, or random ones until failures are seen",
            n, name, where));
    return regression;
}

/// Where the regression leaves the limit. What it leaves unexplained is one more coordinate, the last.
Aimed aim_at(Target const& target, model::MeasureRegression const& regression, double residual,
             std::vector<double> const& sigma, std::uint64_t seed) {
    auto const d = static_cast<Index>(sigma.size());
    Eigen::RowVectorXd const scale = Eigen::Map<Eigen::RowVectorXd const>(sigma.data(), d);
    auto const left = [&](Eigen::VectorXd const& u) {
        Eigen::MatrixXd const drawn = u.head(d).transpose().cwiseProduct(scale);
        return campaign::margin(target.side, predict(regression, drawn)(0) + residual * u(d));
    };
    return {target, regression.r2, metrics::failure_probability(left, sigma.size() + 1, {evaluations, seed, 0.95})};
}

/// Standard deviation of what a regression leaves unexplained of a random chip.
double residual_of(model::MeasureRegression const& regression, std::vector<double> const& sigma, std::uint64_t seed) {
    constexpr Index chips = 1000;
    auto const d = static_cast<Index>(sigma.size());
    Eigen::MatrixXd drawn(chips, d);
    for (Index j = 0; j < d; ++j)
        for (Index i = 0; i < chips; ++i)
            drawn(i, j) = sigma[static_cast<std::size_t>(j)] *
                          standard_normal(seed, stable_hash("aim.residual"), static_cast<std::uint64_t>(j * chips + i));
    Eigen::VectorXd const predicted = predict(regression, drawn);
    double const variance = (predicted.array() - predicted.mean()).square().mean();
    return std::sqrt(variance * (1 - regression.r2) / regression.r2);
}

std::string target_text(Target const& target, store::Results const& results, std::string const& unit) {
    return fmt::format("{} at {}", limit_text(target.side, unit),
                       campaign::describe(results.conditions[target.condition]));
}

/// The file: docs/formats/campaign.md, "Importance sampling".
std::string file_text(std::vector<Aimed> const& all, store::Results const& results) {
    auto text = fmt::format(
        "# Where chips are drawn: cimchar run CAMPAIGN --set monte_carlo.scheme=importance "
        "--set monte_carlo.around=FILE\ntitle = \"{}\"\n\n[[parts]]  # as they are\nshare = {}\n",
        results.campaign_name, plain_share);
    for (auto const& aimed : all) {
        auto const& mixture = aimed.found.around;
        double kept = 0;
        for (Index k = 0; k < mixture.shares.size(); ++k)
            if (mixture.shares(k) >= smallest_share) kept += mixture.shares(k);
        for (Index k = 0; k < mixture.shares.size(); ++k) {
            if (mixture.shares(k) < smallest_share) continue;
            auto const& unit =
                results.schema.measures[campaign::column_of(aimed.target.side, results.schema.measures)].unit;
            text += fmt::format("\n[[parts]]  # {}\nshare = {:.9f}\n[parts.shift_sigma]\n",
                                target_text(aimed.target, results, unit),
                                (1 - plain_share) * mixture.shares(k) / kept / static_cast<double>(all.size()));
            for (std::size_t i = 0; i < results.schema.drawn.size(); ++i)
                if (double const by = mixture.means(k, static_cast<Index>(i)); std::abs(by) >= smallest_shift_sigma)
                    text += fmt::format("\"{}\" = {:.4f}\n", results.schema.drawn[i], by);
        }
    }
    return text;
}

void print(Aimed const& aimed, store::Results const& results, std::string const& unit) {
    auto const& found = aimed.found;
    fmt::print("{}: a failure of about {:.1e} ({:.1f} σ) by the regression, which explains {:.0f} %\n",
               target_text(aimed.target, results, unit), found.probability,
               -boost::math::quantile(boost::math::normal(), found.probability), 100 * aimed.r2);
}

void aim_and_tell(Arguments const& arguments) {
    std::vector<std::string> warnings;
    auto const results = store::read_results(arguments.path, &warnings, false);
    for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
    auto const spec = campaign::read_spec_text(results.campaign_text, arguments.path);
    auto const& measures = results.schema.measures;
    if (spec.sampling.samples == 0)
        throw InputError(
            fmt::format("{} has no Monte Carlo chips (nothing to learn from); run it with "
                        "--set monte_carlo.samples=200",
                        arguments.path));
    auto const sigma = campaign::drawn_sigma(spec);
    std::vector<Aimed> rare;
    std::map<std::pair<std::size_t, std::size_t>, model::MeasureRegression> regressions;  // by condition and measure
    for (auto const& target : targets_of(spec, arguments.measure, arguments.path)) {
        auto const column = campaign::column_of(target.side, measures);
        auto const key = std::pair(target.condition, column);
        if (!regressions.contains(key)) regressions[key] = regression_at(results, sigma, target.condition, column);
        auto const& regression = regressions[key];
        auto aimed = aim_at(target, regression, residual_of(regression, sigma, arguments.seed), sigma, arguments.seed);
        auto const words = target_text(target, results, measures[column].unit);
        if (aimed.found.status == metrics::Convergence::not_reached) {
            fmt::print("{}: the regression never fails; left out\n", words);
            continue;
        }
        print(aimed, results, measures[column].unit);
        if (aimed.found.probability > not_rare) fmt::print("  that is not rare: random chips tell it as well\n");
        rare.push_back(std::move(aimed));
    }
    if (rare.empty())
        throw InputError(
            "no limit can be failed by what varies (as far as the regressions say), so there is no place "
            "to draw chips at; run more chips, or set a narrower limit");
    store::write_whole(arguments.output, file_text(rare, results));
    // Another seed: with the same one the aimed chips would draw again what the regression was fitted to.
    fmt::print(
        "wrote {}; next: cimchar run CAMPAIGN --set monte_carlo.scheme=importance --set monte_carlo.samples=1000 \\\n"
        "  --set campaign.seed={} --set monte_carlo.around={}\n",
        arguments.output, spec.seed + 1, std::filesystem::absolute(arguments.output).lexically_normal().string());
}

}  // namespace

void add_aim_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command =
        app.add_subcommand("aim", "Where rare failures are, for importance sampling to draw chips there");
    command->add_option("DIR", arguments->path, "Run directory, or a results file")->required();
    command->add_option("--measure", arguments->measure, "Limits of this measure alone; the default is all");
    command->add_option("-o,--output", arguments->output, "File to write (TOML)")->capture_default_str();
    command->add_option("--seed", arguments->seed, "Of the search")->capture_default_str();
    command->footer(
        "A regression of the measure on the numbers that chips drew says where it leaves its limits; a campaign with\n"
        "monte_carlo.scheme = \"importance\" draws its chips there and weighs each by how much rarer it really is, so\n"
        "that failures of one in a million need a thousand simulations. How wrong the regression is costs "
        "simulations,\n"
        "not truth.\n\n"
        "Example:\n  cimchar aim results/pilot --measure enob_bit -o aim.toml");
    command->callback([arguments] { aim_and_tell(*arguments); });
}

}  // namespace cimchar::app
