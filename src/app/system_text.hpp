// `cimchar system` on a terminal.
#pragma once
#include "app/chip_files.hpp"
#include "app/system_files.hpp"
#include "network/system/comparison.hpp"
#include "network/system/design_space.hpp"

#include <string>
#include <vector>

namespace cimchar::app {

/// Each is lines with their line breaks.
[[nodiscard]] std::string chip_text(network::system::Chip const& chip);
/// Of one chip, where its numbers come from.
[[nodiscard]] std::string ledger_text(network::system::Chip const& chip);
/// A row for each network and chip.
[[nodiscard]] std::string networks_text(network::system::Comparison const& comparison);
/// Of one network, energy part by part.
[[nodiscard]] std::string breakdown_text(network::system::Comparison const& comparison, std::size_t network);
[[nodiscard]] std::string gains_text(network::system::Comparison const& comparison, PublishedSystem const& published);
[[nodiscard]] std::string sweep_text(std::vector<network::system::DesignFigures> const& designs,
                                     std::vector<network::system::PeakReading> const& readings,
                                     PublishedSystem const& published);
/// Mean gains with each change, beside those without any.
[[nodiscard]] std::string changes_text(network::system::Comparison const& comparison,
                                       std::vector<SystemChange> const& changes);

}  // namespace cimchar::app
