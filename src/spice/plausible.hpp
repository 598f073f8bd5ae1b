// ngspice's Newton iteration can end at a point that solves the equations where the device models mean nothing: a node
// of a 1 V circuit at 18 V, terawatts from the supply. It prints no word of it.
#pragma once
#include "core/simulation.hpp"
#include "spice/ngspice.hpp"

#include <string>
#include <vector>

namespace cimchar::spice {

/// More than any circuit's source carries [A]; false operating points have had 1e12 A.
inline constexpr double largest_source_current_a = 1e3;

/// The first of these voltage sources that carries more than that at the circuit's present state (after op, the last
/// point of dc and tran), in words: "vdd carries -7.6e+12 A"; empty if none does.
[[nodiscard]] std::string implausible_current(Ngspice const& ngspice, std::vector<std::string> const& sources);

/// The same of any point of the currents "i(…)" that a dc or tran analysis returned: a sweep can go through a false
/// operating point and leave it again.
[[nodiscard]] std::string implausible_current(Waveforms const& waveforms);

}  // namespace cimchar::spice
