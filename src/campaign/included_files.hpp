// Files that a netlist includes: identity of their content, and that none of them brings what ngspice would execute.
#pragma once
#include <filesystem>
#include <string>

namespace cimchar::campaign {

/// Hash of the file's text and of all it includes, looked for wherever ngspice looks; a file that is missing counts as
/// such, for libraries name what only some of their sections need. Throws InputError if the file itself cannot be read,
/// or if one of them has a forbidden card (core/forbidden_cards.hpp), is no text file, includes itself, or has a name
/// by which ngspice takes another.
[[nodiscard]] std::string hash_with_inclusions(std::filesystem::path const& file);

}  // namespace cimchar::campaign
