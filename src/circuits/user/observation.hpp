// What the measures of a campaign read off its waveforms.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/user/description.hpp"

#include <map>
#include <string>
#include <vector>

namespace cimchar::circuits::user {

/// Scalars, curves and records of one trial. `waveforms` by name of analysis; earlier measures are names in the
/// expressions of later ones, beside `values`. A figure that does not exist is NaN, and so are samples. Pure.
[[nodiscard]] Observation observation_of(std::vector<Measure> const& measures,
                                         std::map<std::string, Waveforms> const& waveforms, Values const& values);

/// The measures as reports and limits know them.
[[nodiscard]] std::vector<MeasureInfo> measure_infos(Description const& description);

/// The samples that linearity and spectrum are figures of, once for all figures of the same samples: "transfer_v_out"
/// is v(out) in the analysis "transfer", by number of the sample.
[[nodiscard]] std::vector<CurveInfo> curve_infos(Description const& description);

}  // namespace cimchar::circuits::user
