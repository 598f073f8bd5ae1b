// Decks of the regulated passive integrator: one bit line, the sharing of charge, the whole multiplication.
#pragma once
#include "circuits/integrator/design.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace cimchar::circuits::integrator {

/// What every deck needs to know.
struct Bench {
    Design design;
    Condition condition;
    netlist::Chip chip;
    SimulatorSettings settings;
};

/// Cells of one bit line by what they do, as multiplicities (a mismatched group counts by its current).
struct Cells {
    double on_lrs = 0;    ///< word line driven, low resistance
    double on_hrs = 0;    ///< word line driven, high resistance
    double idle_lrs = 0;  ///< word line at 0 V
    double idle_hrs = 0;
};

/// The cells of bit line k with `lines` active rows and this weight bit.
[[nodiscard]] Cells nominal_cells(Design const& design, bool weight_bit, int lines);

/// What a bit line holds depends on its input bit and the two before it, as a number with the latest lowest.
inline constexpr std::size_t histories = 8;
[[nodiscard]] constexpr std::size_t history_with(std::size_t history, int bit) {
    return (2 * history + static_cast<std::size_t>(bit)) % histories;
}
/// States of the word line in the bench of a bit line with these cells, one per cycle, after rest. The node between T2
/// and a high-resistance element keeps charge over an idle cycle: there every history occurs once. Elsewhere the bit
/// before the previous one hardly counts, and every pair of bits occurs once (docs/adr/0010).
[[nodiscard]] std::vector<int> bench_sequence(Cells const& cells);

/// One bit line with its integrator, S3 open, driven through bench_sequence(); node "ck" is C_k's.
/// The deck depends on k and the sequence, the alterations on cells and chip.
[[nodiscard]] Simulation bit_line(Bench const& bench, int k, Cells const& cells);

/// The same bit line, weight bit 1, with every driven cell its own, for checking the lumped ones.
[[nodiscard]] Simulation bit_line_each_cell(Bench const& bench, int k);

/// What departs from nominal in a cell: threshold of T2 [V], its mobility and the element's conductance (relative).
struct CellDeparture {
    double vth_v = 0;
    double beta = 0;
    double g = 0;
};
/// As drawn for the cell of bit line k in this row, without the shift of the process.
[[nodiscard]] CellDeparture cell_departure(netlist::Chip const& chip, int k, int row);
/// DC currents into driven low-resistance cells with drains at `v_d2_v`: cell n at "i(vcN)", a nominal one at
/// "i(vnominal)".
[[nodiscard]] Simulation cell_currents(Bench const& bench, std::vector<CellDeparture> const& cells, double v_d2_v);

/// Operating point of the lumped bit line during integration ("v(bl)", "v(vg2)") and its noise bench.
[[nodiscard]] Simulation integrating_point(Bench const& bench, Cells const& cells);
[[nodiscard]] Simulation integrating_noise(Bench const& bench, Cells const& cells, double frequency_hz);

/// Where a cycle of the sharing bench begins: S4 and S3 have just opened.
struct SharingLevels {
    std::vector<double> v_k;  ///< what C_k will hold, shape (bits)
    double sampled_v = 0;     ///< sampling capacitor
    double line_v = 0;        ///< the line between S3 and S4: it took more charge from them
};
/// From one sharing of charge to the end of the next: "v(cs)", and "v(vs)" of the line. C_k is at its level all along.
[[nodiscard]] Simulation share(Bench const& bench, SharingLevels const& from);
/// The end of the cycle in which everything is reset: S4 and S3 open while S1 and S2 are closed; "v(cs)" at its end.
[[nodiscard]] Simulation reset(Bench const& bench);

/// Current into C_k through the open S3 of the largest capacitor, "i(vck)", over levels of C_k (inner) and of the line
/// beyond it (outer): `points` of each, from `low_v` to `high_v`.
[[nodiscard]] Simulation leakage(Bench const& bench, double low_v, double high_v, int points);

/// Admittance of the line between S3 and S4 at `frequency_hz`, all switches open and every level the initial voltage:
/// minus "im(i(vvs))" of 1 V.
[[nodiscard]] Simulation line_admittance(Bench const& bench, double frequency_hz);

/// The whole multiplication as one transient; cells[k] of bit line k; "v(cs)" at the end of each cycle.
[[nodiscard]] Simulation full(Bench const& bench, int input, std::vector<Cells> const& cells);

}  // namespace cimchar::circuits::integrator
