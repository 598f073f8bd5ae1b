// Elements of the integrator's decks: controls, bias, isolation, cells, switches. Subcircuits: netlists/integrator.cir.
#pragma once
#include "circuits/integrator/deck.hpp"

#include <fmt/format.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cimchar::circuits::integrator {

inline constexpr double few = 1e-6;  ///< a group of no cells: a multiplicity must be positive
/// How a transient is solved: ngspice's trtol (tolerance of the truncation error alone), method, bypass.
struct Solver {
    double trtol = 7;
    char const* method = "gear";
    bool bypass = false;  ///< transistors whose voltages rest are not evaluated again
};
/// A bit line still relaxes after a driven cycle, slowly in the cold: coarser than this moves ENOB there by 0.05 bit.
inline constexpr Solver line_solver{20, "trap", true};
/// Sharing ends in stiff nodes that have settled; the trapezoidal rule would leave them ringing by up to 0.05 LSB, and
/// Gear's does not. Their way there does not matter: a coarse truncation error moves the result by 0.01 LSB.
inline constexpr Solver share_solver{70, "gear", true};
inline constexpr Solver full_solver{7, "gear", false};
inline constexpr double smallest_switch_m = 0.1e-6;

/// Text of a deck in the making.
class Cards {
public:
    template <typename... Args>
    void add(fmt::format_string<Args...> format, Args&&... args) {
        text_ += fmt::format(format, std::forward<Args>(args)...) + "\n";
    }
    [[nodiscard]] std::shared_ptr<std::string const> share() && {
        return std::make_shared<std::string const>(std::move(text_));
    }

private:
    std::string text_;
};

/// A control signal: low and high in turn; `edges` are the starts of its edges [s].
[[nodiscard]] std::string control(Timing const& timing, std::vector<double> const& edges, double low_v, double high_v,
                                  bool starts_high = false);
/// Sources NAME and NAMEb, its complement, at the supply's level.
void add_control_pair(Cards& cards, Bench const& bench, std::string const& name, std::vector<double> const& edges,
                      bool starts_high);

/// Starts of the edges of all switches over `cycles` cycles from `begin_s`.
struct Edges {
    std::vector<double> s1;  ///< gate of the PMOS: rises to open, falls to close
    std::vector<double> s2;
    std::vector<double> s3;
    std::vector<double> s4;
};
[[nodiscard]] Edges edges_of(Timing const& timing, double begin_s, int cycles);

/// Title, options, models, subcircuits, supply and initial voltage.
[[nodiscard]] Cards head(Bench const& bench, std::string const& title, Solver const& solver);

[[nodiscard]] std::string size(Size s);
/// Bias of the core: gate lines mp and mk of the mirrors, word-line level vg2.
void add_bias(Cards& cards, Bench const& bench);
/// T0, regulator and keeper between bit line bl{n} and capacitor node vc{n}.
void add_isolation(Cards& cards, Design const& d, std::string const& n);
/// Cells in parallel between a bit line and a word line.
void add_group(Cards& cards, Design const& d, std::string const& name, std::string const& bl, std::string const& wl,
               double r_ohm, double m);
/// A switch of S2, S3, S4 with controls `on` and `on`b.
void add_switch(Cards& cards, Design const& d, std::string const& name, std::string const& a, std::string const& b,
                std::string const& on, Size s);
/// The unit capacitor that ends the binary row (Eq. 4), S4 and the sampling capacitor.
void add_end_of_row(Cards& cards, Design const& d);

}  // namespace cimchar::circuits::integrator
