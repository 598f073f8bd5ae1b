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
    cards.add("xrep vg2 vg2 cell_1r1t {} r={:.9g} b={:.6g} m={}", size(d.t2), d.r_lrs_ohm, d.rram_b_per_v,
              replica_cells);
}

void add_column(Cards& cards, Design const& d, char column) {
    cards.add("xcol{0} c{0} bl{0} hold mp vdd column w0={1:.6g} l0={2:.6g} w1={3:.6g} l1={4:.6g} wm={5:.6g} lm={6:.6g}",
              column, d.t0.w_m, d.t0.l_m, d.t1.w_m, d.t1.l_m, d.mirror.w_m, d.mirror.l_m);
    cards.add("xkeep{0} bl{0} mk 0 0 n45_n {1}\nccl{0} bl{0} 0 {2:.9g}", column, size(d.keeper), d.line_f);
}

void add_cells(Cards& cards, Design const& d, char column, std::string const& name, std::string const& word_line,
               double m) {
    cards.add("x{0}{1} bl{1} {2} cell_1r1t {3} r={4:.9g} b={5:.6g} m={6:.9g}", name, column, word_line, size(d.t2),
              d.r_lrs_ohm, d.rram_b_per_v, std::max(m, few));
}

void add_controls(Cards& cards, Timing const& t, double supply_v, std::string const& s) {
    std::vector<double> const ramp{t.ramp_s, t.window_end_s + t.ramp_overtime_s};
    cards.add("vprech{0} prech{0} 0 {1}", s, control(t.edge_s, {t.precharge_end_s}, 0, supply_v));
    cards.add("vkick{0} kick{0} 0 {1}", s, control(t.edge_s, {t.kick_s}, 0, supply_v, true));
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
        cards.add("cs{0}{1} c{0}{1} 0 {2:.9g}\nck{0}{1} c{0}{1} {3} {4:.9g}", c, s, d.sample_f, c == 'p' ? "kick" : "0",
                  d.kick_f);
    }
    if (d.ideal_source)
        cards.add("iramp{0} 0 cp{0} {1}", s,
                  control(t.edge_s, {t.ramp_s, t.window_end_s + t.ramp_overtime_s}, 0,
                          d.ramp_a() * d.dac_code / (d.ratio() * dac_steps_per_unit)));
    else
        cards.add("xramp{0} cp{0} vpre ramp rampb pb pc {1} ramp_source {2} wc={3:.6g} lc={4:.6g}", s, vdd,
                  size(d.source), d.cascode.w_m, d.cascode.l_m);
    cards.add("xbal{0} cn{0} {1} vpre {1} n45_p w=0.5u l=50n", s, vdd);  // an open switch, as the ramp's at cp
    cards.add("xcmp{0} cp{0} cn{0} o{0} nb {1} {2}", s, vdd,
              d.ideal_comparator ? "comparator_ideal"
                                 : fmt::format("comparator win={:.6g} lin={:.6g}", d.input_pair.w_m, d.input_pair.l_m));
}

void add_pulse(Cards& cards, std::string const& out) {
    cards.add("xi1 o cross vdd inverter\nxi2 cross crossb vdd inverter\nxgate start crossb window {} vdd pulse_gate",
              out);
}

void add_driven_cells(Cards& cards, Design const& d, char column, int sum) {
    auto const& t = d.timing;
    auto const [full, rest] = column_cells(d, sum);
    auto const group = [&](char const* name, double m, int periods) {
        std::vector<double> edges;
        if (periods > 0) edges = {t.word_lines_s, t.word_lines_s + periods * d.clock_s};
        cards.add("v{0}{1} {0}{1} 0 {2}\nb{0}{1} wl{0}{1} 0 v=v(vg2)*v({0}{1})", name, column,
                  control(t.edge_s, edges, 0, 1));
        add_cells(cards, d, column, name, fmt::format("wl{}{}", name, column), m);
    };
    group("full", full, d.longest_input());
    group("rest", rest > 0 ? 1 : 0, rest);
    add_cells(cards, d, column, "idle", "0", d.cells() - full - (rest > 0 ? 1 : 0));
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
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            conversion_changes(bench, sum),
            fmt::format("tran 50p {:.9g} 0 {:.9g}", t.stop_s, max_step_s * bench.settings.max_step_scale),
            {"v(out)", "v(start)", "v(cp)", "v(cn)", "i(vdd)", "i(vddr)", "i(vpre)"}};
}

Simulation comparator_noise(Bench const& bench) {
    auto const& d = bench.design;
    auto cards = head(bench, "time_neuron: noise of the comparator");
    add_bias(cards, d);
    cards.add("vin cp 0 dc {0:.9g} ac 1\nvcn cn 0 {0:.9g}", d.precharge_v);
    cards.add("xcmp cp cn o nb vdd comparator win={:.6g} lin={:.6g}", d.input_pair.w_m, d.input_pair.l_m);
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            bias_changes(bench),
            "noise v(xcmp.o1) vin dec 10 100k 100g",
            {"onoise_spectrum", "inoise_spectrum"}};
}

Simulation ramp_noise(Bench const& bench, double frequency_hz) {
    auto const& d = bench.design;
    auto cards = head(bench, "time_neuron: noise of the ramp");
    add_bias(cards, d);
    cards.add("vramp ramp 0 {:.9g}\nvrampb rampb 0 0", bench.condition.supply_v);
    cards.add("xramp cp vpre ramp rampb pb pc vdd ramp_source {} wc={:.6g} lc={:.6g}", size(d.source), d.cascode.w_m,
              d.cascode.l_m);
    // The noise current as a voltage: 1 V per ampere; the input source only names a reference.
    cards.add("vsense cp 0 {:.9g}\nhnoise nout 0 vsense 1\nvref nref 0 dc 0 ac 1\nrref nref 0 1k", d.precharge_v);
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            bias_changes(bench),
            fmt::format("noise v(nout) vref lin 1 {0:.9g} {0:.9g}", frequency_hz),
            {"onoise_spectrum"}};
}

}  // namespace cimchar::circuits::time_neuron
