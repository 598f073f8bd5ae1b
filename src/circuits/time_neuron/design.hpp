// The time-domain neuron as plain numbers: sizes, timing, the LSQ mapping, ablations; and what varies in it.
// Idea: [lee] J. Lee and B.-G. Lee, "Time-Domain Neuron for RRAM-Based Computing-In-Memory Hardware with
// Quantization-Aware Training". Circuit and sizing are this project's own: the paper prints none.
#pragma once
#include "circuits/circuit.hpp"
#include "circuits/transistor_size.hpp"

#include <string>
#include <vector>

namespace cimchar::circuits::time_neuron {

/// When things happen in a conversion [s], from the start of its precharge.
struct Timing {
    double edge_s = 50e-12;         ///< rise and fall of every control signal
    double precharge_end_s = 5e-9;  ///< both capacitors are left at the precharge level
    double kick_s = 5.5e-9;         ///< the pedestal is taken from the positive capacitor
    double word_lines_s = 7e-9;     ///< all word lines rise; input n falls n clock periods later
    double hold_s = 0;              ///< the isolation transistors open: one clock period after the longest input
    double ramp_s = 0;              ///< the ramp and the window begin
    double window_end_s = 0;        ///< the window ends: it clips the pulse
    double stop_s = 0;              ///< end of the conversion
    double after_hold_s = 2e-9;     ///< from hold_s to ramp_s
    double after_window_s = 3e-9;   ///< from window_end_s to stop_s
    double ramp_overtime_s = 1e-9;  ///< the ramp ends this long after the window
};

/// DAC of the ramp current: I_ramp = code / dac_steps_per_unit · cell current.
inline constexpr int dac_steps_per_unit = 4;
inline constexpr int dac_max_code = 127;
/// Unit cells of the replica that sets the word-line level, and of the DAC's reference.
inline constexpr int replica_cells = 16;
/// Offset trim: bits of its capacitors, and the code that adds nothing to the pedestal.
inline constexpr int trim_bits = 6;
inline constexpr int trim_middle = 1 << (trim_bits - 1);
inline constexpr int trim_max_code = (1 << trim_bits) - 1;
/// What a chip is calibrated at, unless it is at each condition.
inline constexpr double room_temperature_c = 27;
inline constexpr double nominal_supply_v = 1;

struct Design {
    std::string sweep;        ///< sum | point | line
    std::string calibration;  ///< off | on | room
    bool ideal_source = false;
    bool ideal_comparator = false;
    bool offset_trim = false;
    bool nominal_cells = false;
    bool each_cell = false;  ///< mismatched cells each on its own, not as one equivalent
    int rows = 32;
    int largest_weight = 4;  ///< signed 3 bit: -4 … 3
    int input_bits = 4;
    int output_bits = 4;
    int sum = 0;         ///< Σ w·x of a point
    int common_sum = 0;  ///< in both columns besides
    int neurons = 16;    ///< share one replica and one bias
    double step_weight = 0;
    double step_input = 0;
    double step_output = 0;
    double clock_s = 0;
    double cell_current_a = 0;
    double r_lrs_ohm = 0;
    double rram_b_per_v = 0;
    double sample_f = 0;  ///< each sampling capacitor
    double kick_f = 0;    ///< couples the pedestal
    double trim_f = 0;    ///< unit of the offset trim
    double line_f = 0;    ///< wire of a bit line
    double load_f = 0;    ///< word lines that the output drives
    double precharge_v = 0;
    double window_lead_s = 0;  ///< from the start of the ramp to the nominal start of a pulse
    double i_ref_a = 0;
    double keeper_a = 0;
    double comparator_a = 0;
    Size t0, t1, t2, mirror, keeper, source, cascode, input_pair;
    int dac_code = 0;
    int trim_code = trim_middle;
    int replica_trim_code = trim_middle;
    Timing timing;

    /// Sum that is worth one output step: s_y / (s_w·s_x) [lee].
    [[nodiscard]] double ratio() const { return step_output / (step_weight * step_input); }
    /// Unit cells of a column: a weight of magnitude w is w of them.
    [[nodiscard]] int cells() const { return rows * largest_weight; }
    [[nodiscard]] int longest_input() const { return (1 << input_bits) - 1; }
    [[nodiscard]] int largest_code() const { return (1 << output_bits) - 1; }
    [[nodiscard]] int largest_sum() const { return cells() * longest_input(); }
    /// Pulse width of this sum without any error: ReLU, scale, clip. Not rounded: the pulse itself is the output.
    [[nodiscard]] double ideal_pulse_s(double at_sum) const;
    /// What common_mode_lsb adds to both columns: half of full scale.
    [[nodiscard]] int common_step() const;
    /// Ramp current of dac_code, without any error [A].
    [[nodiscard]] double ramp_a() const { return cell_current_a * dac_code / dac_steps_per_unit; }
    /// All of the capacitance at one input of the comparator, but for transistors [F].
    [[nodiscard]] double node_f() const { return sample_f + kick_f + (offset_trim ? trim_max_code * trim_f : 0); }
};

/// The largest sum that a column holds in this campaign.
[[nodiscard]] int largest_needed(Design const& design);

/// Unit cells of one column by what drives them: a sum is `full` cells for the longest input, and one for the rest.
struct ColumnCells {
    int full = 0;
    int rest = 0;  ///< input of the one cell, in clock periods (0: no cell)
};
[[nodiscard]] ColumnCells column_cells(Design const& design, int sum);
/// What the two columns see when the sum is `sum`.
[[nodiscard]] int positive_sum(Design const& design, int sum);
[[nodiscard]] int negative_sum(Design const& design, int sum);

[[nodiscard]] std::vector<ParameterInfo> parameter_infos();
/// Throws InputError on combinations that make no sense (a ratio beyond the DAC, a sum beyond the column, …).
[[nodiscard]] Design make_design(Parameters const& parameters);
[[nodiscard]] std::vector<netlist::VariedDevice> varied_devices(Design const& design);

/// Sums of the stored transfer: one per output step, fine around zero and around full scale, and beyond the window.
[[nodiscard]] std::vector<double> sweep_points(Design const& design);
/// Delay of the default comparator on this ramp, at tt [s].
[[nodiscard]] double expected_delay_s(Design const& design);
/// Where a pulse begins after the ramp, at tt and the nominal supply: pedestal and comparator [s].
[[nodiscard]] double expected_lead_s(Design const& design);

/// Sums of whole output steps inside the window: linearity, gain and offset are of these. Few of them for a line.
[[nodiscard]] std::vector<int> code_sums(Design const& design);

}  // namespace cimchar::circuits::time_neuron
