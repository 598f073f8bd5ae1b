// What a report shows, as plain data: every figure computed, nothing drawn. The page only lays it out.
#pragma once
#include "campaign/analysis.hpp"
#include "report/gather.hpp"

#include <nlohmann/json.hpp>

namespace cimchar::report {

/// Version of the data that the page (src/report/web) reads.
inline constexpr int data_version = 1;

/// `analysis` of the records. `contributions`: an array; of some measures at some conditions, where the spread comes
/// from (`condition`, `measure`, and the keys of docs/formats/campaign.md, "Contributions"). Figures in SI; what has
/// none is NaN, which prints as null. Numbers that are drawn, not read, have six digits. Pure but for the date and the
/// program's version in `provenance`.
[[nodiscard]] nlohmann::ordered_json report_json(Gathered const& gathered, campaign::Analysis const& analysis,
                                                 nlohmann::ordered_json contributions);

}  // namespace cimchar::report
