// What the measures of a campaign read off its waveforms.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/user/description.hpp"

#include <map>
#include <string>
#include <vector>

namespace cimchar::circuits::user {

/// Scalars, curves and records of one trial. `waveforms` by name of analysis; earlier measures are names in the
/// expressions of later ones, beside `values`. A figure that does not exist is NaN. Pure.
[[nodiscard]] Observation observation_of(std::vector<Measure> const& measures,
                                         std::map<std::string, Waveforms> const& waveforms, Values const& values);

/// The measures as reports and limits know them.
[[nodiscard]] std::vector<MeasureInfo> measure_infos(Description const& description);

}  // namespace cimchar::circuits::user
