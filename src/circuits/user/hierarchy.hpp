// A user's netlist, element by element through its subcircuits.
#pragma once
#include "circuits/user/netlist_text.hpp"

#include <functional>
#include <string>

namespace cimchar::circuits::user {

/// An element met on the way: `place` is "x1.x2." of what holds it, empty outside of subcircuits; `values` are those of
/// the names it can use. Returns whether to go into it, if it is an instance of a subcircuit of the netlist.
using Visit = std::function<bool(Instance const& instance, std::string const& place, Values const& values)>;

/// Visits every element in the order of the netlist. `values`: parameters outside of subcircuits. Throws InputError on
/// subcircuits that contain each other; `file` is the netlist's name in messages.
void visit_elements(NetlistText const& netlist, Values const& values, std::string const& file, Visit const& visit);

/// What ngspice calls an element of a subcircuit after flattening: "r.x1.r1"; one outside keeps its name.
[[nodiscard]] std::string flat_name(Instance const& instance, std::string const& place);

}  // namespace cimchar::circuits::user
