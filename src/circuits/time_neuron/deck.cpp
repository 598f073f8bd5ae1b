#include "circuits/time_neuron/deck.hpp"

#include "circuits/cards.hpp"
#include "circuits/time_neuron/changes.hpp"
#include "netlist/files.hpp"

#include <algorithm>

namespace cimchar::circuits::time_neuron {

namespace {

/// How a conversion is solved (docs/adr/0005): the trapezoidal rule, hardly damped.
constexpr double vntol_v = 1e-7;
constexpr double trtol = 50;
constexpr double xmu = 0.49;
constexpr double max_step_s = 1e-9;

constexpr char const* crossing_inverters = "xi1 o cross vdd inverter\nxi2 cross crossb vdd inverter";

Cards head(Bench const& bench, std::string const& title) {
    Cards cards;
    cards.add("* cimchar time_neuron: {}", title);
    cards.add(".options reltol={:g} abstol=1e-12 vntol={:g} chgtol=1e-17 trtol={:g} xmu={:g}", bench.settings.reltol,
              vntol_v, trtol, xmu);
    cards.add("{}", netlist::model_cards("cards/n45.lib", bench.condition.process));
    cards.add("{}\n{}", netlist::subcircuits("elements.cir"), netlist::subcircuits("time_neuron.cir"));
    // vdd feeds the neuron, vddr what all neurons share.
    cards.add("vdd vdd 0 {:.9g}\nvddr vddr 0 {:.9g}", bench.condition.supply_v, bench.condition.supply_v);
    cards.add("vpre vpre 0 {:.9g}", bench.design.precharge_v);
    return cards;
}

std::string cell(Design const& d) {
    return fmt::format("cell_1r1t {} r={:.9g} b={:.6g}", size(d.t2), d.r_lrs_ohm, d.rram_b_per_v);
}

/// Gate lines nb of the comparators, pb and pc of the ramps.
void add_bias(Cards& cards, Design const& d) {
    cards.add("inb vddr nb {:.9g}\nxnb nb nb 0 0 n45_n w=2u l=0.2u\ncnb nb 0 1p", d.comparator_a);
    if (d.ideal_source) return;
    cards.add("idac vddr nc {:.9g}", replica_cells * d.cell_current_a);
    cards.add("xdac nc pb pc vddr ramp_dac code={} reference={} {} wc={:.6g} lc={:.6g}", d.dac_code,
              replica_cells * dac_steps_per_unit, size(d.source), d.cascode.w_m, d.cascode.l_m);
}

/// The shared lines of the columns: mp of the regulators, mk of the keepers, word-line level vg2.
void add_column_bias(Cards& cards, Design const& d) {
    cards.add("iref mp 0 {:.9g}\nxmp mp mp vddr vddr n45_p {}\ncmp mp vddr 1p", d.i_ref_a, size(d.mirror));
    cards.add("ikeep 0 mk {:.9g}\nxmk mk mk 0 0 n45_n {}\ncmk mk 0 1p", d.keeper_a, size(d.keeper));
    cards.add("irep 0 vg2 {:.9g}", replica_cells * d.cell_current_a);
    if (!d.each_cell) {
        cards.add("xrep vg2 vg2 {} m={}", cell(d), replica_cells);
        return;
    }
    for (int i = 0; i < replica_cells; ++i) cards.add("xrep{} vg2 vg2 {}", i, cell(d));
}

/// Bit line, its isolation and regulator, its keeper.
void add_bit_line(Cards& cards, Design const& d, char column) {
    cards.add("xcol{0} c{0} bl{0} hold mp vdd column w0={1:.6g} l0={2:.6g} w1={3:.6g} l1={4:.6g} wm={5:.6g} lm={6:.6g}",
              column, d.t0.w_m, d.t0.l_m, d.t1.w_m, d.t1.l_m, d.mirror.w_m, d.mirror.l_m);
    cards.add("xkeep{0} bl{0} mk 0 0 n45_n {1}\nccl{0} bl{0} 0 {2:.9g}", column, size(d.keeper), d.line_f);
}

/// A column with a word line for the longest input and one for what is left of the sum.
void add_column(Cards& cards, Bench const& bench, char c, int sum) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    auto const [full, rest] = column_cells(d, sum);
    add_bit_line(cards, d, c);
    auto const line = [&](char const* name, int periods) {
        std::vector<double> edges;
        if (periods > 0) edges = {t.word_lines_s, t.word_lines_s + periods * d.clock_s};
        cards.add("v{0}{1} {0}{1} 0 {2}\nb{0}{1} wl{0}{1} 0 v=v(vg2)*v({0}{1})", name, c,
                  control(t.edge_s, edges, 0, 1));
    };
    auto const group = [&](char const* name, double m) {
        cards.add("x{0}{1} bl{1} wl{0}{1} {2} m={3:.9g}", name, c, cell(d), std::max(m, few));
    };
    line("full", d.longest_input());
    line("rest", rest);
    if (d.each_cell)
        for (int i = 0; i < full; ++i) cards.add("xcell{0}{1} bl{0} wlfull{0} {2}", c, i, cell(d));
    else
        group("full", full);
    group("rest", rest > 0 ? 1 : 0);
    cards.add("xidle{0} bl{0} 0 {1} m={2}", c, cell(d), std::max<double>(d.cells() - full - (rest > 0 ? 1 : 0), few));
}

void add_comparator(Cards& cards, Design const& d, std::string const& s, std::string const& vdd) {
    cards.add("xcmp{0} cp{0} cn{0} o{0} nb {1} {2}", s, vdd,
              d.ideal_comparator ? "comparator_ideal"
                                 : fmt::format("comparator win={:.6g} lin={:.6g}", d.input_pair.w_m, d.input_pair.l_m));
}

/// The bits of a trim code as the lines they are tied to.
std::string trim_lines(int code) {
    std::string lines;
    for (int bit = 0; bit < trim_bits; ++bit) lines += ((code >> bit) & 1) != 0 ? "kickb " : "0 ";
    lines.pop_back();
    return lines;
}

/// Capacitors, precharge, offset trim, ramp and comparator; suffix "" or, for the replica, "r".
void add_neuron(Cards& cards, Bench const& bench, std::string const& s, std::string const& vdd) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    for (char const c : {'p', 'n'}) {
        cards.add("xpre{0}{1} c{0}{1} prech vpre {2} n45_p w=4u l=0.1u", c, s, vdd);
        cards.add("cs{0}{1} c{0}{1} 0 {2:.9g}", c, s, d.sample_f);
    }
    cards.add("ckp{0} cp{0} kick {1:.9g}\nckn{0} cn{0} 0 {2:.9g}", s, pedestal_f(d), d.kick_f);
    if (d.offset_trim) {
        cards.add("cbp{0} cp{0} 0 {1:.9g}", s, balance_f(d));
        cards.add("xtrim{0} cn{0} {1} {2} offset_trim unit={3:.6g}", s,
                  trim_lines(s == "r" ? d.replica_trim_code : d.trim_code), vdd, d.trim_f);
    }
    if (d.ideal_source)
        cards.add("iramp{0} 0 cp{0} {1}", s,
                  control(t.edge_s, {t.ramp_s, t.window_end_s + t.ramp_overtime_s}, 0, d.ramp_a()));
    else
        cards.add("xramp{0} cp{0} vpre ramp rampb pb pc {1} ramp_source {2} wc={3:.6g} lc={4:.6g}", s, vdd,
                  size(d.source), d.cascode.w_m, d.cascode.l_m);
    cards.add("xbal{0} cn{0} {1} vpre {1} n45_p w=0.2u l=50n", s, vdd);  // an open switch, as the ramp's at cp
    add_comparator(cards, d, s, vdd);
}

}  // namespace

