// The nearest valid word to a mistyped one, for error messages.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace cimchar {

/// The candidate with the smallest edit distance to `word`; empty if none is close (more than half of the letters
/// differ).
[[nodiscard]] std::string nearest(std::string_view word, std::vector<std::string> const& candidates);

/// "; did you mean 'x'?" or, without a near one, "; valid: a, b, c".
[[nodiscard]] std::string suggestion(std::string_view word, std::vector<std::string> const& candidates);

}  // namespace cimchar
