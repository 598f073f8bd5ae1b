// What `check`, `run` and `replay` print: the plan before, the table and the JSON after.
#pragma once
#include "app/contributions_report.hpp"
#include "campaign/engine.hpp"
#include "campaign/stop_rule.hpp"
#include "campaign/summary.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace cimchar::app {

/// "75 s" reads "1 min 15 s".
[[nodiscard]] std::string duration_text(double seconds);

/// A limit in words: "enob_bit ≥ 7.2 bit".
[[nodiscard]] std::string limit_text(campaign::Limit const& limit, std::string_view unit);

/// What a campaign would run, `trials` of its plan (a shard, perhaps); ends with a line break.
[[nodiscard]] std::string plan_text(campaign::CampaignSpec const& spec, std::vector<campaign::Trial> const& trials);
[[nodiscard]] nlohmann::ordered_json plan_json(campaign::CampaignSpec const& spec,
                                               std::vector<campaign::Trial> const& trials);

/// Where a run's results are, and how it went.
struct RunOutcome {
    std::string directory;
    std::string results;  ///< the merged file; empty if the run was interrupted
    campaign::RunSummary run;
};

/// What its records say.
struct Findings {
    campaign::Summary summary;
    campaign::Analysis analysis;
    std::vector<MeasureSpread> spreads;
    std::optional<campaign::Look> until;  ///< the look that ended the campaign, if it has a rule for that
};
/// `records`, ascending id. With `all` the contributions of every measure, otherwise of those that report_text shows.
[[nodiscard]] Findings findings_of(campaign::CampaignSpec const& spec, campaign::ResultSchema const& schema,
                                   std::vector<campaign::TrialRecord> const& records, bool all);

/// A line for each condition with Monte Carlo: what the stop rule asked for and got.
[[nodiscard]] std::string until_text(campaign::CampaignSpec const& spec,
                                     std::vector<circuits::MeasureInfo> const& measures, campaign::Look const& look);

[[nodiscard]] nlohmann::ordered_json until_json(campaign::CampaignSpec const& spec, campaign::Look const& look);

/// The table at the end of a run: a condition per line; limits and yields, where the spread comes from, failures.
[[nodiscard]] std::string report_text(campaign::CampaignSpec const& spec,
                                      std::vector<circuits::MeasureInfo> const& measures, Findings const& findings,
                                      RunOutcome const& outcome);
/// The same as JSON; format: docs/formats/campaign.md, "The summary".
[[nodiscard]] nlohmann::ordered_json report_json(campaign::CampaignSpec const& spec,
                                                 std::vector<circuits::MeasureInfo> const& measures,
                                                 Findings const& findings, RunOutcome const& outcome);

/// JSON as text; bytes of a log that are not UTF-8 are replaced, never fatal.
[[nodiscard]] std::string json_text(nlohmann::ordered_json const& json);

}  // namespace cimchar::app
