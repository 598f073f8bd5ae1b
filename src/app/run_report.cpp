#include "app/run_report.hpp"

#include "app/json_number.hpp"
#include "app/limit_report.hpp"
#include "app/text_layout.hpp"
#include "campaign/judge.hpp"
#include "core/units.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>
#include <limits>

namespace cimchar::app {

namespace {
using campaign::Analysis;
using campaign::CampaignSpec;
using campaign::MeasureStatistics;
using campaign::Summary;
using circuits::MeasureInfo;
using nlohmann::ordered_json;

constexpr std::size_t condition_width = 20;
constexpr std::size_t chips_width = 10;

/// "7.41 ± 0.02 bit"; where units take prefixes, both numbers carry theirs.
std::string spread_text(MeasureStatistics const& figures, std::string const& unit) {
    if (figures.n == 0) return "none";
    auto const mean = with_unit(figures.mean.value, unit);
    if (figures.n == 1) return mean;
    if (!std::isfinite(figures.mean.value))
        return fmt::format("{} … {}", with_unit(figures.min, unit), with_unit(figures.max, unit));
    auto const std = with_unit(figures.std.value, unit, 2);
    bool const plain = !unit.empty() && scaled_unit(figures.mean.value, unit, 4).name == unit &&
                       scaled_unit(figures.std.value, unit, 2).name == unit;
    return plain ? fmt::format("{:.4g} ± {}", figures.mean.value, std) : fmt::format("{} ± {}", mean, std);
}

std::string nominal_text(double value, std::string const& unit) {
    return std::isfinite(value) ? with_unit(value, unit) : "none";
}

struct Column {
    std::vector<std::string> cells;  ///< the header first
    [[nodiscard]] std::size_t width() const {
        std::size_t widest = 0;
        for (auto const& cell : cells) widest = std::max(widest, display_width(cell));
        return widest;
    }
};

/// Row labels of the table, and one column per measure; two rows for a condition with Monte Carlo.
std::vector<Column> table_columns(std::vector<MeasureInfo> const& measures, Findings const& findings) {
    Column condition{{"condition"}};
    Column chips{{"chips"}};
    std::vector<Column> columns(measures.size());
    for (std::size_t i = 0; i < measures.size(); ++i) columns[i].cells.push_back(measures[i].name);
    for (std::size_t c = 0; c < findings.summary.conditions.size(); ++c) {
        auto const& at = findings.summary.conditions[c];
        auto const& figures = findings.analysis.measures[c];
        if (at.trials == 0) continue;
        bool const has_nominal = at.trials > at.monte_carlo;
        if (has_nominal) {
            condition.cells.push_back(campaign::describe(at.condition));
            chips.cells.emplace_back("nominal");
            for (std::size_t i = 0; i < measures.size(); ++i)
                columns[i].cells.push_back(nominal_text(figures[i].nominal, measures[i].unit));
        }
        if (at.monte_carlo == 0) continue;
        condition.cells.push_back(has_nominal ? "" : campaign::describe(at.condition));
        chips.cells.push_back(fmt::format("{}", at.monte_carlo));
        for (std::size_t i = 0; i < measures.size(); ++i)
            columns[i].cells.push_back(spread_text(figures[i], measures[i].unit));
    }
    columns.insert(columns.begin(), {condition, chips});
    return columns;
}

/// Measures in the order of the table: those with a limit first.
std::vector<std::size_t> table_order(CampaignSpec const& spec, std::vector<MeasureInfo> const& measures) {
    std::vector<std::size_t> order(measures.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_partition(order.begin(), order.end(), [&](std::size_t i) {
        return std::any_of(spec.limits.begin(), spec.limits.end(),
                           [&](auto const& limit) { return limit.measure == measures[i].name; });
    });
    return order;
}

std::string table_text(CampaignSpec const& spec, std::vector<MeasureInfo> const& measures, Findings const& findings,
                       std::string const& results) {
    auto const columns = table_columns(measures, findings);
    std::vector<std::size_t> shown;
    std::vector<std::string> left_out;
    std::size_t width = std::max(columns[0].width(), condition_width) + chips_width;
    for (auto const i : table_order(spec, measures)) {
        width += columns[i + 2].width() + 3;
        if (width <= report_width || shown.empty())
            shown.push_back(i + 2);
        else
            left_out.push_back(measures[i].name);
    }
    std::string text;
    for (std::size_t row = 0; row < columns[0].cells.size(); ++row) {
        auto line = fmt::format("{:<{}}{:>{}}", columns[0].cells[row], std::max(columns[0].width(), condition_width),
                                columns[1].cells[row], chips_width);
        for (auto const column : shown)
            line += fmt::format("   {:>{}}", columns[column].cells[row], columns[column].width());
        text += line + '\n';
    }
    if (!left_out.empty())
        text +=
            wrapped(cut_behind(fmt::format("also measured: {} (in {})", fmt::join(left_out, ", "), results), " "), 2);
    return text;
}

std::string failure_lines(CampaignSpec const& spec, Summary const& summary) {
    std::string text;
    if (summary.first_failure) {
        std::vector<std::string> kinds;
        for (auto const& [kind, count] : summary.failures)
            kinds.push_back(fmt::format("{} {}", to_string(kind), count));
        auto const& first = *summary.first_failure;
        text += fmt::format("failed   {} of {} trials: {}; first is trial {} ({}): {}\n", summary.failed(),
                            summary.recorded, fmt::join(kinds, ", "), first.trial.id,
                            campaign::describe(spec, first.trial), first.failure->message);
    }
    for (auto const& [rung, count] : summary.ladder)
        text += fmt::format("retried  {} trial{} needed {}\n", count, count == 1 ? "" : "s", rung);
    return text;
}

/// What the nominal trials' check found, and how much longer its way takes.
std::string check_lines(CampaignSpec const& spec, std::vector<MeasureInfo> const& measures, Findings const& findings) {
    auto const& check = findings.summary.check;
    if (check.trials == 0) return {};
    auto const& circuit = campaign::circuit_of(spec);
    std::string text;
    for (auto const& info : circuit.measures(spec.parameters)) {
        auto const found =
            std::find_if(measures.begin(), measures.end(), [&](auto const& m) { return m.name == info.name; });
        if (!info.of_check || found == measures.end()) continue;
        double lowest = std::numeric_limits<double>::infinity();
        double highest = -lowest;
        for (auto const& at : findings.analysis.measures) {
            double const value = at[static_cast<std::size_t>(found - measures.begin())].nominal;
            if (!std::isfinite(value)) continue;
            lowest = std::min(lowest, value);
            highest = std::max(highest, value);
        }
        if (lowest > highest) continue;
        text += fmt::format("checked  {}: {} … {} over {} nominal trial{}\n", info.description,
                            with_unit(lowest, info.unit, 2), with_unit(highest, info.unit, 2), check.trials,
                            check.trials == 1 ? "" : "s");
    }
    std::size_t points = 1;
    for (auto const& curve : circuit.curves(spec.parameters)) points = std::max(points, curve.points.size());
    text +=
        fmt::format("         a check takes {:.2g} s, the rest of such a trial {:.2g} s", check.check_s, check.trial_s);
    double const that_way_s = static_cast<double>(points) * check.check_s;
    if (points > 1 && circuit.checks_a_point)
        text += fmt::format("; its {} points that way {}, {:.0f} times longer", points, duration_text(that_way_s),
                            that_way_s / check.trial_s);
    text += '\n';
    return text;
}

/// The trial someone will want to see first: outside a limit, or failed.
std::optional<std::uint64_t> trial_to_look_at(Findings const& findings) {
    for (auto const& limit : findings.analysis.trials)
        if (limit.outside > 0) return limit.worst.front().trial.id;
    if (findings.summary.first_failure) return findings.summary.first_failure->trial.id;
    return std::nullopt;
}

/// Of the Monte Carlo chips; of the nominal one where there are none.
ordered_json measure_json(MeasureStatistics const& figures, std::string const& unit, bool monte_carlo) {
    if (!monte_carlo) {
        auto const value = number_or_null(figures.nominal);
        return {{"mean", value},    {"std", nullptr}, {"min", value}, {"max", value}, {"n", value.is_null() ? 0 : 1},
                {"nominal", value}, {"unit", unit}};
    }
    ordered_json json{{"mean", number_or_null(figures.mean.value)},
                      {"std", number_or_null(figures.std.value)},
                      {"min", number_or_null(figures.min)},
                      {"max", number_or_null(figures.max)},
                      {"n", figures.n},
                      {"nominal", number_or_null(figures.nominal)},
                      {"unit", unit},
                      {"mean_interval", {number_or_null(figures.mean.lower), number_or_null(figures.mean.upper)}},
                      {"std_interval", {number_or_null(figures.std.lower), number_or_null(figures.std.upper)}},
                      {"quantiles", ordered_json::array()}};
    for (auto const& quantile : figures.quantiles) {
        auto of_quantile = estimate_json(quantile.estimate);
        of_quantile["probability"] = quantile.probability;
        json["quantiles"].push_back(std::move(of_quantile));
    }
    json["normality_p"] = figures.normality ? number_or_null(figures.normality->p_value) : ordered_json(nullptr);
    return json;
}

ordered_json conditions_json(std::vector<MeasureInfo> const& measures, Findings const& findings) {
    auto json = ordered_json::array();
    for (std::size_t c = 0; c < findings.summary.conditions.size(); ++c) {
        auto const& at = findings.summary.conditions[c];
        ordered_json condition{{"process", at.condition.process},
                               {"temperature_c", at.condition.temperature_c},
                               {"supply_v", at.condition.supply_v},
                               {"trials", at.trials},
                               {"failed", at.failed},
                               {"monte_carlo", at.monte_carlo},
                               {"measures", ordered_json::object()}};
        for (std::size_t i = 0; i < measures.size(); ++i)
            condition["measures"][measures[i].name] =
                measure_json(findings.analysis.measures[c][i], measures[i].unit, at.monte_carlo > 0);
        json.push_back(std::move(condition));
    }
    for (auto const& spread : findings.spreads)
        json[spread.condition]["measures"][measures[spread.measure].name]["contributions"] =
            contributions_json(spread.contributions);
    return json;
}
}  // namespace

Findings findings_of(CampaignSpec const& spec, campaign::ResultSchema const& schema,
                     std::vector<campaign::TrialRecord> const& records, bool all) {
    Findings out{campaign::summarize(spec, records), campaign::analyse(spec, schema.measures, records), {}, {}};
    out.spreads = measure_spreads(spec, schema, records, out.analysis, all);
    if (spec.until) out.until = campaign::final_look(spec, schema.measures, records);
    return out;
}

std::string until_text(CampaignSpec const& spec, std::vector<MeasureInfo> const& measures, campaign::Look const& look) {
    auto const& unit = measures[campaign::column_of({spec.until->measure, {}, {}}, measures)].unit;
    auto const number = [&](double value) {
        return spec.until->of == campaign::StopRule::Of::yield ? fmt::format("{:.4g} %", 100 * value)
                                                               : with_unit(value, unit);
    };
    auto text = fmt::format("until    {}: {} {} of at most {} chips, look {} of {}\n", describe(*spec.until, unit),
                            look.met ? "reached with" : "NOT REACHED with", look.chips, spec.sampling.samples,
                            look.number, look.looks);
    for (std::size_t i = 0; i < look.estimates.size(); ++i)
        text += fmt::format("         {} ({} … {}) at {}; 95 % over all looks, {:.4g} % each\n",
                            number(look.estimates[i].value), number(look.estimates[i].lower),
                            number(look.estimates[i].upper),
                            campaign::describe(spec.conditions[spec.monte_carlo_at[i]]), 100 * look.confidence);
    return text;
}

ordered_json until_json(CampaignSpec const& spec, campaign::Look const& look) {
    ordered_json json{{"met", look.met},     {"chips", look.chips},           {"look", look.number},
                      {"looks", look.looks}, {"confidence", look.confidence}, {"estimates", ordered_json::array()}};
    for (std::size_t i = 0; i < look.estimates.size(); ++i) {
        auto estimate = estimate_json(look.estimates[i]);
        estimate["condition"] = spec.monte_carlo_at[i];
        json["estimates"].push_back(std::move(estimate));
    }
    return json;
}

std::string report_text(CampaignSpec const& spec, std::vector<MeasureInfo> const& measures, Findings const& findings,
                        RunOutcome const& outcome) {
    auto text = table_text(spec, measures, findings, outcome.results);
    if (findings.until) text += until_text(spec, measures, *findings.until);
    text += limits_text(spec, measures, findings.analysis);
    text += spreads_text(spec, measures, findings.spreads);
    text += check_lines(spec, measures, findings);
    text += failure_lines(spec, findings.summary);
    text += fmt::format("results  {} ({} trials; this run took {})\n", outcome.results, findings.summary.recorded,
                        duration_text(outcome.run.elapsed_s));
    if (auto const trial = trial_to_look_at(findings))
        text +=
            fmt::format("replay   cimchar replay {} {} --waveforms trial{}.h5\n", outcome.directory, *trial, *trial);
    return text;
}

ordered_json report_json(CampaignSpec const& spec, std::vector<MeasureInfo> const& measures, Findings const& findings,
                         RunOutcome const& outcome) {
    auto const& summary = findings.summary;
    ordered_json json{{"campaign", spec.name}, {"directory", outcome.directory}};
    json["results"] = outcome.results.empty() ? ordered_json(nullptr) : ordered_json(outcome.results);
    json["trials"] = {{"planned", outcome.run.planned}, {"done", outcome.run.done}, {"failed", outcome.run.failed}};
    json["interrupted"] = outcome.run.stopped;
    json["failures"] = ordered_json::object();
    for (auto const& [kind, count] : summary.failures) json["failures"][std::string(to_string(kind))] = count;
    json["conditions"] = conditions_json(measures, findings);
    json["limits"] = limits_json(spec, measures, findings.analysis);
    json["yield"] = chips_json(findings.analysis);
    if (findings.until) json["until"] = until_json(spec, *findings.until);
    if (summary.check.trials > 0)
        json["check"] = {
            {"trials", summary.check.trials}, {"check_s", summary.check.check_s}, {"trial_s", summary.check.trial_s}};
    json["elapsed_s"] = outcome.run.elapsed_s;
    return json;
}

std::string json_text(ordered_json const& json) {
    return json.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace cimchar::app
