// cimchar estimate: mean and standard deviation of a measure, sharpened by a regression on what the chips drew.
#include "app/commands.hpp"
#include "app/json_number.hpp"
#include "app/measured_chips.hpp"
#include "app/option_checks.hpp"
#include "campaign/analysis.hpp"
#include "campaign/judge.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/units.hpp"
#include "metrics/control_variate.hpp"
#include "model/measure_regression.hpp"
#include "store/results.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <CLI/CLI.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>

namespace cimchar::app {

namespace {

using Eigen::Index;
using Json = nlohmann::ordered_json;

/// A chip that is not simulated costs what its draw does.
constexpr std::uint64_t usual_predictions = 20000;
constexpr std::uint64_t most_predictions = 10'000'000;
/// Draws are predicted in blocks, for all of them together may not fit into memory.
constexpr Index block = 1000;

/// A larger share of the predictions in the variance is worth a word.
constexpr double worth_more_predictions = 0.25;

struct Arguments {
    std::string path;
    std::vector<std::string> measures;
    std::string chips;
    std::uint64_t predictions = usual_predictions;
    bool json = false;
};

/// Of one measure at one condition.
struct Estimated {
    std::size_t condition = 0;
    std::size_t measure = 0;
    std::uint64_t chips = 0;
    std::uint64_t without = 0;  ///< chips of the condition without a value
    campaign::MeasureStatistics plain;
    model::CrossFit fit;
    Eigen::VectorXd values;
    Eigen::MatrixXd elsewhere;
    metrics::ControlVariateEstimate controlled;
};

/// "101-200".
std::pair<std::uint64_t, std::uint64_t> parse_chips(std::string const& text) {
    if (text.empty()) return {1, std::numeric_limits<std::uint64_t>::max()};
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    char dash = 0;
    std::istringstream in(text);
    if (!(in >> first >> dash >> last) || dash != '-' || !in.eof() || text.find_first_of("- ") == 0 || first < 1 ||
        last < first)
        throw InputError(fmt::format("'{}' is no range of chips (--chips); write for example 1-200", text));
    return {first, last};
}

/// Places of the measures that are asked for, or of those with a limit.
std::vector<std::size_t> measures_of(Arguments const& arguments, campaign::CampaignSpec const& spec,
                                     std::vector<circuits::MeasureInfo> const& infos) {
    std::vector<std::string> names;
    for (auto const& info : infos) names.push_back(info.name);
    std::set<std::size_t> places;
    for (auto const& name : arguments.measures) {
        auto const at = std::find(names.begin(), names.end(), name);
        if (at == names.end())
            throw InputError(fmt::format("no measure '{}' in {}{}", name, arguments.path, suggestion(name, names)));
        places.insert(static_cast<std::size_t>(at - names.begin()));
    }
    if (arguments.measures.empty())
        for (auto const& limit : spec.limits) places.insert(campaign::column_of(limit, infos));
    if (places.empty())
        throw InputError(
            fmt::format("no measure to estimate (the campaign of {} has no limits, whose measures are the "
                        "default); name one with --measure",
                        arguments.path));
    return {places.begin(), places.end()};
}

void require_random(campaign::CampaignSpec const& spec, std::string const& path) {
    if (spec.sampling.samples == 0)
        throw InputError(
            fmt::format("{} has no Monte Carlo chips (nothing to estimate); run it with "
                        "--set monte_carlo.samples=100",
                        path));
    if (spec.sampling.scheme != netlist::SamplingScheme::random)
        throw InputError(
            fmt::format("the chips of {} are no random ones (a Latin hypercube or Sobol sequence uses up what a "
                        "regression would, and chips around failures say nothing of means); read its intervals with "
                        "`cimchar report`, or run it with --set monte_carlo.scheme=random",
                        path));
}

/// Models of a measure at a condition, by the chips first … last; nothing where it does not vary.
std::optional<Estimated> fitted(store::Results const& results, std::vector<double> const& sigma, std::size_t condition,
                                std::size_t measure, std::pair<std::uint64_t, std::uint64_t> chips) {
    Estimated out;
    out.condition = condition;
    out.measure = measure;
    auto const measured = measured_chips(results.records, condition, measure, chips.first, chips.second);
    out.values = measured.values;
    out.without = measured.without;
    auto const n = out.values.size();
    out.chips = static_cast<std::uint64_t>(n);
    if (n < model::fewest_to_cross_fit)
        throw InputError(
            fmt::format("{} chips with {} at {} (too few to fit a regression and check it); run at least {}", n,
                        results.schema.measures[measure].name, campaign::describe(results.conditions[condition]),
                        model::fewest_to_cross_fit));
    if ((out.values.array() == out.values(0)).all()) return std::nullopt;
    out.fit = model::cross_fit(out.values, measured.drawn, results.schema.drawn, sigma);
    return out;
}

/// Lets the models predict the chips behind those of the campaign.
void predict_elsewhere(std::vector<Estimated>& all, campaign::CampaignSpec const& spec, std::uint64_t predictions,
                       std::size_t parameters) {
    auto const m = static_cast<Index>(predictions);
    for (auto& one : all) one.elsewhere.resize(m, static_cast<Index>(one.fit.models.size()));
    for (Index begin = 0; begin < m; begin += block) {
        auto const rows = std::min(block, m - begin);
        Eigen::MatrixXd drawn(rows, static_cast<Index>(parameters));
        for (Index i = 0; i < rows; ++i) {
            auto const sample = spec.sampling.samples + 1 + static_cast<std::uint64_t>(begin + i);
            auto const chip = campaign::chip_of(spec, {0, 0, sample});
            for (Index j = 0; j < drawn.cols(); ++j)
                drawn(i, j) = chip.deviations().at(static_cast<std::size_t>(j)).value;
        }
        for (auto& one : all)
            for (std::size_t k = 0; k < one.fit.models.size(); ++k)
                one.elsewhere.col(static_cast<Index>(k)).segment(begin, rows) = predict(one.fit.models[k], drawn);
    }
}

double mean_r2(model::CrossFit const& fit) {
    double sum = 0;
    for (auto const& model : fit.models) sum += model.r2;
    return sum / static_cast<double>(fit.models.size());
}

Json interval_json(double value, metrics::Interval const& interval) {
    return {{"value", number_or_null(value)},
            {"lower", number_or_null(interval.lower)},
            {"upper", number_or_null(interval.upper)}};
}

Json to_json(Estimated const& e, store::Results const& results, std::uint64_t predictions) {
    auto const& condition = results.conditions[e.condition];
    auto const& info = results.schema.measures[e.measure];
    auto const& c = e.controlled;
    auto const plain = [](campaign::Estimate const& p) { return interval_json(p.value, {p.lower, p.upper}); };
    return {{"process", condition.process},
            {"temperature_c", condition.temperature_c},
            {"supply_v", condition.supply_v},
            {"measure", info.name},
            {"unit", info.unit},
            {"chips", e.chips},
            {"without_value", e.without},
            {"predictions", predictions},
            {"r2", mean_r2(e.fit)},
            {"mean", interval_json(c.mean, c.mean_interval)},
            {"std", interval_json(c.std, c.std_interval)},
            {"plain_mean", plain(e.plain.mean)},
            {"plain_std", plain(e.plain.std)},
            {"mean_reduction", number_or_null(c.mean_reduction)},
            {"variance_reduction", number_or_null(c.variance_reduction)},
            {"predictions_share", number_or_null(c.predictions_share)}};
}

void print(Estimated const& e, store::Results const& results) {
    auto const& info = results.schema.measures[e.measure];
    fmt::print("{} at {}: {} chips, {:.0f} % of the variance explained by what they drew\n", info.name,
               campaign::describe(results.conditions[e.condition]), e.chips, 100 * mean_r2(e.fit));
    auto const line = [&](char const* what, campaign::Estimate const& plain, double value,
                          metrics::Interval const& interval, double reduction) {
        auto const text = [&](double x) { return with_unit(x, info.unit, 6); };
        fmt::print("  {:<6}{} ({} … {}), plain {} ({} … {}): as {:.3g} times as many plain chips\n", what, text(value),
                   text(interval.lower), text(interval.upper), text(plain.value), text(plain.lower), text(plain.upper),
                   reduction);
    };
    line("mean", e.plain.mean, e.controlled.mean, e.controlled.mean_interval, e.controlled.mean_reduction);
    line("sigma", e.plain.std, e.controlled.std, e.controlled.std_interval, e.controlled.variance_reduction);
    if (e.controlled.predictions_share > worth_more_predictions)
        fmt::print(
            "  {:.0f} % of the variance of the mean is the predictions' own: more of them (--predictions) sharpen it\n",
            100 * e.controlled.predictions_share);
    if (e.without > 0)
        fmt::print("  warning: {} chips without a value are left out, and predicted ones are not\n", e.without);
}

void estimate_and_tell(Arguments const& arguments) {
    auto const chips = parse_chips(arguments.chips);
    std::vector<std::string> warnings;
    auto results = store::read_results(arguments.path, &warnings, false);
    for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
    auto const spec = campaign::read_spec_text(results.campaign_text, arguments.path);
    require_random(spec, arguments.path);
    auto const& infos = results.schema.measures;
    auto const measures = measures_of(arguments, spec, infos);
    std::erase_if(results.records, [&](campaign::TrialRecord const& r) {
        return r.trial.sample > 0 && (r.trial.sample < chips.first || r.trial.sample > chips.second);
    });
    auto const analysis = campaign::analyse(spec, infos, results.records);
    auto const sigma = campaign::drawn_sigma(spec);
    std::vector<Estimated> all;
    for (auto const condition : spec.monte_carlo_at)
        for (auto const measure : measures) {
            auto one = fitted(results, sigma, condition, measure, chips);
            if (!one) {
                fmt::print(stderr, "{} at {} does not vary\n", infos[measure].name,
                           campaign::describe(results.conditions[condition]));
                continue;
            }
            one->plain = analysis.measures[condition][measure];
            all.push_back(std::move(*one));
        }
    predict_elsewhere(all, spec, arguments.predictions, results.schema.drawn.size());
    Json list = Json::array();
    for (auto& one : all) {
        one.controlled = metrics::control_variate({one.values, one.fit.predictions, one.fit.fold, one.elsewhere});
        if (arguments.json)
            list.push_back(to_json(one, results, arguments.predictions));
        else
            print(one, results);
    }
    if (arguments.json) fmt::print("{}\n", list.dump(2));
}

}  // namespace

void add_estimate_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command =
        app.add_subcommand("estimate", "Mean and standard deviation of a measure, sharper than the chips alone say");
    command->add_option("DIR", arguments->path, "Run directory, or a results file")->required();
    command
        ->add_option("--measure", arguments->measures,
                     "Measure to estimate; the default is those with a limit. May be repeated")
        ->take_all();
    command->add_option("--predictions", arguments->predictions, "Chips that are predicted instead of simulated")
        ->check(whole(2, most_predictions))
        ->capture_default_str();
    command->add_option("--chips", arguments->chips, "Of the simulated chips only these, as 1-200");
    command->add_flag("--json", arguments->json, "JSON on standard output");
    command->footer(
        "A regression on the numbers that chips drew predicts many chips that were not simulated; the simulated\n"
        "ones correct what it has wrong (control variate). No chip is predicted by a fit that has seen it, so\n"
        "the estimate is unbiased however bad the regression is. Intervals have 95 % confidence.\n\n"
        "Example:\n  cimchar estimate results/integrator_demo --measure enob_output_bit");
    command->callback([arguments] { estimate_and_tell(*arguments); });
}

}  // namespace cimchar::app
