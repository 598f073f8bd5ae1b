// The integrator cores as plain numbers: sizes, timing, ablations; and what varies in them. Two cores share all but
// what integrates the current of a bit line: the regulated passive integrator, and the active one with an op amp.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/transistor_size.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace cimchar::circuits::integrator {

/// One cycle of an input bit [s], from the start of its reset: 60 ns as in [zhang] Fig. 6(a). The word lines are on
/// from before S1 opens until after S2 has opened, so that the bit line is settled at both ends of the integration and
/// the switches alone set its length: charge left on a bit line would otherwise reach the next cycle.
struct Timing {
    double cycle_s = 60e-9;
    double edge_s = 0.1e-9;        ///< rise and fall of every control signal
    double word_line_on_s = 3e-9;  ///< word lines rise, while S1 still resets
    double reset_end_s = 9e-9;     ///< S1 opens: integration begins
    double hold_s = 29e-9;         ///< S2 opens: C_k holds
    double word_line_off_s = 30e-9;
    double clear_start_s = 25e-9;  ///< S5 takes the line between S3 and S4 to the initial voltage: it forgets …
    double clear_end_s = 30e-9;    ///< … the last sharing
    double share_start_s = 31e-9;  ///< S3 and S4 close
    double sample_s = 57e-9;       ///< S4 opens: the sampling capacitor holds
    double share_end_s = 58e-9;    ///< S3 opens

    [[nodiscard]] double integration_s() const { return hold_s - reset_end_s; }
};

/// What integrates the current of a bit line: its capacitor alone, which the current discharges; or an op amp that
/// holds the bit line at the initial voltage and whose output rises from there.
enum class Core { passive, active };

/// The op amp of the active core; transistors as in netlists/active_integrator.cir.
struct Amplifier {
    bool ideal = false;
    Size pair, load, tail, driver, source, mirror;
    double c_miller_f = 0;
    double r_zero_ohm = 0;
    double c_feedback_f = 0;
    double lag = 0;  ///< taken off the feedback capacitor, per C_k: a loaded op amp lags behind
};

/// One of its transistors; the instance is called x and its name.
struct AmplifierTransistor {
    char const* name;
    bool n;
    Size size;
};
[[nodiscard]] std::vector<AmplifierTransistor> transistors(Amplifier const& amplifier);

struct Design {
    Core core = Core::passive;
    int bits = 8;
    int rows = 256;
    int lines = 256;  ///< active rows: the input drives them, the others stay at 0
    int input = 186;
    int weight = 255;
    std::string sweep;   ///< input | weight | lines | initial_voltage | point
    std::string method;  ///< composed | full
    bool each_cell = false;
    bool checked = false;  ///< nominal chips: one product in full as well
    bool ideal_switches = false;
    bool swap = true;       ///< 1R1T; false: 1T1R
    bool isolation = true;  ///< T0
    bool regulator = true;
    bool bias_replica = true;

    double r_lrs_ohm = 0;
    double r_hrs_ohm = 0;
    double rram_b_per_v = 0;  ///< I = G sinh(b v)/b
    double cell_current_a = 0;
    double v_g2_v = 0;  ///< word-line level without the replica bias
    double v_g0_v = 0;  ///< gate of T0 without the regulator
    double c_f_f = 0;
    double c_line_f = 0;  ///< wire of one bit line
    double i_ref_a = 0;
    double full_scale_v = 0;
    double initial_v = 0;  ///< 0: the supply
    bool range_references = true;
    double c_bias_f = 0;             ///< decoupling of each bias line, per bit line
    double keeper_a = 0;             ///< current that always leaves the bit line; 0: none
    double allow_share_f = 0;        ///< parasitics of the gates at C_k taken off the drawn C_k: of any width [F] …
    double allow_share_f_per_m = 0;  ///< … and per gate width [F/m]
    double allow_hold_f_per_m = 0;   ///< parasitics and lag of the gates taken off the rest of C_f [F/m]
    double extra_sample_f = 0;       ///< added to C_f for the sampling capacitor: what the line that S5 clears forgets
    Size t0, t1, t2, mirror, keeper, s1, s5;
    double hold_w_m = 0;       ///< transmission gate S2 of the largest capacitor: width of its PMOS
    Size share;                ///< transmission gates S3 of the largest capacitor, and S4: their PMOS
    double gate_n_w_m = 0;     ///< NMOS of all transmission gates, at least …
    double gate_n_over_p = 0;  ///< … and over the PMOS beside it
    Amplifier amplifier;
    Timing timing;