double pedestal_f(Design const& d) {
    return d.kick_f + (d.offset_trim ? trim_middle * d.trim_f : 0);
}

double balance_f(Design const& d) {
    return (trim_max_code - trim_middle) * d.trim_f;
}

Simulation conversion(Bench const& bench, int sum) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    double const vdd_v = bench.condition.supply_v;
    auto cards = head(bench, fmt::format("one conversion of the sum {}", sum));
    add_bias(cards, d);
    add_column_bias(cards, d);
    std::vector<double> const ramp{t.ramp_s, t.window_end_s + t.ramp_overtime_s};
    cards.add("vprech prech 0 {}", control(t.edge_s, {t.precharge_end_s}, 0, vdd_v));
    cards.add("vkick kick 0 {}\nvkickb kickb 0 {}", control(t.edge_s, {t.kick_s}, 0, vdd_v, true),
              control(t.edge_s, {t.kick_s}, 0, vdd_v));
    cards.add("vhold hold 0 {}", control(t.edge_s, {t.hold_s}, 0, vdd_v));
    cards.add("vramp ramp 0 {}\nvrampb rampb 0 {}", control(t.edge_s, ramp, 0, vdd_v),
              control(t.edge_s, ramp, 0, vdd_v, true));
    cards.add("vwindow window 0 {}", control(t.edge_s, {t.ramp_s, t.window_end_s}, 0, vdd_v));
    add_column(cards, bench, 'p', positive_sum(d, sum));
    add_column(cards, bench, 'n', negative_sum(d, sum));
    add_neuron(cards, bench, "", "vdd");
    add_neuron(cards, bench, "r", "vddr");
    cards.add("{}\nxir or start vddr inverter", crossing_inverters);
    cards.add("xgate start crossb window out vdd pulse_gate\ncload out 0 {:.9g}", d.load_f);
    auto deck = std::move(cards).share();
    auto changes = conversion_changes(bench, *deck, sum);
    return {std::move(deck),
            bench.condition.temperature_c,
            std::move(changes),
            fmt::format("tran 50p {:.9g} 0 {:.9g}", t.stop_s, max_step_s * bench.settings.max_step_scale),
            {"v(out)", "v(start)", "v(crossb)", "v(cp)", "v(cn)", "i(vdd)", "i(vddr)", "i(vpre)"}};
}

