// Files that a circuit's parameters name and only this program can read, as the texts that circuits take.
#pragma once
#include "circuits/circuit.hpp"

#include <string>

namespace cimchar::app {

/// A weights file, or a text of its weights, as the circuit's text. Throws InputError.
[[nodiscard]] std::string read_attachment(std::string const& path);

/// Attaches the text of every file parameter that is a path.
void attach_files(circuits::Parameters& parameters);

}  // namespace cimchar::app
