#include "circuits/neural/parts.hpp"

namespace cimchar::circuits::neural {

namespace {

// Of the current sources, as netlists/neural.cir has them.
constexpr double p_source_w_m = 4e-6;
constexpr double n_source_w_m = 2e-6;

}  // namespace

void Parts::use(Sizes const& sizes, double switch_w_m, double row_f, double column_f) {
    sizes_ = sizes;
    switch_w_m_ = switch_w_m;
    row_f_ = row_f;
    column_f_ = column_f;
}

std::string Parts::multiplier() const {
    return side_by_side_ == 1 ? "" : fmt::format(" m={}", side_by_side_);
}

void Parts::vary(std::string const& part, char const* transistor, netlist::DeviceKind kind, double w_m, double l_m) {
    netlist::VariedDevice device;
    device.name = fmt::format("{}.{}", part, transistor);
    device.kind = kind;
    device.width_m = w_m * side_by_side_;  // of the pair of deviations that they have together
    device.length_m = l_m;
    transistors_.push_back(device);
}

void Parts::add_supplies(double supply_v) {
    cards.add("vdd vdd 0 {:.9g}", supply_v);
    cards.add("ibp pb 0 {:.9g}\nmbp pb pb vdd vdd n130_pmos w={:.6g} l={:.6g}\ncbp pb vdd 1p", sizes_.bias_a,
              p_source_w_m, sizes_.mirror_l_m);
    cards.add("ibn vdd nb {:.9g}\nmbn nb nb 0 0 n130_nmos w={:.6g} l={:.6g}\ncbn nb 0 1p", sizes_.bias_a, n_source_w_m,
              sizes_.mirror_l_m);
}

void Parts::add_clock(std::string const& name, double edge_s, std::vector<double> const& edges, double supply_v,
                      bool high_first) {
    double const first_v = high_first ? supply_v : 0;
    cards.add("v{0} {0} 0 {1}", name, control(edge_s, edges, first_v, supply_v - first_v));
    cards.add("v{0}b {0}b 0 {1}", name, control(edge_s, edges, supply_v - first_v, first_v));
}

void Parts::add_up(std::string const& name, std::string const& in, std::string const& out) {
    cards.add("x{} {} {} pb vdd neural_up w={:.6g} l={:.6g} lm={:.6g}{}\nc{} {} 0 {:.9g}", name, in, out,
              sizes_.follower_p_w_m, sizes_.l_m, sizes_.mirror_l_m, multiplier(), name, out, row_f_);
    vary(name, "ms", netlist::DeviceKind::pmos, p_source_w_m, sizes_.mirror_l_m);
    vary(name, "mf", netlist::DeviceKind::pmos, sizes_.follower_p_w_m, sizes_.l_m);
}

void Parts::add_down(std::string const& name, std::string const& in, std::string const& out) {
    cards.add("x{} {} {} nb vdd neural_down w={:.6g} l={:.6g} lm={:.6g}{}\nc{} {} 0 {:.9g}", name, in, out,
              sizes_.follower_n_w_m, sizes_.l_m, sizes_.mirror_l_m, multiplier(), name, out, row_f_);
    vary(name, "ms", netlist::DeviceKind::nmos, n_source_w_m, sizes_.mirror_l_m);
    vary(name, "mf", netlist::DeviceKind::nmos, sizes_.follower_n_w_m, sizes_.l_m);
}

void Parts::add_inverter(std::string const& name, std::string const& in, std::string const& out) {
    cards.add("x{} {} {} vdd neural_inverter wn={:.6g} wp={:.6g} l={:.6g}{}", name, in, out, sizes_.inverter_n_w_m,
              sizes_.inverter_p_w_m, sizes_.inverter_l_m, multiplier());
    vary(name, "mp", netlist::DeviceKind::pmos, sizes_.inverter_p_w_m, sizes_.inverter_l_m);
    vary(name, "mn", netlist::DeviceKind::nmos, sizes_.inverter_n_w_m, sizes_.inverter_l_m);
}

void Parts::add_switch(std::string const& name, std::string const& from, std::string const& to,
                       std::string const& clock) {
    cards.add("x{} {} {} {} {}b vdd neural_switch w={:.6g} l={:.6g}", name, from, to, clock, clock, switch_w_m_,
              sizes_.l_m);
}

void Parts::add_crossbar(std::string const& name, Crossbar const& crossbar, std::vector<double> const& level_s,
                         std::vector<std::string> const& driven, int bias_cells, std::string const& column) {
    auto rows = driven;
    for (char const* const node : {"0", "vdd"}) rows.insert(rows.end(), static_cast<std::size_t>(bias_cells), node);
    for (std::size_t r = 0; r < crossbar.rows; ++r)
        for (std::size_t c = 0; c < crossbar.columns; ++c) {
            Cell const cell{fmt::format("r{}{}_{}", name, r, c),
                            side_by_side_ * level_s[static_cast<std::size_t>(crossbar.at(r, c))]};
            cards.add("{} {} {}{} {:.9g}", cell.name, rows[r], column, c, 1 / cell.conductance_s);
            cells_.push_back(cell);
        }
    for (std::size_t c = 0; c < crossbar.columns; ++c)
        cards.add("cw{0}_{1} {2}{1} 0 {3:.9g}", name, c, column, column_f_);
}

std::vector<netlist::VariedDevice> Parts::varied() const {
    auto devices = transistors_;
    for (auto const& cell : cells_) {
        netlist::VariedDevice device;
        device.name = cell.name;
        device.kind = netlist::DeviceKind::rram;
        devices.push_back(device);
    }
    return devices;
}

std::vector<Alteration> Parts::alterations(netlist::Chip const& chip) const {
    std::vector<Alteration> list;
    for (auto const& t : transistors_)
        alter_transistor(list, chip, "m.x" + t.name, t.name, t.kind == netlist::DeviceKind::nmos);
    for (auto const& cell : cells_)
        list.push_back({cell.name, 1 / (cell.conductance_s * (1 + chip.deviation(cell.name, "g")))});
    return list;
}

}  // namespace cimchar::circuits::neural
