// Chip-to-chip deviations: a global part that follows from the process shift, principal components of the rest, and
// how the drawn device parameters explain them.
#pragma once
#include "model/behavioural_model.hpp"

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cimchar::model {

/// Chips and their deviations, one row per chip.
struct Deviations {
    std::vector<std::uint64_t> samples;
    Eigen::MatrixXd lsb;              ///< (samples × points): from the nominal chip, mean over conditions [LSB]
    std::vector<std::string> names;   ///< drawn parameters
    Eigen::MatrixXd drawn;            ///< (samples × names)
};

/// The rows `rows` of `all`.
[[nodiscard]] Deviations select(Deviations const& all, std::span<Eigen::Index const> rows);

/// Fits everything of Mismatch but condition_spread_lsb. At least two chips; modes until `share` of the local variance
/// is held, and never more than chips - 1. Pure.
[[nodiscard]] Mismatch fit_mismatch(Deviations const& chips, double share);

/// The deviation of a chip from its coordinates [LSB], shape (points). Sizes: globals, modes.
[[nodiscard]] Eigen::VectorXd deviation_lsb(Mismatch const& mismatch, std::span<double const> global,
                                            std::span<double const> scores);

/// What the drawn parameters of a chip (`names` as in the model's fit) say about its deviation [LSB].
[[nodiscard]] Eigen::VectorXd explained_deviation_lsb(Mismatch const& mismatch, std::vector<std::string> const& names,
                                                      Eigen::VectorXd const& drawn);

/// The closest the modes can come to a deviation, its global part being known [LSB].
[[nodiscard]] Eigen::VectorXd projected_deviation_lsb(Mismatch const& mismatch, std::vector<std::string> const& names,
                                                      Eigen::VectorXd const& drawn, Eigen::VectorXd const& deviation);

}  // namespace cimchar::model
