// The fit's input in matrices: nominal curves by condition, chips' deviations by sample. And the fit of the nominal
// part, which validation repeats without some conditions.
#pragma once
#include "model/fit.hpp"
#include "model/mismatch.hpp"

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace cimchar::model {

/// Conditions with a nominal curve.
struct NominalData {
    std::vector<Condition> conditions;
    std::vector<std::size_t> places;  ///< (conditions): index into FitInput::conditions
    Eigen::MatrixXd curves;           ///< (conditions × points)
    std::vector<double> lsb;          ///< (conditions)
};

/// One chip's curve at one condition.
struct ChipCurve {
    std::size_t chip = 0;       ///< row of Deviations
    std::size_t condition = 0;  ///< row of NominalData
    FitTrial const* trial = nullptr;
};

struct ChipData {
    Deviations deviations;          ///< by chip, mean over its conditions
    std::vector<ChipCurve> curves;  ///< every usable curve; point into the FitInput
    double condition_spread_lsb = 0;
};

/// Throws InputError if the arrays do not fit together or no nominal curve is there.
[[nodiscard]] NominalData nominal_data(FitInput const& input);
[[nodiscard]] ChipData chip_data(FitInput const& input, NominalData const& nominal);

/// What errors and figures are taken of: a curve itself [its unit], or the transition levels that a converter's stage
/// functions make [LSB]; and the axis of that.
[[nodiscard]] Eigen::VectorXd viewed(FitInput const& input, Eigen::VectorXd const& curve);
[[nodiscard]] std::vector<double> viewed_points(FitInput const& input);

/// Everything of a model that nominal curves decide: terms, transfer, lsb, domain; for the conditions in `rows`. The
/// share (PvtTerms) is chosen by cross-validation if it is not given.
[[nodiscard]] BehaviouralModel fit_nominal(FitInput const& input, NominalData const& nominal,
                                           std::vector<Eigen::Index> const& rows,
                                           std::optional<double> share = std::nullopt);

}  // namespace cimchar::model
