// A model's certificate as people and programs read it.
#pragma once
#include "model/behavioural_model.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace cimchar::app {

/// A table: what was predicted, how many, errors in LSB of the model beside the trivial predictions; the modes of the
/// chips and what they come from; then concerns.
[[nodiscard]] std::string certificate_text(model::BehaviouralModel const& model);
[[nodiscard]] nlohmann::ordered_json certificate_json(model::BehaviouralModel const& model);

/// Block, ports, domain, sizes, origin.
[[nodiscard]] std::string description_text(model::BehaviouralModel const& model);
[[nodiscard]] nlohmann::ordered_json description_json(model::BehaviouralModel const& model);

}  // namespace cimchar::app
