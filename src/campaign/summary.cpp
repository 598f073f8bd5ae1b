#include "campaign/summary.hpp"

#include "campaign/judge.hpp"
#include "metrics/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cimchar::campaign {

namespace {
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// Values of one measure at one condition, in order of the trials.
struct Values {
    double nominal = nothing;
    std::vector<double> monte_carlo;
};

MeasureSummary summarize_values(Values const& values, bool has_monte_carlo) {
    MeasureSummary summary{values.nominal, 0, nothing, nothing, nothing, nothing};
    auto samples = values.monte_carlo;
    if (!has_monte_carlo && std::isfinite(values.nominal)) samples = {values.nominal};
    summary.n = samples.size();
    if (samples.empty()) return summary;
    if (samples.size() == 1) {
        summary.mean = summary.min = summary.max = samples.front();
        return summary;
    }
    auto const figures = metrics::summarize(samples);
    summary.mean = figures.mean;
    summary.std = figures.std;
    summary.min = figures.min;
    summary.max = figures.max;
    return summary;
}

LimitSummary judge(Limit const& limit, std::vector<Limit> const& all,
                   std::vector<circuits::MeasureInfo> const& measures, std::vector<TrialRecord> const& records) {
    auto const column = column_of(limit, measures);
    LimitSummary summary{limit, measures[column].unit, 0, 0, std::nullopt, nothing};
    double worst_margin = std::numeric_limits<double>::infinity();
    for (auto const& record : records) {
        double const value = record.measures.at(column);
        if (!std::isfinite(value) || !applies(limit, all, record.trial.condition)) continue;
        ++summary.judged;
        double const room = margin(limit, value);
        if (room < 0) ++summary.outside;
        if (room >= worst_margin) continue;
        worst_margin = room;
        summary.worst = record.trial;
        summary.worst_value = value;
    }
    return summary;
}

CheckSummary summarize_checks(std::vector<TrialRecord> const& records) {
    std::vector<double> check_s;
    std::vector<double> trial_s;
    for (auto const& record : records) {
        if (record.check_seconds == 0) continue;
        check_s.push_back(record.check_seconds);
        trial_s.push_back(record.seconds - record.check_seconds);
    }
    if (check_s.empty()) return {};
    return {check_s.size(), metrics::quantile(check_s, 0.5).estimate, metrics::quantile(trial_s, 0.5).estimate};
}
}  // namespace

std::uint64_t Summary::failed() const {
    std::uint64_t sum = 0;
    for (auto const& [kind, count] : failures) sum += count;
    return sum;
}

bool Summary::limits_kept() const {
    return std::all_of(limits.begin(), limits.end(), [](auto const& limit) { return limit.outside == 0; });
}

Summary summarize(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
                  std::vector<TrialRecord> const& records) {
    Summary summary;
    summary.recorded = records.size();
    for (auto const& condition : spec.conditions) summary.conditions.push_back({condition, 0, 0, 0, {}});
    std::vector<std::vector<Values>> values(spec.conditions.size(), std::vector<Values>(measures.size()));
    for (auto const& record : records) {
        auto& condition = summary.conditions.at(record.trial.condition);
        ++condition.trials;
        if (record.trial.sample > 0) ++condition.monte_carlo;
        for (auto const& rung : record.ladder) ++summary.ladder[rung];
        if (record.failure) {
            ++condition.failed;
            ++summary.failures[record.failure->kind];
            if (!summary.first_failure) summary.first_failure = record;
        }
        for (std::size_t i = 0; i < measures.size(); ++i) {
            auto& of_measure = values[record.trial.condition][i];
            double const value = record.measures.at(i);
            if (record.trial.sample == 0)
                of_measure.nominal = value;
            else if (std::isfinite(value))
                of_measure.monte_carlo.push_back(value);
        }
    }
    for (std::size_t c = 0; c < values.size(); ++c)
        for (auto const& of_measure : values[c])
            summary.conditions[c].measures.push_back(
                summarize_values(of_measure, summary.conditions[c].monte_carlo > 0));
    summary.check = summarize_checks(records);
    for (auto const& limit : spec.limits) summary.limits.push_back(judge(limit, spec.limits, measures, records));
    return summary;
}

}  // namespace cimchar::campaign
