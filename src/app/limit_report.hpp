// Limits as people and programs read them: kept or not, yields with their intervals, the trials to look at.
#pragma once
#include "campaign/analysis.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace cimchar::app {

/// A line per limit, one per yield of it, and the yield of whole chips where that is not one of them. Yields that read
/// the same at several conditions are one line. Empty without limits.
[[nodiscard]] std::string limits_text(campaign::CampaignSpec const& spec,
                                      std::vector<circuits::MeasureInfo> const& measures,
                                      campaign::Analysis const& analysis);

/// The limits of docs/formats/campaign.md, "The summary".
[[nodiscard]] nlohmann::ordered_json limits_json(campaign::CampaignSpec const& spec,
                                                 std::vector<circuits::MeasureInfo> const& measures,
                                                 campaign::Analysis const& analysis);
/// Yield of whole chips; null if there are no limits or no Monte Carlo chips.
[[nodiscard]] nlohmann::ordered_json chips_json(campaign::Analysis const& analysis);

/// value, lower, upper.
[[nodiscard]] nlohmann::ordered_json estimate_json(campaign::Estimate const& estimate);

}  // namespace cimchar::app
