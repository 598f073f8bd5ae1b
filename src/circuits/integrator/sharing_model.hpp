// What sharing does to the output, as numbers: fitted to a few simulations of the sharing bench.
#pragma once
#include "circuits/integrator/leakage.hpp"

#include <vector>

namespace cimchar::circuits::integrator {

/// From the sampled output of one cycle to that of the next: charge conservation plus a correction that the sharing
/// bench gave. The correction is linear in every held level and in the old output, and quadratic in the weighted mean u
/// of the held levels, counted from top_v, and in the old output s, counted from the initial voltage.
struct SharingModel {
    double initial_v = 0;
    double start_v = 0;              ///< sampling capacitor before the first bit: the reset level, sampled
    double top_v = 0;                ///< about what an idle bit line holds
    double line_less_sampled_v = 0;  ///< the line between S3 and S4 after they have opened, above the output
    std::vector<double> share;       ///< ideal charge share of C_k, shape (bits)
    double share_out = 0;            ///< ideal charge share of the sampling capacitor
    std::vector<double> correction;  ///< per held level, shape (bits)
    double correction_0_v = 0;
    double correction_out = 0;
    double uu_per_v = 0, us_per_v = 0, ss_per_v = 0;
    Leakage leak;

    /// Output after one cycle more; v_k shape (bits) [V].
    [[nodiscard]] double after(std::vector<double> const& v_k, double v_out) const;
};

/// Simulates the nominal sharing bench at bits + 6 points, a chip's at 4, and solves for the model. Throws
/// SimulationFailed.
[[nodiscard]] SharingModel sharing_model(Bench const& bench, Simulate const& simulate);

}  // namespace cimchar::circuits::integrator
