// Using the model of a shift-and-add network.
#pragma once
#include "model/evaluate.hpp"
#include "model/shift_add_model.hpp"

#include <cstdint>
#include <Eigen/Core>
#include <span>
#include <vector>

namespace cimchar::model {

/// Sum Σ weight_k · x_k at every row of `x` (rows × inputs) [V].
[[nodiscard]] Eigen::VectorXd ideal_sums(ShiftAddModel const& model, Eigen::MatrixXd const& x);

/// The deviation functions, shape (rows × functions).
[[nodiscard]] Eigen::MatrixXd deviation_functions(ShiftAddModel const& model, Eigen::MatrixXd const& x);
/// Their terms, shape (rows × terms).
[[nodiscard]] Eigen::MatrixXd deviation_terms(ShiftAddModel const& model, Eigen::MatrixXd const& x);

/// A chip's coefficients, shape (functions) [LSB].
[[nodiscard]] Eigen::VectorXd coefficients_of(ShiftAddModel const& model, VirtualChip const& chip);

/// Results of single cycles at every row of `x` [V], whatever the domain. Without coefficients: of the nominal chip.
[[nodiscard]] Eigen::VectorXd cycles_v(ShiftAddModel const& model, Eigen::MatrixXd const& x,
                                       Eigen::VectorXd const* coefficients = nullptr);

/// Results of whole conversions [V], whatever the domain. `lines_v` (conversions · slices × bit lines) has the slices
/// of a conversion one after the other.
[[nodiscard]] Eigen::VectorXd conversions_v(ShiftAddModel const& model, Eigen::MatrixXd const& lines_v,
                                            Eigen::VectorXd const* coefficients = nullptr);

/// Ideal results of whole conversions [V].
[[nodiscard]] Eigen::VectorXd ideal_conversions_v(ShiftAddModel const& model, Eigen::MatrixXd const& lines_v);

struct SumEvaluation {
    std::vector<double> output_v;  ///< (cycles or conversions)
    std::vector<double> ideal_v;   ///< (cycles or conversions)
    std::uint64_t outside = 0;     ///< rows outside the domain; 0 with Outside::error
};

/// Results of single cycles, `inputs_v` (rows × inputs). Outside the domain the policy decides: InputError naming input
/// and limits, or the nearest point of the domain. Pure.
[[nodiscard]] SumEvaluation evaluate(ShiftAddModel const& model, Table const& inputs_v,
                                     VirtualChip const* chip = nullptr);

/// The same of whole conversions, `lines_v` (conversions · slices × bit lines). Their previous sums follow from the bit
/// lines, which alone are held against the domain.
[[nodiscard]] SumEvaluation evaluate_conversions(ShiftAddModel const& model, Table const& lines_v,
                                                 VirtualChip const* chip = nullptr);

/// Chips 0 … n-1 of `seed`; chip i is the same whatever n is. Throws InputError if the model holds no mismatch. Pure.
[[nodiscard]] std::vector<VirtualChip> sample(ShiftAddModel const& model, std::uint64_t seed, std::size_t n);

/// `n` conversions with inputs uniform over the domain, shape (n · slices × bit lines) [V]. Pure.
[[nodiscard]] Eigen::MatrixXd random_conversions(ShiftAddModel const& model, std::uint64_t seed, std::size_t n);

}  // namespace cimchar::model
