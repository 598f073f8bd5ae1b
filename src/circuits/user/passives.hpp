// The resistors, capacitors and inductors of a user's netlist that vary.
#pragma once
#include "circuits/user/description.hpp"
#include "netlist/variation.hpp"

#include <string>
#include <vector>

namespace cimchar::circuits::user {

struct Passive {
    std::string name;     ///< "x1.r1"
    std::string path;     ///< as ngspice calls it after flattening: "r.x1.r1"
    double value = 0;     ///< nominal [Ω, F or H]
    double relative = 0;  ///< standard deviation of its own; 0: none
    std::string common;   ///< pattern of the spread it shares with others; empty: none

    /// Its value on a chip.
    [[nodiscard]] double on(netlist::Chip const& chip) const;
};

/// Those that a spread of the description names, in the order of the netlist. `values`: parameters outside of
/// subcircuits. Throws InputError on a pattern that names none, on two patterns for one element, on an element whose
/// value the netlist does not give, and on one that an analysis sets; `file` is the netlist's name in messages.
[[nodiscard]] std::vector<Passive> passives(Description const& description, Values const& values,
                                            std::string const& file);

/// What is drawn for them: one number for each that has a spread of its own, one for each common spread.
[[nodiscard]] std::vector<netlist::VariedDevice> varied(std::vector<Passive> const& passives,
                                                        std::vector<PassiveSpread> const& spreads);

}  // namespace cimchar::circuits::user
