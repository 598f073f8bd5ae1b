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

}  // namespace

Cards head(Bench const& bench, std::string const& title) {
    Cards cards;
    cards.add("* cimchar {}", title);
    cards.add(".options reltol={:g} abstol=1e-12 vntol={:g} chgtol=1e-17 trtol={:g} xmu={:g}", bench.settings.reltol,
              vntol_v, trtol, xmu);
    cards.add("{}", netlist::model_cards("cards/n45.lib", bench.condition.process));
    cards.add("{}\n{}", netlist::subcircuits("elements.cir"), netlist::subcircuits("time_neuron.cir"));
    // vdd feeds the neuron, vddr what all neurons share.
    cards.add("vdd vdd 0 {:.9g}\nvddr vddr 0 {:.9g}", bench.condition.supply_v, bench.condition.supply_v);
    cards.add("vpre vpre 0 {:.9g}", bench.design.precharge_v);
    return cards;
}

namespace {

std::string cell(Design const& d) {
    return fmt::format("cell_1r1t {} r={:.9g} b={:.6g}", size(d.t2), d.r_lrs_ohm, d.rram_b_per_v);
}

/// The bits of a trim code as the lines they are tied to.
std::string trim_lines(int code) {
    std::string lines;
    for (int bit = 0; bit < trim_bits; ++bit) lines += ((code >> bit) & 1) != 0 ? "kickb " : "0 ";
    lines.pop_back();
    return lines;
}

}  // namespace

void add_bias(Cards& cards, Design const& d) {
    cards.add("inb vddr nb {:.9g}\nxnb nb nb 0 0 n45_n w=2u l=0.2u\ncnb nb 0 1p", d.comparator_a);
    if (d.ideal_source) return;
    cards.add("idac vddr nc {:.9g}", replica_cells * d.cell_current_a);
    cards.add("xdac nc pb pc vddr ramp_dac code={} reference={} {} wc={:.6g} lc={:.6g}", d.dac_code,
              replica_cells * dac_steps_per_unit, size(d.source), d.cascode.w_m, d.cascode.l_m);
}

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

void add_column(Cards& cards, Design const& d, char column) {
    cards.add("xcol{0} c{0} bl{0} hold mp vdd column w0={1:.6g} l0={2:.6g} w1={3:.6g} l1={4:.6g} wm={5:.6g} lm={6:.6g}",
              column, d.t0.w_m, d.t0.l_m, d.t1.w_m, d.t1.l_m, d.mirror.w_m, d.mirror.l_m);
    cards.add("xkeep{0} bl{0} mk 0 0 n45_n {1}\nccl{0} bl{0} 0 {2:.9g}", column, size(d.keeper), d.line_f);
}

void add_cells(Cards& cards, Design const& d, char column, std::string const& name, std::string const& word_line,
               double m) {
    cards.add("x{0}{1} bl{1} {2} {3} m={4:.9g}", name, column, word_line, cell(d), std::max(m, few));
}

void add_comparator(Cards& cards, Design const& d, std::string const& s, std::string const& vdd) {
    cards.add("xcmp{0} cp{0} cn{0} o{0} nb {1} {2}", s, vdd,
              d.ideal_comparator ? "comparator_ideal"
                                 : fmt::format("comparator win={:.6g} lin={:.6g}", d.input_pair.w_m, d.input_pair.l_m));
}

void add_controls(Cards& cards, Timing const& t, double supply_v, std::string const& s) {
    std::vector<double> const ramp{t.ramp_s, t.window_end_s + t.ramp_overtime_s};
    cards.add("vprech{0} prech{0} 0 {1}", s, control(t.edge_s, {t.precharge_end_s}, 0, supply_v));
    cards.add("vkick{0} kick{0} 0 {1}\nvkickb{0} kickb{0} 0 {2}", s, control(t.edge_s, {t.kick_s}, 0, supply_v, true),
              control(t.edge_s, {t.kick_s}, 0, supply_v));
    cards.add("vhold{0} hold{0} 0 {1}", s, control(t.edge_s, {t.hold_s}, 0, supply_v));
    cards.add("vramp{0} ramp{0} 0 {1}\nvrampb{0} rampb{0} 0 {2}", s, control(t.edge_s, ramp, 0, supply_v),
              control(t.edge_s, ramp, 0, supply_v, true));
    cards.add("vwindow{0} window{0} 0 {1}", s, control(t.edge_s, {t.ramp_s, t.window_end_s}, 0, supply_v));
}

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

void add_crossing(Cards& cards) {
    cards.add("xi1 o cross vdd inverter\nxi2 cross crossb vdd inverter");
}

void add_pulse(Cards& cards, std::string const& out) {
    add_crossing(cards);
    cards.add("xgate start crossb window {} vdd pulse_gate", out);
}

void add_driven_cells(Cards& cards, Design const& d, char column, int sum) {
    auto const& t = d.timing;
    auto const [full, rest] = column_cells(d, sum);
    auto const line = [&](char const* name, int periods) {
        std::vector<double> edges;
        if (periods > 0) edges = {t.word_lines_s, t.word_lines_s + periods * d.clock_s};
        cards.add("v{0}{1} {0}{1} 0 {2}\nb{0}{1} wl{0}{1} 0 v=v(vg2)*v({0}{1})", name, column,
                  control(t.edge_s, edges, 0, 1));
        return fmt::format("wl{}{}", name, column);
    };
    auto const full_line = line("full", d.longest_input());
    if (d.each_cell)
        for (int i = 0; i < full; ++i) cards.add("xcell{0}{1} bl{0} {2} {3}", column, i, full_line, cell(d));
    else
        add_cells(cards, d, column, "full", full_line, full);
    add_cells(cards, d, column, "rest", line("rest", rest), rest > 0 ? 1 : 0);
    add_cells(cards, d, column, "idle", "0", d.cells() - full - (rest > 0 ? 1 : 0));
}

double pedestal_f(Design const& d) {
    return d.kick_f + (d.offset_trim ? trim_middle * d.trim_f : 0);
}

double balance_f(Design const& d) {
    return (trim_max_code - trim_middle) * d.trim_f;
}

Simulation conversion(Bench const& bench, int sum) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    auto cards = head(bench, fmt::format("time_neuron: one conversion of the sum {}", sum));
    add_bias(cards, d);
    add_column_bias(cards, d);
    add_controls(cards, t, bench.condition.supply_v, "");
    for (char const c : {'p', 'n'}) {
        add_column(cards, d, c);
        add_driven_cells(cards, d, c, c == 'p' ? positive_sum(d, sum) : negative_sum(d, sum));
    }
    add_neuron(cards, bench, "", "vdd");
    add_neuron(cards, bench, "r", "vddr");
    add_pulse(cards, "out");
    cards.add("xir or start vddr inverter\ncload out 0 {:.9g}", d.load_f);
    auto deck = std::move(cards).share();
    auto changes = conversion_changes(bench, *deck, sum);
    return {std::move(deck),
            bench.condition.temperature_c,
            std::move(changes),
            fmt::format("tran 50p {:.9g} 0 {:.9g}", t.stop_s, max_step_s * bench.settings.max_step_scale),
            {"v(out)", "v(start)", "v(crossb)", "v(cp)", "v(cn)", "i(vdd)", "i(vddr)", "i(vpre)"}};
}

}  // namespace cimchar::circuits::time_neuron
