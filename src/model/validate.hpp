// The certificate: how well the model predicts what it has not seen, beside predictions that cost nothing.
#pragma once
#include "model/fit_data.hpp"

#include <optional>
#include <vector>

namespace cimchar::model {

/// Fits without a condition and predicts it, for every condition that can be held out, one after the other. Returned
/// are the worst interior condition (within the limits of the other conditions of its process and off one of them) and
/// the worst corner (three or more other conditions of its process), where there are such; or options.hold_out alone.
/// The share (PvtTerms) is given: without a corner there are too few left to choose it.
[[nodiscard]] std::vector<HeldOutCondition> validate_conditions(FitInput const& input, NominalData const& nominal,
                                                                double share, FitOptions const& options);

/// Cross-validation over chips. Empty with fewer chips than folds, or than three.
[[nodiscard]] HeldOutChips validate_chips(FitInput const& input, NominalData const& nominal, ChipData const& chips,
                                          FitOptions const& options);

/// Fits half of the chips, generates new ones, and compares them with the other half, at the condition with most chips.
/// Empty (held_out = 0) with fewer than 20 chips.
[[nodiscard]] Population validate_population(FitInput const& input, NominalData const& nominal, ChipData const& chips,
                                             BehaviouralModel const& model, FitOptions const& options);

/// A fresh population against new chips from a model of all. Empty without one of 20 chips.
[[nodiscard]] std::optional<Population> validate_fresh(FitInput const& input, NominalData const& nominal,
                                                       BehaviouralModel const& model, FitOptions const& options);

/// What a user must know.
[[nodiscard]] std::vector<std::string> concerns_of(BehaviouralModel const& model, FitOptions const& options);

}  // namespace cimchar::model
