// Composition: an n-bit multiplication from simulated bit-line states and charge conservation.
// Source: [zhang] Eqs. 2-6; the departures of the switches from ideal sharing are simulated, not assumed.
#pragma once
#include "circuits/integrator/sharing_model.hpp"

#include <array>
#include <vector>

namespace cimchar::circuits::integrator {

/// What one bit line holds on C_k when S2 has opened, for its input bit and the two before it.
struct HeldLevels {
    std::array<double, histories> held_v{};  ///< over the history of the bits, see history_with() [V]
    double charge_c = 0;                     ///< drawn from the supply by a driven cycle, beyond an idle one [C]
    double idle_charge_c = 0;                ///< drawn by an idle cycle, beside holding_w [C]
    double holding_w = 0;                    ///< mean power of the regulator; of the op amp, without input
    double word_line_j = 0;                  ///< energy of one word-line pulse into this bit line's gates
    double d2_v = 0;                         ///< bit-line voltage while integrating
};

/// Reads the bit-line bench; `waveforms` are those of bit_line() with these cells, or of bit_line_each_cell().
[[nodiscard]] HeldLevels held_levels(Bench const& bench, Cells const& cells, Waveforms const& waveforms);

/// Output of the multiplication [V]: `lines[k]` for the weight bit that bit line k stores.
[[nodiscard]] double composed_output(Bench const& bench, SharingModel const& model,
                                     std::vector<HeldLevels> const& lines, int input);

}  // namespace cimchar::circuits::integrator
