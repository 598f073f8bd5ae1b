// Identity of a text by its content, so that a netlist or campaign can be recognized again.
#pragma once
#include <string>
#include <string_view>

namespace cimchar {

/// The git blob id (SHA-1, 40 hex digits) of `text`: `git hash-object FILE` prints the same.
[[nodiscard]] std::string content_hash(std::string_view text);

}  // namespace cimchar
