// The transistors of a user's netlist, through its hierarchy.
#pragma once
#include "circuits/user/description.hpp"
#include "netlist/variation.hpp"

#include <string>
#include <vector>

namespace cimchar::circuits::user {

struct Transistor {
    netlist::VariedDevice device;  ///< name "x1.m0"; drawn width times multiplicity, and length [m]
    std::string path;              ///< as ngspice calls it after flattening: "m.x1.m0"
    int line = 0;                  ///< of the netlist
    bool conditional = false;      ///< within .if … .endif, or of a subcircuit that is: it may not be there
    bool of_library = false;       ///< a subcircuit of the process: what its threshold shift is, the simulator knows
    double vth_v = 0;              ///< threshold shift that its card gives it, signed
    double mobility = 1;           ///< factor of the mobility that its card gives it
};

/// Every transistor, in the order of the netlist, with the sizes that its text gives. `values`: parameters outside of
/// subcircuits. Throws InputError on one whose model is neither NMOS nor PMOS, whose width or length has no value, or
/// that is within .if; `file` is the netlist's name in messages.
[[nodiscard]] std::vector<Transistor> transistors(NetlistText const& netlist, Process const& process,
                                                  Values const& values, std::string const& file);

/// The same without sizes, which are left 0, and with those of every branch of an .if; each name comes once.
[[nodiscard]] std::vector<Transistor> transistors_unsized(NetlistText const& netlist, Process const& process,
                                                          Values const& values, std::string const& file);

/// Subcircuits of a library that the netlist has instances of and the process does not name as transistors: whatever is
/// within draws nothing. In the order of the netlist, each once. Throws InputError on one that can be in no library,
/// for neither the netlist nor the process includes any.
[[nodiscard]] std::vector<std::string> unknown_subcircuits(NetlistText const& netlist, Process const& process,
                                                           Values const& values, std::string const& file);

}  // namespace cimchar::circuits::user
