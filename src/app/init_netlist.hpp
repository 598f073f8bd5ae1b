// A commented campaign for a netlist of the user's.
#pragma once
#include <string>

namespace cimchar::app {

/// What `cimchar init FILE` prints: the netlist's parameters, transistors, sources and nodes as comments, one analysis
/// and one measure to start from. Throws InputError if the netlist cannot be read.
[[nodiscard]] std::string own_circuit_template(std::string const& file);

}  // namespace cimchar::app
