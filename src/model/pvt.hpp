// Low-order polynomials in supply and temperature, one set of coefficients per process corner.
#pragma once
#include "model/behavioural_model.hpp"

#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

namespace cimchar::model {

/// The terms these conditions can tell apart: of 1, v, t, v·t, v², t², those that some process varies and that raise
/// the rank of the joint design (one constant per process).
[[nodiscard]] PvtTerms choose_terms(std::span<Condition const> conditions);

/// Value of every term, shape (terms).
[[nodiscard]] Eigen::VectorXd term_values(PvtTerms const& terms, double supply_v, double temperature_c);

/// The process names of `conditions`, each once, in order of appearance.
[[nodiscard]] std::vector<std::string> processes_of(std::span<Condition const> conditions);

/// Coefficients of every process, shape (terms × columns) each, from values y (conditions × columns).
///
/// A process with enough conditions is fitted by itself (least squares, QR). One with fewer keeps the dependence that
/// all processes have in common and deviates from it as little as its own conditions demand (ridge, weighted by the
/// degree of the term); of curvatures and interactions that are not its own it takes only terms.share. Conditions of
/// other processes than `processes` are not allowed; each process needs at least one condition.
[[nodiscard]] std::vector<Eigen::MatrixXd> fit_pvt(PvtTerms const& terms, std::span<std::string const> processes,
                                                   std::span<Condition const> conditions, Eigen::MatrixXd const& y);

/// A process with fewer other conditions than this cannot spare one: supply and temperature would not be spanned.
inline constexpr std::size_t fewest_neighbours = 3;

/// The share (PvtTerms) by which conditions left out, one after the other, are best predicted: 0 (curvatures and
/// interactions of one process say nothing about another's) to 1 (they are alike) in quarters; 1 where it makes no
/// difference. y (conditions × columns).
[[nodiscard]] double choose_share(PvtTerms terms, std::span<Condition const> conditions, Eigen::MatrixXd const& y);

}  // namespace cimchar::model
