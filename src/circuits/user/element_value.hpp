// The value that a netlist gives a source or a passive: what ngspice's `alter` would have to restore.
#pragma once
#include "circuits/user/netlist_text.hpp"

#include <optional>

namespace cimchar::circuits::user {

/// Of a resistor, capacitor or inductor its value; of a source what it has in an operating point. Nothing where the
/// card alone does not say: a value by a model, or one that begins in the middle of a waveform.
[[nodiscard]] std::optional<double> element_value(Instance const& instance, Values const& values);

}  // namespace cimchar::circuits::user
