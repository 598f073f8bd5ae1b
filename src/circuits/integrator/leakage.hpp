// What leaks from a held capacitor through its open S3, by the levels on both sides.
#pragma once
#include "circuits/integrator/deck.hpp"

#include <vector>

namespace cimchar::circuits::integrator {

/// Of the S3 of the largest capacitor; the others' scale with their gates.
inline constexpr std::size_t leakage_points = 16;
struct Leakage {
    double low_v = 0;
    double high_v = 1;
    /// From C_k into the line, shape (levels of the line, levels of C_k).
    std::vector<double> current_a = std::vector<double>(leakage_points * leakage_points, 0.0);

    /// Bilinear; clamped to the ends [A].
    [[nodiscard]] double out_of_c_k(double ck_v, double vs_v) const;
};

/// From one DC analysis. Throws SimulationFailed.
[[nodiscard]] Leakage simulated_leakage(Bench const& bench, Simulate const& simulate);

}  // namespace cimchar::circuits::integrator
