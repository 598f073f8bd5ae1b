// network.h5: a trained network that classifies images, and how it was trained. Format: docs/formats/network.md.
#pragma once
#include "network/network.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace cimchar::store {

inline constexpr std::uint64_t network_format_version = 1;

struct NetworkFile {
    network::Network network;
    std::string training_text;  ///< the training file as it was run; empty for an imported network
    /// What else it depends on, name and text: "data_set", "accuracy" …
    std::vector<std::pair<std::string, std::string>> provenance;
};

/// Writes the file whole, synced and renamed; no date is in it, so that the same training gives the same bytes. Throws
/// InputError if it cannot; an older file is then as it was.
void write_network(std::string const& path, NetworkFile const& file);

/// Throws InputError if `path` is no network file, is damaged, its shapes do not fit or it has a newer format version.
[[nodiscard]] NetworkFile read_network(std::string const& path);

}  // namespace cimchar::store
