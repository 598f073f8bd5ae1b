// What a campaign showed, per condition and limit: figures for the table and the JSON at the end of a run.
#pragma once
#include "campaign/result_sink.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::campaign {

/// Of the trials in which the measure has a value. NaN where there is none (std: fewer than two).
struct MeasureSummary {
    double nominal = 0;   ///< of the nominal chip
    std::uint64_t n = 0;  ///< Monte Carlo trials with a value, or 1 for the nominal chip if there are none
    double mean = 0;
    double std = 0;  ///< of the sample: squares over n - 1
    double min = 0;
    double max = 0;
};

struct ConditionSummary {
    Condition condition;
    std::uint64_t trials = 0;       ///< recorded, failed ones included
    std::uint64_t failed = 0;       ///< of those
    std::uint64_t monte_carlo = 0;  ///< of those recorded
    std::vector<MeasureSummary> measures;
};

/// How far trials keep a limit. A trial without a value is neither inside nor outside.
struct LimitSummary {
    Limit limit;
    std::string unit;
    std::uint64_t judged = 0;    ///< trials with a value
    std::uint64_t outside = 0;   ///< of those
    std::optional<Trial> worst;  ///< the trial nearest to the limit or farthest outside
    double worst_value = 0;
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
    std::vector<LimitSummary> limits;
    std::map<FailureKind, std::uint64_t> failures;
    std::optional<TrialRecord> first_failure;     ///< the failed trial with the smallest id
    std::map<std::string, std::uint64_t> ladder;  ///< rungs of the retry ladder, by how many trials they helped

    [[nodiscard]] std::uint64_t failed() const;
    [[nodiscard]] bool limits_kept() const;
};

/// `records`, ascending id. Pure.
[[nodiscard]] Summary summarize(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
                                std::vector<TrialRecord> const& records);

}  // namespace cimchar::campaign
