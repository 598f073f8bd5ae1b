#include "campaign/summary.hpp"

#include "metrics/statistics.hpp"

namespace cimchar::campaign {

namespace {
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

Summary summarize(CampaignSpec const& spec, std::vector<TrialRecord> const& records) {
    Summary summary;
    summary.recorded = records.size();
    for (auto const& condition : spec.conditions) summary.conditions.push_back({condition, 0, 0, 0});
    for (auto const& record : records) {
        auto& condition = summary.conditions.at(record.trial.condition);
        ++condition.trials;
        if (record.trial.sample > 0) ++condition.monte_carlo;
        for (auto const& rung : record.ladder) ++summary.ladder[rung];
        if (!record.failure) continue;
        ++condition.failed;
        ++summary.failures[record.failure->kind];
        if (!summary.first_failure) summary.first_failure = record;
    }
    summary.check = summarize_checks(records);
    return summary;
}

}  // namespace cimchar::campaign
