// Files that a netlist includes: identity of their content, and that none of them brings commands.
#pragma once
#include <filesystem>
#include <string>

namespace cimchar::campaign {

/// Hash of the file's text and of all it includes, through any depth; a file that is missing counts as such, for
/// libraries name what only some of their sections need. Throws InputError if the file itself cannot be read, or if
/// one of them brings commands (.control), which ngspice would run.
[[nodiscard]] std::string hash_with_inclusions(std::filesystem::path const& file);

}  // namespace cimchar::campaign
