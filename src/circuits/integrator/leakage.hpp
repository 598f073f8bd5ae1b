// What leaks through the open S3 from the held capacitors into the line between S3 and S4, and back.
#pragma once
#include "circuits/integrator/deck.hpp"

#include <array>
#include <vector>

namespace cimchar::circuits::integrator {

/// Of the S3 of the largest capacitor, and of S4, which is equal to it; the other S3 scale with their gates.
inline constexpr std::size_t leakage_points = 16;
struct Leakage {
    double low_v = 0;
    double high_v = 1;
    /// From C_k into the line, shape (levels of the line, levels of C_k).
    std::vector<double> current_a = std::vector<double>(leakage_points * leakage_points, 0.0);
    double line_f = 10e-15;  ///< capacitance of the line: it takes and gives little before it is at the others' level

    /// Currents into the line at this level over the levels of C_k; between the points linear, clamped to the ends.
    [[nodiscard]] std::array<double, leakage_points> into_line_at(double vs_v) const;
    /// One of them [A].
    [[nodiscard]] double out_of_c_k(std::array<double, leakage_points> const& into_line_a, double ck_v) const;
};

/// From one DC and one AC analysis. Throws SimulationFailed.
[[nodiscard]] Leakage simulated_leakage(Bench const& bench, Simulate const& simulate);

/// Levels of all C_k at the next sharing: `held_v` without leakage, shape (bits), less what leaks from the beginning of
/// the cycle until S5 has cleared the line. The line starts at `line_v`; the sampling capacitor is at `sampled_v`.
[[nodiscard]] std::vector<double> after_leakage(Bench const& bench, Leakage const& leak, std::vector<double> held_v,
                                                double sampled_v, double line_v);

}  // namespace cimchar::circuits::integrator