namespace {

Simulation of_deck(Bench const& bench, Cards cards, std::string analysis, std::vector<std::string> vectors) {
    auto deck = std::move(cards).share();
    auto changes = transistor_changes(bench.chip, *deck);
    return {std::move(deck), bench.condition.temperature_c, std::move(changes), std::move(analysis),
            std::move(vectors)};
}

/// Noise of the current of a source as a voltage: 1 V per ampere; the input source only names a reference.
Simulation current_noise(Bench const& bench, Cards cards, char const* source, double frequency_hz) {
    cards.add("hnoise nout 0 {} 1\nvref nref 0 dc 0 ac 1\nrref nref 0 1k", source);
    return of_deck(bench, std::move(cards), fmt::format("noise v(nout) vref lin 1 {0:.9g} {0:.9g}", frequency_hz),
                   {"onoise_spectrum"});
}

}  // namespace

Simulation comparator_noise(Bench const& bench) {
    auto const& d = bench.design;
    auto cards = head(bench, "noise of the comparator");
    add_bias(cards, d);
    // A loop that only the operating point knows holds the comparator in balance, whatever its offset.
    cards.add("vcn cn 0 {0:.9g}\nbloop loop 0 v={0:.9g}+100*(v(xcmp.c)-v(xcmp.o1))", d.precharge_v);
    cards.add("rloop loop held 1g\ncloop held 0 1\nvin cp held dc 0 ac 1");
    add_comparator(cards, d, "", "vdd");
    return of_deck(bench, std::move(cards), "noise v(xcmp.o1) vin dec 10 100k 100g", {"frequency", "inoise_spectrum"});
}

Simulation comparator_crossing(Bench const& bench, double slope_v_per_s, Disturbance const& pulse) {
    auto const& d = bench.design;
    auto cards = head(bench, "a ramp at the comparator");
    add_bias(cards, d);
    double const stop_s = (crossing_below_v + crossing_above_v) / slope_v_per_s;
    cards.add("vcn cn 0 {:.9g}\nvramp ramped 0 pwl(0 {:.9g} {:.9g} {:.9g})", d.precharge_v,
              d.precharge_v - crossing_below_v, stop_s, d.precharge_v + crossing_above_v);
    double const edge_s = pulse.width_s / 100;
    cards.add("vpulse cp ramped {}", control(edge_s, {pulse.from_s, pulse.from_s + pulse.width_s}, 0, pulse.level_v));
    add_comparator(cards, d, "", "vdd");
    cards.add("{}", crossing_inverters);
    return of_deck(
        bench, std::move(cards),
        fmt::format("tran {0:.9g} {1:.9g} 0 {0:.9g}", pulse.width_s / 8 * bench.settings.max_step_scale, stop_s),
        {"v(crossb)"});
}

Simulation ramp_noise(Bench const& bench, double frequency_hz) {
    auto const& d = bench.design;
    auto cards = head(bench, "noise of the ramp");
    add_bias(cards, d);
    cards.add("vramp ramp 0 {:.9g}\nvrampb rampb 0 0", bench.condition.supply_v);
    cards.add("xramp cp vpre ramp rampb pb pc vdd ramp_source {} wc={:.6g} lc={:.6g}", size(d.source), d.cascode.w_m,
              d.cascode.l_m);
    cards.add("vsense cp 0 {:.9g}", d.precharge_v);
    return current_noise(bench, std::move(cards), "vsense", frequency_hz);
}

Simulation column_noise(Bench const& bench, int cells, double frequency_hz) {
    auto const& d = bench.design;
    auto cards = head(bench, "noise of a column");
    add_column_bias(cards, d);
    add_bit_line(cards, d, 'p');
    cards.add("vhold hold 0 0\nvsense cp 0 {:.9g}", d.precharge_v);
    cards.add("rheld vg2 wl 1g\ncheld wl 0 1");  // the level without its noise, which all neurons have in common
    cards.add("xfullp blp wl {} m={:.9g}", cell(d), std::max<double>(cells, few));
    cards.add("xidlep blp 0 {} m={:.9g}", cell(d), std::max<double>(d.cells() - cells, few));
    return current_noise(bench, std::move(cards), "vsense", frequency_hz);
}

}  // namespace cimchar::circuits::time_neuron
