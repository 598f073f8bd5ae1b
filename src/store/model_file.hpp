// model.h5: a behavioural model with its certificate. Format: docs/formats/model.md.
#pragma once
#include "model/behavioural_model.hpp"

#include <cstdint>
#include <string>

namespace cimchar::store {

/// Version of the format this program writes; older ones it reads, newer ones it refuses.
inline constexpr std::uint64_t model_format_version = 3;

/// Writes the file whole, synced and renamed. Throws InputError if it cannot; an older file is then as it was.
void write_model(std::string const& path, model::BehaviouralModel const& model);

/// Throws InputError if `path` is no model file, is damaged, or has a newer format version.
[[nodiscard]] model::BehaviouralModel read_model(std::string const& path);

}  // namespace cimchar::store
