// A circuit of the user's own, made from its description: the same interface as the generators of the catalogue.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/user/description.hpp"
#include "circuits/user/geometry.hpp"

#include <memory>

namespace cimchar::circuits::user {

/// `file` is the netlist's name in messages, `corners` are those of drawn chips. What varies is known once `ask` has
/// told the sizes of the transistors: at the first call of Circuit::varied_devices, whose answer is kept. Throws
/// InputError on transistors without model, and varied_devices() on those without a size.
[[nodiscard]] Circuit make_circuit(std::shared_ptr<Description const> const& description, std::string const& file,
                                   std::vector<std::string> const& corners, AskInstances const& ask);

/// Throws InputError on transistors without model, on instances of no subcircuit, and on spreads that name no passive,
/// or one without a value. Returns the subcircuits of libraries that draw nothing, as unknown_subcircuits().
[[nodiscard]] std::vector<std::string> check_elements(Description const& description, Parameters const& parameters,
                                                      std::string const& file);

/// Throws InputError if the expressions of a measure cannot be computed with these names.
void check_expressions(Description const& description, Parameters const& parameters);

}  // namespace cimchar::circuits::user
