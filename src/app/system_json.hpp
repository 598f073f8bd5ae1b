// `cimchar system --json`: chips, networks, gains, designs and changes as JSON. Units are in the keys.
#pragma once
#include "app/chip_files.hpp"
#include "app/system_files.hpp"
#include "network/system/comparison.hpp"
#include "network/system/design_space.hpp"

#include <nlohmann/json.hpp>
#include <vector>

namespace cimchar::app {

[[nodiscard]] nlohmann::ordered_json chips_json(std::vector<network::system::Chip> const& chips);
/// Networks with their results on every chip, part by part.
[[nodiscard]] nlohmann::ordered_json networks_json(network::system::Comparison const& comparison);
/// The last chip's gains over the others, beside the published ones.
[[nodiscard]] nlohmann::ordered_json gains_json(network::system::Comparison const& comparison,
                                                PublishedSystem const& published);
/// Efficiencies that follow from printed totals.
[[nodiscard]] nlohmann::ordered_json published_json(PublishedSystem const& published);
[[nodiscard]] nlohmann::ordered_json sweep_json(std::vector<network::system::DesignFigures> const& designs,
                                                std::vector<network::system::PeakReading> const& readings,
                                                PublishedSystem const& published);

}  // namespace cimchar::app
