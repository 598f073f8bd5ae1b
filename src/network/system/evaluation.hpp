// Energy and throughput of a network on a chip: events of every component, times what the chip's tables say of one.
// What is assumed is in docs/network/system.md.
#pragma once
#include "network/system/mapping.hpp"

#include <array>

namespace cimchar::network::system {

/// A number for each Part.
struct ByPart {
    std::array<double, part_infos.size()> values{};
    [[nodiscard]] double operator[](Part part) const { return values.at(static_cast<std::size_t>(part)); }
    [[nodiscard]] double& operator[](Part part) { return values.at(static_cast<std::size_t>(part)); }
};

/// Events of one image in one layer, whatever its copies. Pure.
[[nodiscard]] ByPart events_of(MappedLayer const& layer, Chip const& chip);

struct Evaluation {
    Mapping mapping;
    ByPart events;               ///< of one image
    ByPart energy_j;             ///< of one image
    double total_j = 0;          ///< of one image
    double interval_s = 0;       ///< between images
    double images_per_s = 0;     ///< of a chip's area: of all chips of the mapping, by their number
    double ops = 0;              ///< of one image: two for each product
    double ops_per_s = 0;        ///< of a chip's area
    double ops_per_s_per_w = 0;  ///< operations for a joule
    double busy = 0;             ///< ops_per_s by the chip's peak
};

/// Throws nothing that the chip and the table do not.
[[nodiscard]] Evaluation evaluate(LayerTable const& table, Chip const& chip);

}  // namespace cimchar::network::system
