// Lines of a report on a terminal.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

namespace cimchar::app {

inline constexpr std::size_t report_width = 118;

/// Width on a terminal; fmt pads by the same rule.
[[nodiscard]] std::size_t display_width(std::string const& text);

/// Pieces, a space between them, in lines no wider than report_width; every line after the first begins with `indent`
/// spaces. A piece is never broken. Ends with a line break.
[[nodiscard]] std::string wrapped(std::vector<std::string> const& pieces, std::size_t indent);

/// A text cut behind every `end` (", " or " "), whose spaces are dropped.
[[nodiscard]] std::vector<std::string> cut_behind(std::string const& text, std::string const& end);

}  // namespace cimchar::app
