#include "app/run_report.hpp"
#include "campaign/judge.hpp"
#include "core/units.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>

namespace cimchar::app {

namespace {
std::string variation_words(campaign::CampaignSpec const& spec) {
    std::vector<std::string> words;
    if (spec.vary.local) words.emplace_back("local mismatch");
    if (spec.vary.global) words.emplace_back("global shift");
    if (spec.vary.rram) words.emplace_back("RRAM spread");
    return fmt::format("{}", fmt::join(words, ", "));
}

/// Parameters that are not at their default.
std::string changed_parameters(campaign::CampaignSpec const& spec) {
    constexpr int digits = 6;
    std::vector<std::string> changed;
    for (auto const& info : spec.parameters.infos()) {
        bool const is_number = info.options.empty();
        if (is_number ? spec.parameters.number(info.name) == info.number
                      : spec.parameters.choice(info.name) == info.options.front())
            continue;
        changed.push_back(fmt::format("{} = {}", info.name,
                                      is_number ? with_unit(spec.parameters.number(info.name), info.unit, digits)
                                                : spec.parameters.choice(info.name)));
    }
    return changed.empty() ? "all parameters at their defaults" : fmt::format("{}", fmt::join(changed, ", "));
}

std::uint64_t nominal_count(std::vector<campaign::Trial> const& trials) {
    return static_cast<std::uint64_t>(
        std::count_if(trials.begin(), trials.end(), [](auto const& trial) { return trial.sample == 0; }));
}
}  // namespace

std::string duration_text(double seconds) {
    if (!std::isfinite(seconds)) return "unknown";
    if (seconds < 10) return fmt::format("{:.1f} s", seconds);
    auto const whole = static_cast<std::uint64_t>(std::llround(seconds));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    if (whole < 48UL * 3600) return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
    return fmt::format("{} days {} h", whole / 86400, whole % 86400 / 3600);
}

std::string limit_text(campaign::Limit const& limit, std::string_view unit) {
    if (limit.min && limit.max)
        return fmt::format("{} ≤ {} ≤ {}", with_unit(*limit.min, unit), limit.measure, with_unit(*limit.max, unit));
    return limit.min ? fmt::format("{} ≥ {}", limit.measure, with_unit(*limit.min, unit))
                     : fmt::format("{} ≤ {}", limit.measure, with_unit(*limit.max, unit));
}

std::string plan_text(campaign::CampaignSpec const& spec, std::vector<campaign::Trial> const& trials) {
    auto const schema = schema_of(spec);
    std::vector<std::string> measures;
    for (auto const& measure : schema.measures) measures.push_back(measure.name);
    std::vector<std::string> conditions;
    for (auto const& condition : spec.conditions) conditions.push_back(campaign::describe(condition));
    auto text = fmt::format("campaign    {}, seed {}\n", spec.name, spec.seed);
    text += fmt::format("circuit     {}; {}\n", spec.circuit, changed_parameters(spec));
    text += fmt::format("conditions  {}: {}\n", conditions.size(), fmt::join(conditions, "; "));
    auto const nominal = nominal_count(trials);
    text += fmt::format("trials      {}: {} nominal, {} Monte Carlo", trials.size(), nominal, trials.size() - nominal);
    if (spec.sampling.samples > 0)
        text += fmt::format(" ({} chips at {} condition{})", spec.sampling.samples, spec.monte_carlo_at.size(),
                            spec.monte_carlo_at.size() == 1 ? "" : "s");
    if (schema.weighted) text += fmt::format(", drawn around failures in {} parts", spec.sampling.parts.size());
    text += '\n';
    if (spec.sampling.samples > 0)
        text += fmt::format("variation   {} ({}); {} drawn numbers per chip\n", variation_words(spec), spec.mismatch,
                            schema.drawn.size());
    text += fmt::format("measures    {}\n", fmt::join(measures, ", "));
    for (auto const& limit : spec.limits) {
        auto const info = std::find_if(schema.measures.begin(), schema.measures.end(),
                                       [&](auto const& measure) { return measure.name == limit.measure; });
        text += fmt::format("limit       {}\n", limit_text(limit, info->unit));
    }
    if (spec.until)
        text += fmt::format(
            "until       {}; looks at {} chips\n",
            describe(*spec.until,
                     schema.measures[campaign::column_of({spec.until->measure, {}, {}}, schema.measures)].unit),
            fmt::join(campaign::looks_of(spec), ", "));
    return text;
}

nlohmann::ordered_json plan_json(campaign::CampaignSpec const& spec, std::vector<campaign::Trial> const& trials) {
    auto const nominal = nominal_count(trials);
    nlohmann::ordered_json json{{"campaign", spec.name}, {"circuit", spec.circuit}, {"seed", spec.seed}};
    json["trials"] = {{"planned", trials.size()}, {"nominal", nominal}, {"monte_carlo", trials.size() - nominal}};
    json["conditions"] = nlohmann::ordered_json::array();
    for (auto const& condition : spec.conditions)
        json["conditions"].push_back({{"process", condition.process},
                                      {"temperature_c", condition.temperature_c},
                                      {"supply_v", condition.supply_v}});
    json["measures"] = nlohmann::ordered_json::array();
    auto const schema = schema_of(spec);
    for (auto const& measure : schema.measures) json["measures"].push_back(measure.name);
    json["drawn_per_chip"] = schema.drawn.size();
    json["warnings"] = spec.warnings;
    return json;
}

}  // namespace cimchar::app
