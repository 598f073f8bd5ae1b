// Measured numbers from a text file, one per line.
#pragma once
#include <filesystem>
#include <vector>

namespace cimchar::app {

/// The numbers of `file` in the order of its lines. Decimal point whatever the locale; blank lines, and what
/// follows a #, are skipped; Windows line ends and a byte order mark are accepted.
/// Throws InputError with file and line if a line is not exactly one finite number (a header is not), and if the
/// file cannot be read or holds no number.
[[nodiscard]] std::vector<double> read_column(std::filesystem::path const& file);

}  // namespace cimchar::app
