// Resistance reading mode: one cell discharges the whole C_f, and the sampling capacitor shares what is left.
// Source: [zhang] §III-B2, Eqs. 21-23.
#pragma once
#include "circuits/integrator/deck.hpp"

namespace cimchar::circuits::integrator {

/// Times of a reading [s]: 110 ns of integration ([zhang] Fig. 7).
struct ReadingTiming {
    double integration_s = 110e-9;
    double isolate_s = 5e-9;  ///< S3 and S4 open: the sampling capacitor holds the initial voltage
    double reset_end_s = 9e-9;
    double share_s = 26e-9;

    [[nodiscard]] double integration_end_s() const { return reset_end_s + integration_s; }
    [[nodiscard]] double share_start_s() const { return integration_end_s() + 2e-9; }
    [[nodiscard]] double stop_s() const { return share_start_s() + share_s + 2e-9; }
};

/// One reading of the cell in row 0 of the largest bit line, all other cells in low resistance and idle; "v(cs)" at the
/// end. `r_ohm` is the element's nominal resistance; a chip has its own. With `selected` false the word line stays low:
/// what the keeper and the switches do by themselves.
[[nodiscard]] Simulation reading(Bench const& bench, double r_ohm, bool selected);

struct ReadResistance {
    double r_ohm = 0;
    double step_v = 0;  ///< V_off - V_on
    double out_v = 0;   ///< V_on
};
/// Resistance by Eq. 23 from two readings, cell selected and not: R = V_R T / (2 C_f (V_off - V_on)). V_R stands for
/// the nominal current times the nominal low resistance, so that the resistance is the element's at 0 V. Throws
/// SimulationFailed.
[[nodiscard]] ReadResistance read_resistance(Bench const& bench, double r_ohm, Simulate const& simulate);

/// One trial of sweep = resistance: readings of the cell with every element of the sweep. Throws SimulationFailed.
[[nodiscard]] Observation observe_reading(Bench const& bench, Simulate const& simulate);

}  // namespace cimchar::circuits::integrator
