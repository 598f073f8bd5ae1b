#include "app/limit_report.hpp"

#include "app/json_number.hpp"
#include "app/run_report.hpp"
#include "app/text_layout.hpp"
#include "campaign/judge.hpp"
#include "core/units.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace cimchar::app {

namespace {
using campaign::Analysis;
using campaign::CampaignSpec;
using campaign::Estimate;
using campaign::JudgedTrials;
using campaign::Limit;
using campaign::LimitStatistics;
using campaign::Yield;
using circuits::MeasureInfo;
using nlohmann::ordered_json;

constexpr std::size_t label_width = 9;
constexpr std::size_t worst_shown = 3;
std::string const margin_text(label_width, ' ');

std::uint64_t chips_of(Yield const& yield) {
    return yield.passed + yield.outside + yield.errors;
}

/// Three digits, and as many more as it takes to tell a share from all.
std::string percent(double share) {
    for (int digits = 3;; ++digits) {
        auto text = fmt::format("{:.{}g}", 100 * share, digits);
        if (text != "100" || !(share < 1) || digits > 12) return text;
    }
}

/// "97 % (91.5 … 99.4 %)".
std::string share_text(Estimate const& share) {
    if (!std::isfinite(share.lower)) return percent(share.value) + " %";
    return fmt::format("{} % ({} … {} %)", percent(share.value), percent(share.lower), percent(share.upper));
}

/// "fails with 3.20e-05 (2.90e-05 … 3.60e-05), 4.00 σ at tt 27 °C 1 V, by 431 of 1000 chips drawn around failures, 210
/// effective: converged".
std::string failing_lines(Yield const& yield, std::string const& where) {
    auto const& failing = *yield.failing;
    if (failing.status == metrics::Convergence::not_reached)
        return wrapped(
            {fmt::format("{}none of {} chips drawn around failures fails{}:", margin_text, chips_of(yield), where),
             "nothing is known of how probable that is"},
            label_width);
    double const sigma = -boost::math::quantile(boost::math::normal(), std::min(failing.probability, 1.0));
    return wrapped(
        {fmt::format("{}fails with {:.2e} ({:.2e} … {:.2e}), {:.2f} σ{},", margin_text, failing.probability,
                     failing.interval.lower, failing.interval.upper, sigma, where),
         fmt::format("by {} of {} chips drawn around failures,", yield.outside + yield.errors, chips_of(yield)),
         fmt::format("{:.0f} effective:", failing.effective), describe(failing.status)},
        label_width);
}

/// "97 % (91.5 … 99.4 %) of 100 chips"; both ways of counting where they differ.
std::string yield_text(Yield const& yield) {
    auto text =
        fmt::format("{} of {} chip{}", share_text(yield.with_errors), chips_of(yield), chips_of(yield) == 1 ? "" : "s");
    if (yield.errors > 0 && yield.passed + yield.outside > 0)
        text += fmt::format(", {} without the {} that ha{} no value", share_text(yield.without_errors), yield.errors,
                            yield.errors == 1 ? "s" : "ve");
    return text;
}

std::string limit_line(CampaignSpec const& spec, Limit const& limit, std::string const& unit,
                       JudgedTrials const& trials) {
    auto const head = "limit    " + limit_text(limit, unit);
    if (trials.worst.empty()) return head + ": no trial has a value\n";
    auto const describe = [&](campaign::WorstTrial const& worst) {
        return fmt::format("trial {} ({}) at {}", worst.trial.id, campaign::describe(spec, worst.trial),
                           with_unit(worst.value, unit));
    };
    if (trials.outside == 0)
        return fmt::format("{}: kept by all {}; nearest is {}\n", head, trials.judged, describe(trials.worst.front()));
    auto const shown = std::min<std::size_t>({worst_shown, trials.outside, trials.worst.size()});
    std::vector<std::string> pieces{fmt::format("{}: FAILED by {} of {}; worst {}", head, trials.outside, trials.judged,
                                                shown == 1 ? "is" : "are")};
    for (std::size_t i = 0; i < shown; ++i) pieces.push_back(describe(trials.worst[i]) + (i + 1 < shown ? "," : ""));
    return wrapped(pieces, label_width);
}

/// Yields of one limit that read the same.
struct SameYields {
    std::string text;
    std::vector<LimitStatistics const*> at;
};

std::string yield_lines(CampaignSpec const& spec, Analysis const& analysis, std::size_t limit) {
    std::vector<SameYields> groups;
    for (auto const& statistics : analysis.limits) {
        if (statistics.limit != limit || chips_of(statistics.yield) == 0) continue;
        auto const& failing = statistics.yield.failing;
        auto const text = failing ? fmt::format("{}", failing->probability) : yield_text(statistics.yield);
        auto const same = std::find_if(groups.begin(), groups.end(), [&](auto const& g) { return g.text == text; });
        if (same != groups.end())
            same->at.push_back(&statistics);
        else
            groups.push_back({text, {&statistics}});
    }
    std::string out;
    for (auto const& group : groups) {
        auto const where = group.at.size() == 1 ? campaign::describe(spec.conditions[group.at.front()->condition])
                                                : fmt::format("each of {} conditions", group.at.size());
        if (group.at.front()->yield.failing) {
            out += failing_lines(group.at.front()->yield, " at " + where);
            continue;
        }
        out += margin_text + fmt::format("yield {} at {}", group.text, where);
        LimitStatistics const* least = nullptr;
        for (auto const* const statistics : group.at)
            if (statistics->cpk && (least == nullptr || statistics->cpk->value < least->cpk->value)) least = statistics;
        if (least != nullptr)
            out += fmt::format(", {}Cpk {:.2f} ({:.2f} … {:.2f})", group.at.size() > 1 ? "smallest " : "",
                               least->cpk->value, least->cpk->lower, least->cpk->upper);
        out += '\n';
    }
    return out;
}

ordered_json yield_json(Yield const& yield) {
    ordered_json json{{"chips", chips_of(yield)},
                      {"passed", yield.passed},
                      {"outside", yield.outside},
                      {"errors", yield.errors},
                      {"with_errors", estimate_json(yield.with_errors)},
                      {"without_errors", estimate_json(yield.without_errors)}};
    if (yield.failing) {
        auto const& failing = *yield.failing;
        json["failing"] = estimate_json({failing.probability, failing.interval.lower, failing.interval.upper});
        json["failing"]["effective"] = failing.effective;
        json["failing"]["largest_share"] = failing.largest_share;
        json["failing"]["converged"] = failing.status == metrics::Convergence::converged;
        json["failing"]["status"] = describe(failing.status);
    }
    return json;
}

ordered_json limit_json(Limit const& limit, std::string const& unit, JudgedTrials const& trials) {
    ordered_json json{{"measure", limit.measure}, {"unit", unit}};
    json["min"] = limit.min ? ordered_json(*limit.min) : ordered_json(nullptr);
    json["max"] = limit.max ? ordered_json(*limit.max) : ordered_json(nullptr);
    json["judged"] = trials.judged;
    json["outside"] = trials.outside;
    json["pass"] = trials.outside == 0;
    json["worst"] = ordered_json::array();
    for (auto const& worst : trials.worst)
        json["worst"].push_back({{"trial", worst.trial.id},
                                 {"condition", worst.trial.condition},
                                 {"chip", worst.trial.sample},
                                 {"value", worst.value},
                                 {"margin", worst.margin}});
    return json;
}

}  // namespace

