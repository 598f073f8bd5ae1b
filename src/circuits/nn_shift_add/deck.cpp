#include "circuits/nn_shift_add/deck.hpp"

#include "circuits/alterations.hpp"
#include "circuits/cards.hpp"
#include "netlist/files.hpp"

namespace cimchar::circuits::nn_shift_add {

namespace {

using neural::bit_lines;
using neural::inputs;
using neural::Sizes;

// The clock, as shares of a cycle: the second half samples the outputs (phi1), the first half passes on what the cycle
// before sampled (phi2). Phases do not overlap.
constexpr double gap = 0.01;
constexpr double edge = 0.004;
/// Bit lines take this share of a cycle to move to their next value.
constexpr double input_edge = 0.02;
/// Steps are as long as the truncation error allows. With trtol 50 results are within 2 µV of those at a tenth of these
/// tolerances and a 40th of the steps, at five times the speed.
constexpr double max_step = 0.2;
constexpr double trtol = 50;

/// Start of a phase and its end, edges included, in cycles from the cycle's begin.
constexpr double phi2_from = gap;
constexpr double phi2_to = 0.5 - gap;
constexpr double phi1_from = 0.5 + gap;
constexpr double phi1_to = 1 - gap;

/// Cycles before the first conversion: one, that samples the level of 0 V.
constexpr std::size_t lead_in = 1;

std::string follower_size(double w_m, Sizes const& s) {
    return fmt::format("w={:.6g} l={:.6g} lm={:.6g}", w_m, s.l_m, s.mirror_l_m);
}

struct Followers {
    std::string up;
    std::string down;
};

void add_supplies(Cards& cards, Bench const& bench) {
    auto const& s = bench.design.weights.sizes;
    cards.add("vdd vdd 0 {:.9g}", bench.condition.supply_v);
    cards.add("ibp pb 0 {:.9g}\nmbp pb pb vdd vdd n130_pmos w=4u l={:.6g}\ncbp pb vdd 1p", s.bias_a, s.mirror_l_m);
    cards.add("ibn vdd nb {:.9g}\nmbn nb nb 0 0 n130_nmos w=2u l={:.6g}\ncbn nb 0 1p", s.bias_a, s.mirror_l_m);
    // Levels of a sum of 0 V.
    auto const& w = bench.design.weights;
    cards.add("vreset_p reset_p 0 {:.9g}\nvreset_n reset_n 0 {:.9g}", w.pedestal_v, w.pedestal_v + w.full_scale_v);
}

/// A clock and its complement over `cycles` cycles; `high` says in which cycles it is.
template <typename High>
void add_clock(Cards& cards, Bench const& bench, std::string const& name, double from, double to, std::size_t cycles,
               High high) {
    double const period_s = bench.design.period_s();
    std::vector<double> edges;
    for (std::size_t c = 0; c < cycles; ++c) {
        if (!high(c)) continue;
        edges.push_back((static_cast<double>(c) + from) * period_s);
        edges.push_back((static_cast<double>(c) + to - edge) * period_s);
    }
    double const vdd_v = bench.condition.supply_v;
    cards.add("v{0} {0} 0 {1}", name, control(edge * period_s, edges, 0, vdd_v));
    cards.add("v{0}b {0}b 0 {1}", name, control(edge * period_s, edges, vdd_v, 0));
}

/// Bit lines and their complements, and what brings them to the crossbar.
void add_inputs(Cards& cards, Bench const& bench, std::span<Conversion const> all, Followers const& follower) {
    auto const& d = bench.design;
    double const period_s = d.period_s();
    for (std::size_t k = 0; k < bit_lines; ++k) {
        std::string points = "0 0";
        double last_v = 0;
        std::size_t cycle = lead_in;
        for (auto const& conversion : all)
            for (auto const& slice : conversion) {
                double const at_s = static_cast<double>(cycle++) * period_s;
                points +=
                    fmt::format(" {:.9g} {:.9g} {:.9g} {:.9g}", at_s, last_v, at_s + input_edge * period_s, slice[k]);
                last_v = slice[k];
            }
        cards.add("vin{0} in{0} 0 pwl({1})", k, points);
        cards.add("einb{0} inb{0} 0 vdd in{0} 1", k);
        cards.add("xr{0} in{1} r{0} pb vdd neural_up {2}", 2 * k, k, follower.up);
        cards.add("xr{0} inb{1} r{0} nb vdd neural_down {2}", 2 * k + 1, k, follower.down);
    }
}

/// From an output port to its row of the crossbar, a cycle later: sampled on the first capacitor while phi1 is high,
/// passed to the second while phi2 is, through a follower each. At the end of a conversion the reset level is sampled.
void add_memory(Cards& cards, Design const& d, char port, std::size_t row, Followers const& follower) {
    cards.add("xs{0} port_{0} m{0} phi1 phi1b vdd neural_switch w={1:.6g} l={2:.6g}", port, d.switch_w_m,
              d.weights.sizes.l_m);
    cards.add("xz{0} reset_{0} m{0} phir phirb vdd neural_switch w={1:.6g} l={2:.6g}", port, d.switch_w_m,
              d.weights.sizes.l_m);
    cards.add("cm{0} m{0} 0 {1:.9g}", port, d.hold_f);
    cards.add("xm{0} m{0} a{0} nb vdd neural_down {1}", port, follower.down);
    cards.add("xt{0} a{0} h{0} phi2 phi2b vdd neural_switch w={1:.6g} l={2:.6g}", port, d.switch_w_m,
              d.weights.sizes.l_m);
    cards.add("ch{0} h{0} 0 {1:.9g}", port, d.hold_f);
    cards.add("xr{0} h{1} r{0} pb vdd neural_up {2}", row, port, follower.up);
}

std::string cell_name(char crossbar, std::size_t row, std::size_t column) {
    return fmt::format("r{}{}_{}", crossbar, row, column);
}

/// Cells between `rows` and columns `column`0, `column`1 …
void add_crossbar(Cards& cards, char name, neural::Crossbar const& crossbar, std::vector<std::string> const& rows,
                  std::string const& column, Design const& d) {
    for (std::size_t r = 0; r < crossbar.rows; ++r)
        for (std::size_t c = 0; c < crossbar.columns; ++c)
            cards.add("{} {} {}{} {:.9g}", cell_name(name, r, c), rows[r], column, c,
                      1 / d.weights.level_s[static_cast<std::size_t>(crossbar.at(r, c))]);
    for (std::size_t c = 0; c < crossbar.columns; ++c)
        cards.add("cw{0}{1} {2}{1} 0 {3:.9g}", name, c, column, d.column_f);
}

/// Rows that stages drive, then bias cells to ground, then to the supply.
std::vector<std::string> row_nodes(std::string const& driven, std::size_t stages, int bias_cells) {
    std::vector<std::string> nodes;
    for (std::size_t i = 0; i < stages; ++i) nodes.push_back(fmt::format("{}{}", driven, i));
    for (char const* const node : {"0", "vdd"}) nodes.insert(nodes.end(), static_cast<std::size_t>(bias_cells), node);
    return nodes;
}

struct VariedTransistor {
    std::string instance;  ///< in ngspice: "m.xr0.mf"
    netlist::VariedDevice device;
};

std::vector<VariedTransistor> transistors(Design const& d) {
    auto const& s = d.weights.sizes;
    std::vector<VariedTransistor> all;
    auto const add = [&](std::string const& x, char const* m, bool n, double w_m, double l_m) {
        netlist::VariedDevice device;
        device.name = fmt::format("{}.{}", x, m);
        device.kind = n ? netlist::DeviceKind::nmos : netlist::DeviceKind::pmos;
        device.width_m = w_m;
        device.length_m = l_m;
        all.push_back({fmt::format("m.x{}.{}", x, m), device});
    };
    auto const up = [&](std::string const& x) {
        add(x, "ms", false, 4e-6, s.mirror_l_m);
        add(x, "mf", false, s.follower_p_w_m, s.l_m);
    };
    auto const down = [&](std::string const& x) {
        add(x, "ms", true, 2e-6, s.mirror_l_m);
        add(x, "mf", true, s.follower_n_w_m, s.l_m);
    };
    for (std::size_t k = 0; k < bit_lines; ++k) {
        up(fmt::format("r{}", 2 * k));
        down(fmt::format("r{}", 2 * k + 1));
    }
    for (std::size_t q = 0; q < 2; ++q) {
        up(fmt::format("r{}", 2 * bit_lines + q));
        down(q == 0 ? "mp" : "mn");
        up(fmt::format("o{}", q));
    }
    for (std::size_t j = 0; j < d.weights.hidden.columns; ++j) {
        add(fmt::format("i{}", j), "mp", false, s.inverter_p_w_m, s.inverter_l_m);
        add(fmt::format("i{}", j), "mn", true, s.inverter_n_w_m, s.inverter_l_m);
    }
    return all;
}

/// Cells of both crossbars: in ngspice and in a chip's draws by the same name.
template <typename Use>
void for_each_cell(Design const& d, Use use) {
    for (auto const& [name, crossbar] : {std::pair{'h', &d.weights.hidden}, std::pair{'o', &d.weights.output}})
        for (std::size_t r = 0; r < crossbar->rows; ++r)
            for (std::size_t c = 0; c < crossbar->columns; ++c)
                use(cell_name(name, r, c), d.weights.level_s[static_cast<std::size_t>(crossbar->at(r, c))]);
}

std::vector<Alteration> alterations(Bench const& bench) {
    std::vector<Alteration> list;
    for (auto const& t : transistors(bench.design))
        alter_transistor(list, bench.chip, t.instance, t.device.name, t.device.kind == netlist::DeviceKind::nmos);
    for_each_cell(bench.design, [&](std::string const& name, double g_s) {
        list.push_back({name, 1 / (g_s * (1 + bench.chip.deviation(name, "g")))});
    });
    return list;
}

}  // namespace

std::vector<netlist::VariedDevice> varied_devices(Design const& d) {
    std::vector<netlist::VariedDevice> devices;
    for (auto const& t : transistors(d)) devices.push_back(t.device);
    for_each_cell(d, [&](std::string const& name, double /*g_s*/) {
        netlist::VariedDevice device;
        device.name = name;
        device.kind = netlist::DeviceKind::rram;
        devices.push_back(device);
    });
    return devices;
}

Simulation transient(Bench const& bench, std::span<Conversion const> all) {
    auto const& d = bench.design;
    auto const& s = d.weights.sizes;
    std::size_t const cycles = lead_in + all.size() * d.slices();
    Followers const follower{follower_size(s.follower_p_w_m, s), follower_size(s.follower_n_w_m, s)};
    Cards cards;
    cards.add("* cimchar nn_shift_add: {} conversions of {} cycles each", all.size(), d.slices());
    cards.add(".options reltol={:g} abstol=1e-12 vntol=1e-6 chgtol=1e-15 trtol={:g}", bench.settings.reltol, trtol);
    cards.add("{}\n{}", netlist::model_cards("cards/n130.lib", bench.condition.process),
              netlist::subcircuits("neural.cir"));
    add_supplies(cards, bench);
    auto const ends_conversion = [&](std::size_t cycle) {
        return cycle < lead_in || (cycle - lead_in) % d.slices() == d.slices() - 1;
    };
    add_clock(cards, bench, "phi1", phi1_from, phi1_to, cycles, [&](std::size_t c) { return !ends_conversion(c); });
    add_clock(cards, bench, "phir", phi1_from, phi1_to, cycles, ends_conversion);
    add_clock(cards, bench, "phi2", phi2_from, phi2_to, cycles, [](std::size_t) { return true; });
    add_inputs(cards, bench, all, follower);
    add_memory(cards, d, 'p', 2 * bit_lines, follower);
    add_memory(cards, d, 'n', 2 * bit_lines + 1, follower);
    for (std::size_t r = 0; r < 2 * inputs; ++r) cards.add("cr{0} r{0} 0 {1:.9g}", r, d.row_f);

    add_crossbar(cards, 'h', d.weights.hidden, row_nodes("r", 2 * inputs, d.weights.bias_cells), "c", d);
    for (std::size_t j = 0; j < d.weights.hidden.columns; ++j)
        cards.add("xi{0} c{0} i{0} vdd neural_inverter wn={1:.6g} wp={2:.6g} l={3:.6g}\nci{0} i{0} 0 {4:.9g}", j,
                  s.inverter_n_w_m, s.inverter_p_w_m, s.inverter_l_m, d.row_f);
    add_crossbar(cards, 'o', d.weights.output, row_nodes("i", d.weights.hidden.columns, d.weights.output_bias_cells),
                 "o", d);
    cards.add("xo0 o0 port_p pb vdd neural_up {0}\nxo1 o1 port_n pb vdd neural_up {0}", follower.up);

    double const period_s = d.period_s();
    double const step_s = max_step * period_s * bench.settings.max_step_scale;
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            alterations(bench),
            fmt::format("tran {0:.9g} {1:.9g} 0 {0:.9g}", step_s, static_cast<double>(cycles) * period_s),
            {"v(port_p)", "v(port_n)", "i(vdd)"}};
}

double read_s(Design const& d, std::size_t index) {
    return (static_cast<double>(lead_in + (index + 1) * d.slices() - 1) + phi1_to - edge) * d.period_s();
}

}  // namespace cimchar::circuits::nn_shift_add
