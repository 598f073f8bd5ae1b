// Parts of the fit of a shift-and-add network that its validation repeats without some chips.
#pragma once
#include "model/mismatch.hpp"
#include "model/random_coefficients.hpp"
#include "model/shift_add_fit.hpp"

#include <Eigen/Core>
#include <string>
#include <vector>

namespace cimchar::model {

/// Inputs of every cycle with the previous sum that was simulated, shape (cycles × inputs) [V].
[[nodiscard]] Eigen::MatrixXd inputs_v(ShiftAddInput const& input, SumCampaign const& campaign, SumTrial const& trial);

/// Results of whole conversions of a trial [V].
[[nodiscard]] Eigen::VectorXd results_v(ShiftAddInput const& input, SumTrial const& trial);

/// Drawn chips of a campaign, of which every cycle is known.
[[nodiscard]] std::vector<SumTrial const*> chips_of(SumCampaign const& campaign);

/// A chip's deviations from the nominal network [LSB] in the functions of the model, over the cycles of these
/// conversions; empty: all.
[[nodiscard]] Group group_of(ShiftAddModel const& model, ShiftAddInput const& input, SumCampaign const& campaign,
                             SumTrial const& trial, std::vector<Eigen::Index> const& conversions = {});

/// The coefficients of chips as rows of deviations. A chip's observations leave its coefficients uncertain; each row is
/// one draw of what they may be, so that the rows have the population's covariance. With `explained`, all drawn
/// parameters are there to explain them; otherwise those of the whole chip alone.
[[nodiscard]] Deviations drawn_coefficients(SumCampaign const& campaign, std::vector<SumTrial const*> const& chips,
                                            std::vector<Group> const& groups, RandomCoefficients const& population,
                                            bool explained);

/// Chips the model was not fitted to. Empty with fewer chips than twice the folds.
[[nodiscard]] HeldOutSumChips validate_chips(ShiftAddModel const& model, ShiftAddInput const& input,
                                             ShiftAddOptions const& options);

/// Half of the chips against those regenerated from the other half, and a fresh campaign against those regenerated from
/// all. Without those of fewer than 20 chips.
[[nodiscard]] std::vector<SumPopulation> validate_populations(ShiftAddModel const& model, ShiftAddInput const& input,
                                                              ShiftAddOptions const& options);

/// What a user must know.
[[nodiscard]] std::vector<std::string> concerns_of(ShiftAddModel const& model, ShiftAddOptions const& options);

}  // namespace cimchar::model