std::string limits_text(CampaignSpec const& spec, std::vector<MeasureInfo> const& measures, Analysis const& analysis) {
    std::string text;
    std::size_t yields = 0;
    for (auto const& statistics : analysis.limits)
        if (chips_of(statistics.yield) > 0) ++yields;
    for (std::size_t l = 0; l < spec.limits.size(); ++l) {
        auto const& limit = spec.limits[l];
        text += limit_line(spec, limit, measures[campaign::column_of(limit, measures)].unit, analysis.trials[l]);
        text += yield_lines(spec, analysis, l);
    }
    if (yields > 1 && analysis.chips.failing)
        text += failing_lines(analysis.chips, " (whole chips, every limit at every condition)");
    else if (yields > 1)
        text += fmt::format("yield    {}: whole chips, every limit at every condition\n", yield_text(analysis.chips));
    return text;
}

ordered_json limits_json(CampaignSpec const& spec, std::vector<MeasureInfo> const& measures, Analysis const& analysis) {
    auto json = ordered_json::array();
    for (std::size_t l = 0; l < spec.limits.size(); ++l) {
        auto const& limit = spec.limits[l];
        auto of_limit = limit_json(limit, measures[campaign::column_of(limit, measures)].unit, analysis.trials[l]);
        of_limit["at"] = ordered_json::array();
        for (auto const& statistics : analysis.limits) {
            if (statistics.limit != l) continue;
            ordered_json at{{"condition", statistics.condition}};
            at["nominal_passes"] =
                statistics.nominal_passes ? ordered_json(*statistics.nominal_passes) : ordered_json(nullptr);
            at["yield"] = chips_of(statistics.yield) > 0 ? yield_json(statistics.yield) : ordered_json(nullptr);
            at["cpk"] = statistics.cpk ? estimate_json(*statistics.cpk) : ordered_json(nullptr);
            of_limit["at"].push_back(std::move(at));
        }
        json.push_back(std::move(of_limit));
    }
    return json;
}

ordered_json chips_json(Analysis const& analysis) {
    return chips_of(analysis.chips) > 0 ? yield_json(analysis.chips) : ordered_json(nullptr);
}

ordered_json estimate_json(Estimate const& estimate) {
    return {{"value", number_or_null(estimate.value)},
            {"lower", number_or_null(estimate.lower)},
            {"upper", number_or_null(estimate.upper)}};
}

}  // namespace cimchar::app
