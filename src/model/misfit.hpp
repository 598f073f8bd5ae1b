// Whether the parts of a model fit together: for models that come from a file.
#pragma once
#include "model/behavioural_model.hpp"
#include "model/shift_add_model.hpp"

#include <string>

namespace cimchar::model {

/// What does not fit ("static: points do not ascend"), empty if all shapes, axes and limits are as
/// behavioural_model.hpp or shift_add_model.hpp says, so that evaluate() and sample() may be called. Values are not
/// judged. Pure.
[[nodiscard]] std::string misfit(BehaviouralModel const& model);
[[nodiscard]] std::string misfit(ShiftAddModel const& model);

}  // namespace cimchar::model
