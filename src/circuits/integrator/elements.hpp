// Elements of the integrators' decks: controls, bias, isolation, op amps, cells, switches. Subcircuits:
// netlists/integrator.cir and netlists/active_integrator.cir.
#pragma once
#include "circuits/cards.hpp"
#include "circuits/integrator/deck.hpp"

#include <string>
#include <vector>

namespace cimchar::circuits::integrator {

/// How a transient is solved: ngspice's trtol (tolerance of the truncation error alone), how exactly the equations of a
/// time point are solved, as a part of the campaign's reltol and in volts, and xmu (0.5: the trapezoidal rule; less
/// damps the currents that it carries from point to point).
struct Solver {
    double trtol = 7;
    double part_of_reltol = 1;
    double vntol_v = 1e-6;
    double xmu = 0.5;
};
/// A bit line relaxes after a driven cycle, slowly in the cold. Held levels to 7 µV, 35 µV with high-resistance cells
/// driven again and again (bench/integrator_solver).
inline constexpr Solver line_solver{20, 0.1, 1e-7, 0.49};
/// What a time point of picoseconds leaves unsolved is a current of microamperes, which the trapezoidal rule carries
/// into the steps of nanoseconds after it: up to 1 mV on a sharing (docs/adr/0005).
inline constexpr Solver share_solver{200, 0.01, 1e-8, 0.4};
inline constexpr Solver full_solver{50, 0.01, 1e-8, 0.49};
/// With op amps a time point does not always come closer than this: the output moves by 2 µV at most.
inline constexpr Solver full_active_solver{50, 0.1, 1e-8, 0.49};

/// Sources NAME and NAMEb, its complement, at the supply's level.
void add_control_pair(Cards& cards, Bench const& bench, std::string const& name, std::vector<double> const& edges,
                      bool starts_high);

/// Control of the reset switches S1 or S5, closed and open in turn: the gate of their PMOS; with op amps, NAME and
/// NAMEb of their NMOS.
void add_reset_control(Cards& cards, Bench const& bench, std::string const& name, std::vector<double> const& edges,
                       bool starts_closed);

/// Starts of the edges of all switches over `cycles` cycles from `begin_s`. S5 is open at first, S1 and S2 closed.
struct Edges {
    std::vector<double> s1;
    std::vector<double> s2;
    std::vector<double> s3;
    std::vector<double> s4;
    std::vector<double> s5;
};
[[nodiscard]] Edges edges_of(Timing const& timing, double begin_s, int cycles);

/// Name of a switch of bit line n, which is "" where a deck has one bit line only.
[[nodiscard]] inline std::string of_line(char const* name, std::string const& n) {
    return n.empty() ? name : fmt::format("{}k{}", name, n);
}

/// Title, options, models, subcircuits, supply and initial voltage.
[[nodiscard]] Cards head(Bench const& bench, std::string const& title, Solver const& solver);

/// Bias of the core: gate lines mp and mk of the mirrors, word-line level vg2. The bit lines of a weight share one
/// reference of each mirror; a deck with `bit_lines` of them has that part of it.
void add_bias(Cards& cards, Bench const& bench, int bit_lines);
/// The capacitor that the current of bit line k is integrated on, and S1: between node vc{n} and ground, or between
/// vc{n}, the op amp's output, and bl{n}.
void add_integrating_capacitor(Cards& cards, Design const& d, int k, std::string const& n);
/// T0, regulator and keeper between bit line bl{n} and capacitor node vc{n}; or the op amp.
void add_isolation(Cards& cards, Design const& d, std::string const& n);
/// Cells in parallel between a bit line and a word line.
void add_group(Cards& cards, Design const& d, std::string const& name, std::string const& bl, std::string const& wl,
               double r_ohm, double m);
/// A switch of S2, S3, S4 with controls `on` and `on`b.
void add_switch(Cards& cards, Design const& d, std::string const& name, std::string const& a, std::string const& b,
                std::string const& on, Size s);
/// A reset switch between `a` and `b`, with control `control`.
void add_reset_switch(Cards& cards, Design const& d, std::string const& name, std::string const& a,
                      std::string const& control, std::string const& b, Size s);
/// The unit capacitor that ends the binary row (Eq. 4), S4 and the sampling capacitor, S5.
void add_end_of_row(Cards& cards, Design const& d);

}  // namespace cimchar::circuits::integrator
