// The parts of report_json, one function each. Measures, conditions and limits are named by their place.
#pragma once
#include "campaign/analysis.hpp"
#include "campaign/summary.hpp"
#include "report/gather.hpp"

#include <nlohmann/json.hpp>
#include <vector>

namespace cimchar::report {

/// Six digits: enough to draw by.
[[nodiscard]] nlohmann::ordered_json drawn_numbers(std::vector<double> const& values);

/// Name, how far the campaign is, and the yield of chips that keep every limit.
[[nodiscard]] nlohmann::ordered_json campaign_json(Gathered const& gathered, campaign::Summary const& summary,
                                                   campaign::Analysis const& analysis);

/// Name, unit, description and the prefixed unit to print it in, which suits its nominal values and means.
[[nodiscard]] nlohmann::ordered_json measures_json(Gathered const& gathered, campaign::Analysis const& analysis);

/// Limits with their yields at every condition where they hold, and the worst trials.
[[nodiscard]] nlohmann::ordered_json limits_json(Gathered const& gathered, campaign::Analysis const& analysis);

/// Statistics, histogram and quantile plot, (conditions × measures).
[[nodiscard]] nlohmann::ordered_json statistics_json(Gathered const& gathered, campaign::Analysis const& analysis);

[[nodiscard]] nlohmann::ordered_json curves_json(Gathered const& gathered);

/// Failures by kind, the most frequent first, with the messages that occur and the log tails of the first few trials.
[[nodiscard]] nlohmann::ordered_json failures_json(Gathered const& gathered);

[[nodiscard]] nlohmann::ordered_json provenance_json(Gathered const& gathered);

}  // namespace cimchar::report
