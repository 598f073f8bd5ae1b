#include "campaign/stop_rule.hpp"

#include "campaign/judge.hpp"
#include "core/error.hpp"
#include "core/units.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::campaign {

namespace {

/// Of all looks together.
constexpr double error_of_all_looks = 0.05;

std::vector<Trial> up_to(std::vector<Trial> plan, std::uint64_t chips) {
    std::erase_if(plan, [&](Trial const& trial) { return trial.sample > chips; });
    return plan;
}

bool passes(CampaignSpec const& spec, std::size_t condition, double value) {
    return std::isfinite(value) && std::all_of(spec.limits.begin(), spec.limits.end(), [&](Limit const& limit) {
               return limit.measure != spec.until->measure || !applies(limit, spec.limits, condition) ||
                      margin(limit, value) >= 0;
           });
}

Estimate estimate(CampaignSpec const& spec, std::size_t condition, std::vector<double> const& values,
                  double confidence) {
    if (spec.until->of == StopRule::Of::yield) {
        if (values.empty()) return {};
        auto const passed = static_cast<std::size_t>(
            std::count_if(values.begin(), values.end(), [&](double v) { return passes(spec, condition, v); }));
        auto const interval = metrics::clopper_pearson(passed, values.size(), confidence);
        return {static_cast<double>(passed) / static_cast<double>(values.size()), interval.lower, interval.upper};
    }
    auto known = values;
    std::erase_if(known, [](double v) { return !std::isfinite(v); });
    if (known.size() < 2) return {};
    auto const s = metrics::summarize(known, confidence);
    return spec.until->of == StopRule::Of::mean ? Estimate{s.mean, s.mean_interval.lower, s.mean_interval.upper}
                                                : Estimate{s.std, s.std_interval.lower, s.std_interval.upper};
}

}  // namespace

std::vector<std::uint64_t> looks_of(CampaignSpec const& spec) {
    CIMCHAR_EXPECT(spec.until && spec.until->first > 0);
    std::vector<std::uint64_t> looks;
    for (auto chips = spec.until->first; chips < spec.sampling.samples; chips *= 2) looks.push_back(chips);
    looks.push_back(spec.sampling.samples);
    return looks;
}

Look look(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
          std::vector<TrialRecord> const& records, std::size_t number) {
    auto const looks = looks_of(spec);
    Look out{number, looks.size(), looks.at(number - 1), 1 - error_of_all_looks / static_cast<double>(looks.size()),
             {},     true};
    auto const column = column_of({spec.until->measure, {}, {}}, measures);
    for (auto const condition : spec.monte_carlo_at) {
        std::vector<double> values;
        for (auto const& record : records)
            if (record.trial.condition == condition && record.trial.sample > 0 && record.trial.sample <= out.chips)
                values.push_back(record.measures.at(column));
        auto const got = estimate(spec, condition, values, out.confidence);
        out.met = out.met && (got.upper - got.lower) / 2 <= spec.until->half_width;
        out.estimates.push_back(got);
    }
    return out;
}

std::optional<Look> final_look(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
                               std::vector<TrialRecord> const& records) {
    auto const looks = looks_of(spec);
    for (std::size_t number = 1; number <= looks.size(); ++number) {
        auto const chips = looks[number - 1];
        auto const there = static_cast<std::uint64_t>(std::count_if(
            records.begin(), records.end(), [&](TrialRecord const& record) { return record.trial.sample <= chips; }));
        if (there < spec.conditions.size() + chips * spec.monte_carlo_at.size()) return std::nullopt;
        auto const seen = look(spec, measures, records, number);
        if (seen.met || number == looks.size()) return seen;
    }
    return std::nullopt;
}

RunSummary run_until(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures, ResultSink& sink,
                     RunOptions const& options, ReadRecords const& recorded, TrialRunner const& runner) {
    auto const plan = make_plan(spec);
    auto const looks = looks_of(spec);
    double elapsed_s = 0;
    for (std::size_t number = 1;; ++number) {
        auto const records = recorded();
        std::set<std::uint64_t> finished;
        auto of_look = options;
        of_look.failed_before = 0;
        for (auto const& record : records) {
            if (record.trial.sample > looks[number - 1]) continue;
            finished.insert(record.trial.id);
            if (record.failure) ++of_look.failed_before;
        }
        auto summary = run_trials(spec, up_to(plan, looks[number - 1]), finished, sink, of_look, runner);
        elapsed_s += summary.elapsed_s;
        summary.elapsed_s = elapsed_s;
        if (summary.stopped || number == looks.size() || look(spec, measures, recorded(), number).met) return summary;
    }
}

std::string describe(StopRule const& rule, std::string_view unit) {
    if (rule.of == StopRule::Of::yield)
        return fmt::format("yield of {} within ±{:g} %", rule.measure, 100 * rule.half_width);
    return fmt::format("{} of {} within ±{}", rule.of == StopRule::Of::mean ? "mean" : "standard deviation",
                       rule.measure, with_unit(rule.half_width, unit));
}

}  // namespace cimchar::campaign
