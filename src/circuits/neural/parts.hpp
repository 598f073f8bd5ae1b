// Parts of a neural peripheral as cards (netlists/neural.cir), and the devices of each that vary from chip to chip.
#pragma once
#include "circuits/alterations.hpp"
#include "circuits/cards.hpp"
#include "circuits/neural/weights.hpp"

#include <string>
#include <vector>

namespace cimchar::circuits::neural {

/// Collects cards and, beside them, what varies. Every part has a name of its own; nodes are named by the caller.
class Parts {
public:
    Parts(Sizes const& sizes, double switch_w_m, double row_f, double column_f)
        : sizes_(sizes), switch_w_m_(switch_w_m), row_f_(row_f), column_f_(column_f) {}

    Cards cards;

    /// What is added from here on has these sizes and wires.
    void use(Sizes const& sizes, double switch_w_m, double row_f, double column_f);
    /// Of inverters, followers and cells that are added from here on, so many lie side by side: the same voltages at
    /// rest, and so many times the currents.
    void put_side_by_side(int count) { side_by_side_ = count; }
    /// Supply vdd and the gate lines pb, nb of the followers' current sources.
    void add_supplies(double supply_v);
    /// A clock and its complement, NAMEb: low and high in turn, or high and low, `edges` as control() takes them.
    void add_clock(std::string const& name, double edge_s, std::vector<double> const& edges, double supply_v,
                   bool high_first = false);
    /// PMOS follower with the wire it drives.
    void add_up(std::string const& name, std::string const& in, std::string const& out);
    /// NMOS follower, likewise.
    void add_down(std::string const& name, std::string const& in, std::string const& out);
    void add_inverter(std::string const& name, std::string const& in, std::string const& out);
    /// Transmission gate that conducts while `clock` is high (its complement: clock + "b"). It does not vary.
    void add_switch(std::string const& name, std::string const& from, std::string const& to, std::string const& clock);
    /// Cells between `driven` rows, `bias_cells` rows at ground, as many at the supply, and columns COLUMN0, COLUMN1 …
    void add_crossbar(std::string const& name, Crossbar const& crossbar, std::vector<double> const& level_s,
                      std::vector<std::string> const& driven, int bias_cells, std::string const& column);

    [[nodiscard]] std::vector<netlist::VariedDevice> varied() const;
    /// What `chip` alters of them.
    [[nodiscard]] std::vector<Alteration> alterations(netlist::Chip const& chip) const;

private:
    struct Cell {
        std::string name;
        double conductance_s;
    };
    [[nodiscard]] std::string multiplier() const;
    void vary(std::string const& part, char const* transistor, netlist::DeviceKind kind, double w_m, double l_m);

    Sizes sizes_;
    double switch_w_m_;
    double row_f_;
    double column_f_;
    int side_by_side_ = 1;
    std::vector<netlist::VariedDevice> transistors_;  ///< "part.transistor", in ngspice m.xPART.TRANSISTOR
    std::vector<Cell> cells_;
};

}  // namespace cimchar::circuits::neural
