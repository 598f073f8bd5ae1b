// The modes of a model's chips: how much each is, and which devices it comes from.
#pragma once
#include "model/behavioural_model.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace cimchar::app {

/// A table of the largest modes, two lines each; empty if there are none.
[[nodiscard]] std::string modes_text(model::Mismatch const& mismatch);
/// All modes, with all contributions above 0.1 % of the variance.
[[nodiscard]] nlohmann::ordered_json modes_json(model::Mismatch const& mismatch);

}  // namespace cimchar::app
