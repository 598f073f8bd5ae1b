// Which drawn parameters the spread of measures comes from, for people and as JSON.
#pragma once
#include "campaign/analysis.hpp"
#include "model/measure_contributions.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace cimchar::app {

/// One measure at one condition.
struct MeasureSpread {
    std::size_t condition = 0;
    std::size_t measure = 0;
    bool has_limit = false;  ///< the measure has a limit, and of its conditions this one has the lowest yield
    model::MeasureContributions contributions;
};

/// Regressions take the first chips of a condition, at most this many: time grows with the cube.
inline constexpr std::size_t most_chips = 500;

/// Of measures with a limit at the condition of their lowest yield; with `all` of every measure at every condition.
/// Empty without Monte Carlo. `records`, ascending id.
[[nodiscard]] std::vector<MeasureSpread> measure_spreads(campaign::CampaignSpec const& spec,
                                                         campaign::ResultSchema const& schema,
                                                         std::vector<campaign::TrialRecord> const& records,
                                                         campaign::Analysis const& analysis, bool all);

/// A line per measure with a limit.
[[nodiscard]] std::string spreads_text(campaign::CampaignSpec const& spec,
                                       std::vector<circuits::MeasureInfo> const& measures,
                                       std::vector<MeasureSpread> const& spreads);
[[nodiscard]] nlohmann::ordered_json contributions_json(model::MeasureContributions const& contributions);

/// "bl7.row*.rram.g 57 %, …, 8 others 5 %, unexplained 1 %"; at most `shown` names.
[[nodiscard]] std::string causes_text(std::vector<model::Contribution> const& all, double explained, std::size_t shown);
/// Share by name, of those above 0.1 %.
[[nodiscard]] nlohmann::ordered_json causes_json(std::vector<model::Contribution> const& all);

}  // namespace cimchar::app
