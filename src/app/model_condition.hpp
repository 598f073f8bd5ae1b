// The condition at which a model is asked, from what the command line says of it.
#pragma once
#include "core/condition.hpp"
#include "model/behavioural_model.hpp"

namespace cimchar::app {

/// What was not given (an empty process, NaN): tt or the first process, the middle of its domain (which is the point
/// itself where it has one only).
[[nodiscard]] Condition completed(Condition wanted, model::BehaviouralModel const& model);

}  // namespace cimchar::app
