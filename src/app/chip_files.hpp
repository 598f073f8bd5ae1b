// Chips and changes of chips, read from data/system. Format: the comments of data/system/isaac.toml and
// sensitivity.toml.
#pragma once
#include "network/system/chip.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::app {

/// Names of the chips there are; the last is compared with the others.
inline constexpr std::array<std::string_view, 3> chip_names{"isaac", "cascade", "neural_pim"};

/// Assumptions that are changed together, and all chips with them, in the order of chip_names.
struct SystemChange {
    std::string name;
    std::string why;
    std::vector<network::system::Chip> chips;
};

/// All throw InputError with file, line and the nearest key on what is unknown, missing or out of range.
[[nodiscard]] network::system::Chip read_chip(std::filesystem::path const& file);
/// NAME.toml of all chip_names.
[[nodiscard]] std::vector<network::system::Chip> read_chips(std::filesystem::path const& folder);
/// sensitivity.toml, put over the chips' files.
[[nodiscard]] std::vector<SystemChange> read_changes(std::filesystem::path const& folder);

}  // namespace cimchar::app