    [[nodiscard]] bool active() const { return core == Core::active; }
    /// Sign of what a product adds to the output.
    [[nodiscard]] double direction() const { return active() ? 1 : -1; }
    [[nodiscard]] int codes() const { return 1 << bits; }
    /// C_k, with C_f = 2 C_{n-1} = … = 2^n C_0 (Eq. 3).
    [[nodiscard]] double c_k_f(int k) const { return c_f_f * static_cast<double>(1 << k) / codes(); }
    /// The capacitors as drawn: less the parasitics of the gates beside them.
    [[nodiscard]] double drawn_c_k_f(int k) const {
        return c_k_f(k) - allow_share_f - allow_share_f_per_m * (hold_gate(k).w_m + share_gate(k).w_m);
    }
    [[nodiscard]] double drawn_rest_f(int k) const { return c_f_f - c_k_f(k) - allow_hold_f_per_m * hold_gate(k).w_m; }
    [[nodiscard]] double drawn_feedback_f(int k) const { return amplifier.c_feedback_f - amplifier.lag * c_k_f(k); }
    /// What the current of bit line k is integrated on, as drawn.
    [[nodiscard]] double integrating_f(int k) const { return active() ? drawn_feedback_f(k) : drawn_rest_f(k); }
    /// How fast what is left of C_f goes on falling once C_k holds and the word lines are off: by the keeper.
    [[nodiscard]] double sag_v_per_s(int k) const { return keeper_a / drawn_rest_f(k); }
    [[nodiscard]] double drawn_sample_f() const { return c_f_f + extra_sample_f; }
    /// PMOS of the transmission gates S2 and S3 of bit line k: scaled with C_k down to the smallest width.
    [[nodiscard]] Size hold_gate(int k) const { return scaled_gate({hold_w_m, smallest_length_m}, k); }
    [[nodiscard]] Size share_gate(int k) const { return scaled_gate(share, k); }
    [[nodiscard]] Size scaled_gate(Size largest, int k) const;
    /// NMOS beside the PMOS of a transmission gate.
    [[nodiscard]] Size gate_n(Size pmos) const { return {std::max(gate_n_w_m, gate_n_over_p * pmos.w_m), pmos.l_m}; }
    [[nodiscard]] double initial_voltage(Condition const& condition) const {
        return initial_v > 0 ? initial_v : condition.supply_v;
    }
    [[nodiscard]] bool weight_bit(int k) const { return ((weight >> k) & 1) != 0; }
    /// Cycles of a conversion: one for each bit and one in which everything is reset.
    [[nodiscard]] double latency_s() const { return (bits + 1) * timing.cycle_s; }
};

[[nodiscard]] std::vector<ParameterInfo> parameter_infos(Core core);
/// `parameters` of this core. Throws InputError on combinations that make no sense (lines > rows, weight beyond the
/// bits, …).
[[nodiscard]] Design make_design(Core core, Parameters const& parameters);
[[nodiscard]] std::vector<netlist::VariedDevice> varied_devices(Design const& design);
[[nodiscard]] std::vector<MeasureInfo> measure_infos(Design const& design);
[[nodiscard]] std::vector<CurveInfo> curve_infos(Design const& design);

/// Points of the sweep: input codes, weight codes, numbers of lines, initial voltages [V].
[[nodiscard]] std::vector<double> sweep_points(Design const& design);

}  // namespace cimchar::circuits::integrator
