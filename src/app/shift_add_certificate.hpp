// Certificate and description of a shift-and-add network's model as people and programs read them.
#pragma once
#include "model/shift_add_model.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace cimchar::app {

/// A table: what was predicted, how many, errors in mV of the model beside the trivial predictions; the chips and the
/// populations; then concerns.
[[nodiscard]] std::string certificate_text(model::ShiftAddModel const& model);
[[nodiscard]] nlohmann::ordered_json certificate_json(model::ShiftAddModel const& model);

/// Block, ports, domain, sizes, origin.
[[nodiscard]] std::string description_text(model::ShiftAddModel const& model);
[[nodiscard]] nlohmann::ordered_json description_json(model::ShiftAddModel const& model);

}  // namespace cimchar::app
