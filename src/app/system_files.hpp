// Files of data/system and data/networks/shapes beside the chips: published figures, layers of networks.
#pragma once
#include "network/system/layer_table.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace cimchar::app {

/// What Neural-PIM's paper says of whole systems.
struct PublishedSystem {
    std::array<double, 2> energy_gain{};      ///< Neural-PIM's over the first chip_names
    std::array<double, 2> throughput_gain{};  ///< likewise
    double adc_over_accumulation = 0;         ///< energy of ISAAC's converters by that of Neural-PIM's analog sums
    double peak_ops_per_s_per_m2 = 0;
    std::string peak_design;
    double neural_pim_ops_per_j = 0;  ///< its printed peak, area and power
    double isaac_ops_per_j = 0;       ///< ISAAC itself, at 16 bits: its printed arrays and power
};

/// Throws InputError if a file that ships with the program cannot be read.
[[nodiscard]] std::string shipped_text(std::filesystem::path const& file);

/// published.toml. Throws InputError with file and line on what is unknown, missing or out of range.
[[nodiscard]] PublishedSystem read_published(std::filesystem::path const& folder);

/// Names of the networks in a folder of tables, sorted.
[[nodiscard]] std::vector<std::string> network_names(std::filesystem::path const& folder);
[[nodiscard]] network::system::LayerTable read_layer_table(std::filesystem::path const& folder,
                                                           std::string const& name);

}  // namespace cimchar::app
