// Composition: an n-bit multiplication from simulated bit-line states and charge conservation.
// Source: [zhang] Eqs. 2-6; the departures of the switches from ideal sharing are simulated, not assumed.
#pragma once
#include "circuits/integrator/deck.hpp"

#include <array>
#include <vector>

namespace cimchar::circuits::integrator {

/// What one bit line holds on C_k when S2 has opened, for its input bit before and now.
struct HeldLevels {
    std::array<std::array<double, 2>, 2> held_v{};  ///< [previous bit][bit], V
    double charge_c = 0;                            ///< drawn from the supply by a driven cycle, beyond an idle one [C]
    double idle_charge_c = 0;                       ///< drawn by an idle cycle [C]
    double regulator_w = 0;                         ///< mean power of the regulator
    double word_line_j = 0;                         ///< energy of one word-line pulse into this bit line's gates
    double d2_v = 0;                                ///< bit-line voltage while integrating
};

/// Reads the bit-line bench; `waveforms` are those of bit_line() or bit_line_each_cell().
[[nodiscard]] HeldLevels held_levels(Bench const& bench, Waveforms const& waveforms);

/// Sampling capacitor after sharing: charge conservation plus a correction that the sharing bench gave.
/// The correction is linear in every held level and in the old output, and quadratic in the weighted mean u of the
/// held levels and in the old output s, all counted from the initial voltage.
struct SharingModel {
    double initial_v = 0;
    double start_v = 0;              ///< sampling capacitor before the first bit
    std::vector<double> share;       ///< ideal charge share of C_k, shape (bits)
    double share_out = 0;            ///< ideal charge share of the sampling capacitor
    std::vector<double> correction;  ///< per held level, shape (bits)
    double correction_0_v = 0;
    double correction_out = 0;
    double uu_per_v = 0, us_per_v = 0, ss_per_v = 0;

    /// Output after one sharing; v_k shape (bits) [V].
    [[nodiscard]] double after(std::vector<double> const& v_k, double v_out) const;
};

/// Simulates the sharing bench at bits + 6 points and solves for the model. Throws SimulationFailed.
[[nodiscard]] SharingModel sharing_model(Bench const& bench, Simulate const& simulate);

/// Output of the multiplication [V]: `lines[k]` for the weight bit that bit line k stores.
[[nodiscard]] double composed_output(SharingModel const& model, std::vector<HeldLevels> const& lines, int input);

}  // namespace cimchar::circuits::integrator
