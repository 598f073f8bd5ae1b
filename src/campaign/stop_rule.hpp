// A campaign that draws chips until a figure is known well enough (monte_carlo.until).
// It looks at the figure a few times, after numbers of chips that are fixed beforehand, and each look has an interval
// of confidence 1 - 0.05/looks. All of them together hold the true value with 95 % (Bonferroni), so the interval of the
// look that stops it does, whichever look that is.
#pragma once
#include "campaign/analysis.hpp"
#include "campaign/engine.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::campaign {

/// Chips after which the campaign looks: the rule's first, twice that and so on, at last all samples. Needs a rule.
[[nodiscard]] std::vector<std::uint64_t> looks_of(CampaignSpec const& spec);

struct Look {
    std::size_t number = 0;  ///< 1 for the first
    std::size_t looks = 0;   ///< how many there may be
    std::uint64_t chips = 0;
    double confidence = 0;            ///< of each interval
    std::vector<Estimate> estimates;  ///< (monte_carlo_at)
    bool met = false;                 ///< every interval's half width is at most the rule's
};

/// Look number `number`, 1 for the first; records of later chips do not count. Chips without a value are left out of a
/// mean and a standard deviation, and do not pass. Pure.
[[nodiscard]] Look look(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
                        std::vector<TrialRecord> const& records, std::size_t number);

/// The look that ends a campaign with these records: the first that is met, or the last one. Nothing while chips up to
/// it are missing. Pure.
[[nodiscard]] std::optional<Look> final_look(CampaignSpec const& spec,
                                             std::vector<circuits::MeasureInfo> const& measures,
                                             std::vector<TrialRecord> const& records);

/// Reads what the sink has flushed so far, and what was there before.
using ReadRecords = std::function<std::vector<TrialRecord>()>;

/// run_trials look by look until final_look() says something. Where it ends follows from the records alone: not from
/// the number of workers, nor from interruptions. `planned` of the summary is up to the look that ended it.
RunSummary run_until(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures, ResultSink& sink,
                     RunOptions const& options, ReadRecords const& recorded, TrialRunner const& runner);

/// "mean of enob_bit within ±0.01 bit".
[[nodiscard]] std::string describe(StopRule const& rule, std::string_view unit);

}  // namespace cimchar::campaign
