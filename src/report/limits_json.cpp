// How far the campaign is, and how it keeps its limits, as data.
#include "campaign/judge.hpp"
#include "campaign/stop_rule.hpp"
#include "report/report_parts.hpp"

namespace cimchar::report {

namespace {

using campaign::Yield;
using nlohmann::ordered_json;

ordered_json yield_json(Yield const& y) {
    ordered_json json{{"passed", y.passed},
                      {"outside", y.outside},
                      {"errors", y.errors},
                      {"with_errors", {y.with_errors.value, y.with_errors.lower, y.with_errors.upper}},
                      {"without_errors", {y.without_errors.value, y.without_errors.lower, y.without_errors.upper}}};
    if (y.failing)
        json["failing"] = {
            {"probability", {y.failing->probability, y.failing->interval.lower, y.failing->interval.upper}},
            {"effective", y.failing->effective},
            {"status", describe(y.failing->status)}};
    return json;
}

ordered_json number_or_null(std::optional<double> const& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json at_condition_json(campaign::LimitStatistics const& s) {
    ordered_json json{{"condition", s.condition}, {"yield", yield_json(s.yield)}};
    json["nominal_passes"] = s.nominal_passes ? ordered_json(*s.nominal_passes) : ordered_json(nullptr);
    if (s.cpk) json["cpk"] = {s.cpk->value, s.cpk->lower, s.cpk->upper};
    return json;
}

ordered_json trial_json(campaign::WorstTrial const& worst) {
    return {{"trial", worst.trial.id},
            {"condition", worst.trial.condition},
            {"chip", worst.trial.sample},
            {"value", worst.value},
            {"margin", worst.margin}};
}

/// What ended a campaign that stops by itself.
ordered_json until_json(Gathered const& gathered, campaign::Look const& look) {
    auto const& rule = *gathered.spec.until;
    auto const measure = campaign::column_of({rule.measure, {}, {}}, gathered.measures);
    ordered_json json{{"words", campaign::describe(rule, gathered.measures[measure].unit)},
                      {"measure", measure},
                      {"is_yield", rule.of == campaign::StopRule::Of::yield},
                      {"met", look.met},
                      {"chips", look.chips},
                      {"look", look.number},
                      {"looks", look.looks},
                      {"confidence", look.confidence}};
    json["estimates"] = ordered_json::array();
    for (std::size_t i = 0; i < look.estimates.size(); ++i)
        json["estimates"].push_back({{"condition", gathered.spec.monte_carlo_at.at(i)},
                                     {"value", look.estimates[i].value},
                                     {"lower", look.estimates[i].lower},
                                     {"upper", look.estimates[i].upper}});
    return json;
}

}  // namespace

ordered_json campaign_json(Gathered const& gathered, campaign::Summary const& summary,
                           campaign::Analysis const& analysis) {
    auto const& spec = gathered.spec;
    ordered_json json{{"name", gathered.header.campaign_name},
                      {"circuit", gathered.header.circuit},
                      {"about", campaign::circuit_of(spec).summary},
                      {"path", gathered.path},
                      {"planned", gathered.header.planned},
                      {"recorded", summary.recorded},
                      {"failed", summary.failed()},
                      {"running", gathered.running},
                      {"samples", spec.sampling.samples},
                      {"around_failures", spec.sampling.scheme == netlist::SamplingScheme::importance},
                      {"independent", spec.sampling.scheme == netlist::SamplingScheme::random},
                      {"allowed_failures", spec.allowed_failures}};
    bool complete = summary.recorded >= gathered.header.planned;
    if (spec.until)
        if (auto const look = campaign::final_look(spec, gathered.measures, gathered.records)) {
            json["until"] = until_json(gathered, *look);
            complete = true;
        }
    json["complete"] = complete;
    if (!spec.limits.empty()) json["yield"] = yield_json(analysis.chips);
    return json;
}

ordered_json limits_json(Gathered const& gathered, campaign::Analysis const& analysis) {
    auto list = ordered_json::array();
    for (std::size_t l = 0; l < gathered.spec.limits.size(); ++l) {
        auto const& limit = gathered.spec.limits[l];
        auto const& trials = analysis.trials.at(l);
        ordered_json json{{"measure", campaign::column_of(limit, gathered.measures)},
                          {"min", number_or_null(limit.min)},
                          {"max", number_or_null(limit.max)},
                          {"at", limit.at},
                          {"judged", trials.judged},
                          {"outside", trials.outside}};
        json["conditions"] = ordered_json::array();
        for (auto const& at : analysis.limits)
            if (at.limit == l) json["conditions"].push_back(at_condition_json(at));
        json["worst"] = ordered_json::array();
        for (auto const& worst : trials.worst) json["worst"].push_back(trial_json(worst));
        list.push_back(std::move(json));
    }
    return list;
}

}  // namespace cimchar::report
