// A circuit of the user's own, made from its description: the same interface as the generators of the catalogue.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/user/description.hpp"

#include <memory>

namespace cimchar::circuits::user {

/// `file` is the netlist's name in messages. Throws InputError on transistors without model or size.
[[nodiscard]] Circuit make_circuit(std::shared_ptr<Description const> const& description, std::string const& file);

/// Throws InputError if the expressions of a measure cannot be computed with these names.
void check_expressions(Description const& description, Parameters const& parameters);

}  // namespace cimchar::circuits::user
