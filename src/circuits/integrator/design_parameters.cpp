// The parameters of the integrator cores, with defaults and ranges.
#include "circuits/integrator/design.hpp"

namespace cimchar::circuits::integrator {

std::vector<ParameterInfo> parameter_infos(Core core) {
    constexpr unsigned passive = 1;
    constexpr unsigned active = 2;
    constexpr unsigned both = passive | active;
    bool const is_active = core == Core::active;
    auto const by_core = [&](double of_passive, double of_active) { return is_active ? of_active : of_passive; };
    struct Of {
        unsigned cores;
        ParameterInfo info;
    };
    std::vector<ParameterInfo> infos;
    for (auto& [cores, info] : std::vector<Of>{
             {passive, choice("sweep", {"input", "weight", "lines", "initial_voltage", "resistance", "point"},
                              "what is swept: all input codes, all weight codes, active lines, initial voltage; the "
                              "element of a cell in reading mode; or one point")},
             {active, choice("sweep", {"input", "weight", "lines", "point"},
                             "what is swept: all input codes, all weight codes, active lines; or one point")},
             {both, choice("method", {"composed", "full"},
                           "composed: bit-line states and charge sharing simulated apart; full: every multiplication "
                           "one transient")},
             {both,
              choice("cells", {"equivalent", "each"},
                     "mismatched cells: an equivalent group of the same current, or each its own in the transient")},
             {both,
              choice("check", {"full", "off"},
                     "nominal chips with method = composed: one product in full as well, and how far the two differ")},
             {both, count("bits", 8, 2, 8, "bits of input and weight, bit lines of a weight (8, 4 or 2 in the paper)")},
             {both, count("rows", 256, 1, 256, "rows of the array; full scale is all of them active")},
             {both, count("lines", 0, 0, 256, "active rows (0: all)")},
             {both, count("input", 186, 0, 255, "input code, where it is not swept")},
             {both, count("weight", 255, 0, 255, "weight code, where it is not swept")},
             {both,
              choice("cell", {"1r1t", "1t1r"}, "1r1t: element at the source of T2; 1t1r: the usual order (ablation)")},
             {active, choice("amplifier", {"transistor", "ideal"},
                             "op amp of a bit line: of transistors, or a source of gain 1e5 (ablation)")},
             {passive, choice("isolation", {"on", "off"}, "T0 between bit line and capacitor (off: ablation)")},
             {passive, choice("regulator", {"on", "off"}, "T1 drives the gate of T0 (off: fixed gate, ablation)")},
             {both, choice("switches", {"transmission_gate", "ideal"},
                           is_active ? "S2 to S4; ideal: S1 and S5 too" : "S2 to S4")},
             {both, choice("bias", {"replica", "fixed"},
                           "word-line level: from a replica cell that carries cell_current_a, or v_g2_v")},
             {both,
              choice("range", {"references", "fixed"},
                     "ideal converter of a code sweep: set by the outputs for code 0 and the largest code, or fixed")},
             {both, number("r_lrs_ohm", "Ω", 2e6, 1e3, 1e9, "low resistance at 0 V")},
             {both, number("r_hrs_ohm", "Ω", 200e6, 1e3, 1e12, "high resistance at 0 V")},
             {both,
              number("rram_b_per_v", "1/V", 4.0, 0, 10, "nonlinearity of the element: I = G·sinh(b·v)/b (0: linear)")},
             {both, number("cell_current_a", "A", 66.35e-9, 1e-9, 10e-6,
                           "current of a low-resistance cell, set by the replica bias")},
             {both, number("v_g2_v", "V", 0.44, 0.1, 1.2, "word-line level with bias = fixed")},
             {passive, number("v_g0_v", "V", 0.75, 0.1, 1.5, "gate of T0 with regulator = off")},
             {both, number("c_f_f", "F", 1.302e-12, 10e-15, 100e-12,
                           is_active ? "C_f: all C_k and one unit together; and sampling capacitor"
                                     : "C_f: integrating capacitor, and sampling capacitor")},
             {both, number("c_line_f", "F", 30e-15, 0, 10e-12, "wire capacitance of a bit line")},
             {both, number("i_ref_a", "A", by_core(1.1e-6, 10e-6), 10e-9, 100e-6,
                           is_active ? "reference current of an op amp" : "current of a regulator")},
             {passive, number("keeper_a", "A", 0.1e-6, 0, 10e-6,
                              "current that always leaves a bit line, so that it settles in every state; trims the "
                              "offset (0: none)")},
             {passive, number("c_bias_f", "F", 1e-12, 0, 100e-12,
                              "decoupling of each bias line (mirror, keeper), per bit line")},
             {both, number("allow_share_f", "F", by_core(0.9e-15, 0.44e-15), 0, 1e-12,
                           "parasitics of the gates at C_k, taken off the drawn C_k")},
             {both, number("allow_share_f_per_m", "F/m", by_core(1.58e-9, 2.84e-9), 0, 1e-8,
                           "the same per width of the gates")},
             {passive, number("allow_hold_f_per_m", "F/m", -5.3e-9, -1e-8, 1e-8,
                              "parasitics and lag of a gate, taken off the rest of C_f")},
             {both, number("extra_sample_f", "F", by_core(11e-15, 9.3e-15), -1e-12, 1e-12,
                           "added to c_f_f for the sampling capacitor: makes up for the line that S5 clears")},
             {both, number("full_scale_v", "V", 0.2516, 0.01, 1.0, "output swing of the largest product")},
             {both, number("initial_voltage_v", "V", by_core(0, 0.35), by_core(0, 0.05), 1.5,
                           is_active ? "reset level of the capacitors; the op amps hold the bit lines there"
                                     : "reset level of the capacitors (0: the supply)")},
             {passive, number("w_t0_m", "m", 1e-6, smallest_width_m, 100e-6, "T0 width")},
             {passive, number("l_t0_m", "m", 0.1e-6, smallest_length_m, 10e-6, "T0 length")},
             {passive, number("w_t1_m", "m", 1e-6, smallest_width_m, 100e-6, "T1 width")},
             {passive, number("l_t1_m", "m", 0.2e-6, smallest_length_m, 10e-6, "T1 length")},
             {both, number("w_t2_m", "m", 0.1e-6, smallest_width_m, 100e-6, "T2 width")},
             {both, number("l_t2_m", "m", 0.1e-6, smallest_length_m, 10e-6, "T2 length")},
             {both, number("w_mirror_m", "m", 2e-6, smallest_width_m, 100e-6,
                           is_active ? "reference of an op amp's currents: width" : "mirror of i_ref_a: width")},
             {both, number("l_mirror_m", "m", 0.2e-6, smallest_length_m, 10e-6,
                           is_active ? "reference: length" : "mirror of i_ref_a: length")},
             {passive, number("w_keeper_m", "m", 0.2e-6, smallest_width_m, 100e-6, "mirror of keeper_a: width")},
             {passive, number("l_keeper_m", "m", 0.5e-6, smallest_length_m, 10e-6, "mirror of keeper_a: length")},
             {both, number("w_s1_m", "m", by_core(6.6e-6, 3e-6), smallest_width_m, 100e-6,
                           is_active ? "reset switch S1 (NMOS), across the feedback capacitor: width"
                                     : "reset switch S1 (PMOS): width")},
             {both, number("l_s1_m", "m", by_core(0.1e-6, smallest_length_m), smallest_length_m, 10e-6,
                           "reset switch S1: length")},
             {both, number("w_s2_m", "m", by_core(1.5e-6, 3e-6), smallest_width_m, 100e-6,
                           "PMOS of the transmission gate S2 of the largest capacitor; the others scale with theirs")},
             {both,
              number("w_s3_m", "m", by_core(1.8e-6, 1.5e-6), smallest_width_m, 100e-6, "the same for S3, and S4")},
             {passive,
              number("w_gate_n_m", "m", 0.1e-6, smallest_width_m, 100e-6, "NMOS of the transmission gates S2 to S4")},
             {both, number("l_s3_m", "m", 0.05e-6, smallest_length_m, 10e-6, "S3 and S4: length")},
             {both, number("w_s5_m", "m", 0.5e-6, smallest_width_m, 100e-6,
                           is_active ? "S5 (NMOS), which clears the line between S3 and S4"
                                     : "S5 (PMOS), which clears the line between S3 and S4")},
             {active, number("c_feedback_f", "F", 1.275e-12, 10e-15, 100e-12,
                             "feedback capacitor of an op amp: integrates the current")},
             {active, number("allow_lag", "", 0.0015, -1, 1,
                             "taken off the feedback capacitor, per C_k: a loaded op amp lags behind")},
             {active, number("c_miller_f", "F", 0.25e-12, 1e-15, 100e-12, "compensation capacitor of an op amp")},
             {active, number("r_zero_ohm", "Ω", 1e3, 1, 1e6, "resistor in series with it")},
             {active, number("w_pair_m", "m", 10e-6, smallest_width_m, 1e-3, "input pair (PMOS): width of one")},
             {active, number("l_pair_m", "m", 0.1e-6, smallest_length_m, 10e-6, "input pair: length")},
             {active, number("w_load_m", "m", 3e-6, smallest_width_m, 1e-3,
                             "mirror load of the first stage (NMOS): width of one")},
             {active, number("l_load_m", "m", 0.2e-6, smallest_length_m, 10e-6, "mirror load: length")},
             {active, number("w_tail_m", "m", 10e-6, smallest_width_m, 1e-3,
                             "tail source: width; w_tail_m / w_mirror_m of i_ref_a")},
             {active, number("l_tail_m", "m", 0.2e-6, smallest_length_m, 10e-6, "tail source: length")},
             {active,
              number("w_driver_m", "m", 8e-6, smallest_width_m, 1e-3, "driver of the second stage (NMOS): width")},
             {active, number("l_driver_m", "m", 0.1e-6, smallest_length_m, 10e-6, "driver: length")},
             {active, number("w_source_m", "m", 28e-6, smallest_width_m, 1e-3,
                             "current source of the second stage (PMOS): width")},
             {active, number("l_source_m", "m", 0.2e-6, smallest_length_m, 10e-6, "current source: length")},
             {active,
              number("gate_n_over_p", "", 1, 0, 100, "NMOS over PMOS of the transmission gates S2 to S4: widths")}})
        if ((cores & (is_active ? active : passive)) != 0) infos.push_back(std::move(info));
    return infos;
}

}  // namespace cimchar::circuits::integrator
