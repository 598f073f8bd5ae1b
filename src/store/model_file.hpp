// model.h5: a behavioural model with its certificate. Format: docs/formats/model.md.
#pragma once
#include "model/behavioural_model.hpp"
#include "model/shift_add_model.hpp"

#include <cstdint>
#include <string>

namespace cimchar::store {

/// Version of the format this program writes; older ones it reads, newer ones it refuses.
inline constexpr std::uint64_t model_format_version = 4;

/// Writes the file whole, synced and renamed. Throws InputError if it cannot; an older file is then as it was.
void write_model(std::string const& path, model::BehaviouralModel const& model);
void write_model(std::string const& path, model::ShiftAddModel const& model);

/// "curve", "converter" (a curve with a pipeline) or "shift_add". Throws InputError if `path` is no model file, is
/// damaged, or has a newer format version.
[[nodiscard]] std::string model_kind(std::string const& path);

/// Throws InputError as model_kind(), and if the model is of another kind: of a curve or a converter the first, of a
/// shift-and-add network the second is.
[[nodiscard]] model::BehaviouralModel read_model(std::string const& path);
[[nodiscard]] model::ShiftAddModel read_shift_add_model(std::string const& path);

}  // namespace cimchar::store
