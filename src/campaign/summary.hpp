// How a campaign went: trials per condition, failures, retries, checks. Statistics of its measures: analysis.hpp.
#pragma once
#include "campaign/result_sink.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::campaign {

struct ConditionSummary {
    Condition condition;
    std::uint64_t trials = 0;       ///< recorded, failed ones included
    std::uint64_t failed = 0;       ///< of those
    std::uint64_t monte_carlo = 0;  ///< of those recorded
};

/// The measures of_check over the nominal trials, and what the check costs.
struct CheckSummary {
    std::uint64_t trials = 0;
    double check_s = 0;  ///< median wall time of a check
    double trial_s = 0;  ///< median wall time of the rest of the trial
};

struct Summary {
    std::uint64_t recorded = 0;
    CheckSummary check;
    std::vector<ConditionSummary> conditions;  ///< as in the spec, also those without a record
    std::map<FailureKind, std::uint64_t> failures;
    std::optional<TrialRecord> first_failure;     ///< the failed trial with the smallest id
    std::map<std::string, std::uint64_t> ladder;  ///< rungs of the retry ladder, by how many trials they helped

    [[nodiscard]] std::uint64_t failed() const;
};

/// `records`, ascending id. Pure.
[[nodiscard]] Summary summarize(CampaignSpec const& spec, std::vector<TrialRecord> const& records);

}  // namespace cimchar::campaign
