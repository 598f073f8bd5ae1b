// Text: lower case, and whole files of it.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace cimchar {

/// ASCII letters in lower case, as ngspice keeps names.
[[nodiscard]] std::string lower(std::string_view text);

/// Everything in a file; nothing if it cannot be read or is a directory: the caller says what to do about it.
[[nodiscard]] std::optional<std::string> read_text(std::filesystem::path const& file);

/// The same of a regular file alone: reading a device or a pipe might not end.
[[nodiscard]] std::optional<std::string> read_regular_text(std::filesystem::path const& file);

}  // namespace cimchar
