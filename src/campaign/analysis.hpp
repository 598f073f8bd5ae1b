// What a campaign says statistically: estimates with intervals, yields, the chips to look at.
// An interval has 95 % confidence. Random chips are independent; of a Latin hypercube or a Sobol sequence only the
// randomizations are, so that intervals there are Student's over randomizations, and what needs independent chips
// (quantiles' intervals, tests, Cpk) is left out. Chips of importance sampling lie around failures: they tell how
// probable those are, and nothing of means and spreads, which are left out.
#pragma once
#include "campaign/result_sink.hpp"
#include "metrics/importance.hpp"
#include "metrics/statistics.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::campaign {

/// Of something that the data do not tell: all NaN. Without an interval: its ends NaN.
struct Estimate {
    double value = std::numeric_limits<double>::quiet_NaN();
    double lower = std::numeric_limits<double>::quiet_NaN();
    double upper = std::numeric_limits<double>::quiet_NaN();
};

struct QuantileEstimate {
    double probability = 0;
    Estimate estimate;
};

/// One measure over the Monte Carlo chips of one condition.
struct MeasureStatistics {
    double nominal;       ///< of the nominal chip; NaN if it has none
    std::uint64_t n = 0;  ///< chips with a value
    Estimate mean;        ///< from two chips on
    Estimate std;         ///< by chi-squared; by the fourth moment where normality is rejected
    double min;
    double max;
    std::vector<QuantileEstimate> quantiles;  ///< 0.1, 1, 5, 25, 50, 75, 95, 99, 99.9 %: those between order statistics
    std::optional<metrics::NormalityTest> normality;  ///< from eight chips on, unless all are equal
};

/// How many chips keep a limit, or all limits.
struct Yield {
    std::uint64_t passed = 0;
    std::uint64_t outside = 0;
    std::uint64_t errors = 0;                       ///< failed trials, or no value: neither inside nor outside
    Estimate with_errors;                           ///< share that passed of all: an error is a bad chip
    Estimate without_errors;                        ///< of those that were simulated
    std::optional<metrics::WeightedShare> failing;  ///< importance sampling: an error is a bad chip
};

/// A limit at one condition.
struct LimitStatistics {
    std::size_t limit = 0;  ///< index into CampaignSpec::limits
    std::size_t condition = 0;
    Yield yield;                         ///< of Monte Carlo chips
    std::optional<bool> nominal_passes;  ///< if it has a value
    std::optional<Estimate> cpk;  ///< only where it means something: 30 random chips whose normality is not rejected
};

/// A chip worth a look: outside a limit, or nearest to one.
struct WorstTrial {
    Trial trial;
    double value = 0;
    double margin = 0;  ///< to the nearer side of the limit, negative outside, in the measure's unit
};

/// All trials that a limit judges, nominal ones too. One without a value is neither inside nor outside.
struct JudgedTrials {
    std::uint64_t judged = 0;       ///< trials with a value
    std::uint64_t outside = 0;      ///< of those
    std::vector<WorstTrial> worst;  ///< at most ten, worst first
};

struct Analysis {
    std::vector<std::vector<MeasureStatistics>> measures;  ///< (conditions × measures)
    std::vector<LimitStatistics> limits;                   ///< by condition and limit
    Yield chips;  ///< that keep all limits at all conditions they were simulated at; empty without limits
    std::vector<JudgedTrials> trials;  ///< (limits)

    [[nodiscard]] bool limits_kept() const;
};

/// Normality is rejected, and a chip is worth a look, by these.
inline constexpr double normality_level = 0.05;
inline constexpr std::size_t worst_trials = 10;

/// Share of `passed` of `n` independent chips with its Clopper-Pearson interval; nothing if n is 0.
[[nodiscard]] Estimate yield_estimate(std::uint64_t passed, std::uint64_t n);

/// `records`, ascending id; `measures` as in their columns. Pure.
[[nodiscard]] Analysis analyse(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
                               std::vector<TrialRecord> const& records);

}  // namespace cimchar::campaign
