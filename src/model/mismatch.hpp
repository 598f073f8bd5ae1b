// Chip-to-chip deviations: a global part that follows from the process shift, principal components of the rest, and
// how the drawn device parameters explain them.
#pragma once
#include "model/behavioural_model.hpp"

#include <cstdint>
#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

namespace cimchar::model {

/// Chips and their deviations, one row per chip.
struct Deviations {
    std::vector<std::uint64_t> samples;
    Eigen::MatrixXd lsb;             ///< (samples × points): from the nominal chip, mean over conditions [LSB]
    std::vector<std::string> names;  ///< drawn parameters
    Eigen::MatrixXd drawn;           ///< (samples × names)
};

/// The rows `rows` of `all`.
[[nodiscard]] Deviations select(Deviations const& all, std::span<Eigen::Index const> rows);

/// How many modes are kept: as many as both ask for, and never more than chips - 1.
///
/// A share of variance is a share of the largest cause. Where that is a gain of several LSB, the offsets and steps of
/// tenths of an LSB that decide DNL are in the last percent, so a bound in LSB is needed as well. DNL is a difference
/// of two points: 0.01 LSB each keeps it to 0.02 LSB.
struct ModesKept {
    double variance_share = 0.99;  ///< of the local variance, held by the modes
    double left_max_lsb = 0.01;    ///< largest deviation of any chip at any point that they may leave [LSB]
};

/// Fits everything of Mismatch but condition_spread_lsb. At least two chips. Pure.
[[nodiscard]] Mismatch fit_mismatch(Deviations const& chips, ModesKept const& kept);

/// The deviation of a chip from its coordinates [LSB], shape (points). Sizes: globals, modes.
[[nodiscard]] Eigen::VectorXd deviation_lsb(Mismatch const& mismatch, std::span<double const> global,
                                            std::span<double const> scores);

/// What the drawn parameters of other chips (same names) say about their deviations [LSB], (samples × points).
[[nodiscard]] Eigen::MatrixXd explained_deviations_lsb(Mismatch const& mismatch, Deviations const& chips);

/// The closest the modes can come to other chips' deviations, their global parts being known [LSB], (samples × points).
[[nodiscard]] Eigen::MatrixXd projected_deviations_lsb(Mismatch const& mismatch, Deviations const& chips);

}  // namespace cimchar::model
