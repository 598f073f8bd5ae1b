// What sharing does to the output, as numbers: fitted to a few simulations of the sharing bench.
#pragma once
#include "circuits/integrator/leakage.hpp"

#include <vector>

namespace cimchar::circuits::integrator {

/// From the sampled output of one cycle to that of the next: charge conservation, less what leaks through S2 while the
/// capacitors are joined, plus a correction that the sharing bench gave. The correction is linear in every held level
/// and in the old output, and quadratic in the weighted mean u of the held levels, counted from top_v, and in the old
/// output s, counted from the initial voltage.
struct SharingModel {
    double initial_v = 0;
    double start_v = 0;  ///< sampling capacitor before the first bit: the reset level, sampled
    double top_v = 0;    ///< about what an idle bit line holds
    /// The line between S3 and S4 after they have opened, above the output: at the initial voltage, and more per volt
    /// below it.
    double line_above_v = 0, line_above_per_v = 0;
    std::vector<double> share;       ///< ideal charge share of C_k, shape (bits)
    double share_out = 0;            ///< ideal charge share of the sampling capacitor
    std::vector<double> correction;  ///< per held level, shape (bits)
    double correction_0_v = 0;
    double correction_out = 0;
    double uu_per_v = 0, us_per_v = 0, ss_per_v = 0;
    Leakage leak;
    /// Of the common level, by 1 A through the S3 of the largest capacitor, taken to the gate S2 of C_k; shape (bits).
    std::vector<double> leak_v_per_a;
    std::vector<double> sag_v;  ///< how far the rest of C_f lies below its held level meanwhile, shape (bits)

    [[nodiscard]] double line_v(double v_out) const {
        return v_out + line_above_v + line_above_per_v * (initial_v - v_out);
    }
    /// Charge conservation alone; v_k shape (bits) [V].
    [[nodiscard]] double conserved(std::vector<double> const& v_k, double v_out) const;
    /// What leaks through S2 takes off a common level [V].
    [[nodiscard]] double leaked(std::vector<double> const& v_k, double common_v) const;
    /// Output after one cycle more.
    [[nodiscard]] double after(std::vector<double> const& v_k, double v_out) const;
};

/// Simulates the nominal sharing bench at bits + 6 points, a chip's at 4, and solves for the model. Throws
/// SimulationFailed.
[[nodiscard]] SharingModel sharing_model(Bench const& bench, Simulate const& simulate);

}  // namespace cimchar::circuits::integrator
