#include "circuits/integrator_deck.hpp"

#include "core/error.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <cmath>
#include <memory>
#include <utility>

namespace cimchar::circuits::integrator {

namespace {

constexpr int replica_cells = 16;  // of the bias: averages their mismatch, costs 16 cell currents a core
// The levels a bit line holds are settled ones: a coarser truncation error moves them by less than 0.01 LSB and saves a
// third of the time points (docs/circuits/integrator.md, convergence).
constexpr double line_trtol = 70;
constexpr double few = 1e-6;         // a group of no cells: a multiplicity must be positive
constexpr double bench_v_d2 = 0.35;  // where the replica's drain would sit; only the noise bench uses it

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

/// A control signal: low and high alternately, starting low at 0 s; `edges` are the starts of its edges [s].
std::string control(Timing const& timing, std::vector<double> const& edges, double low_v, double high_v,
                    bool starts_high = false) {
    bool high = starts_high;
    std::string points = fmt::format("pwl(0 {:.9g}", high ? high_v : low_v);
    for (double const edge_s : edges) {
        points += fmt::format(" {:.9g} {:.9g}", edge_s, high ? high_v : low_v);
        high = !high;
        points += fmt::format(" {:.9g} {:.9g}", edge_s + timing.edge_s, high ? high_v : low_v);
    }
    return points + ")";
}

void add_control_pair(Cards& cards, Bench const& bench, std::string const& name, std::vector<double> const& edges,
                      bool starts_high) {
    auto const& timing = bench.design.timing;
    cards.add("v{0} {0} 0 {1}", name, control(timing, edges, 0, bench.condition.supply_v, starts_high));
    cards.add("v{0}b {0}b 0 {1}", name, control(timing, edges, 0, bench.condition.supply_v, !starts_high));
}

/// `trtol` scales ngspice's tolerance of the truncation error alone.
Cards head(Bench const& bench, std::string const& title, double trtol = 7) {
    Cards cards;
    cards.add("* cimchar integrator: {}", title);
    cards.add(".options reltol={:g} abstol=1e-15 vntol=1e-7 chgtol=1e-18 trtol={:g}", bench.settings.reltol, trtol);
    cards.add("{}", netlist::model_cards("cards/n45.lib", bench.condition.process));
    cards.add("{}", netlist::subcircuits("integrator.cir"));
    cards.add("vdd vdd 0 {:.9g}", bench.condition.supply_v);
    cards.add("vini vini 0 {:.9g}", bench.design.initial_voltage(bench.condition));
    return cards;
}

std::string size(Size s) {
    return fmt::format("w={:.6g} l={:.6g}", s.w_m, s.l_m);
}

std::string cell_kind(Design const& design) {
    return design.swap ? "cell_1r1t" : "cell_1t1r";
}

std::string cell_sizes(Design const& design) {
    return fmt::format("{} b={:.6g}", size(design.t2), design.rram_b_per_v);
}

/// Bias: mirror gate line mp and word-line level vg2.
void add_bias(Cards& cards, Bench const& bench) {
    auto const& d = bench.design;
    if (d.regulator) {
        cards.add("iref mp 0 {:.9g}", d.i_ref_a);
        cards.add("xmref mp mp vdd vdd n45_p {}", size(d.mirror));
    }
    if (d.keeper_a > 0) {
        cards.add("ikeep 0 mk {:.9g}", d.keeper_a);
        cards.add("xmkref mk mk 0 0 n45_n {}", size(d.keeper));
    }
    if (!d.swap) {
        cards.add("vg2 vg2 0 {:.9g}", bench.condition.supply_v);
    } else if (d.bias_replica) {
        cards.add("irep 0 vg2 {:.9g}", replica_cells * d.cell_current_a);
        cards.add("xrep vg2 vg2 cell_1r1t {} r={:.9g} m={}", cell_sizes(d), d.r_lrs_ohm, replica_cells);
    } else {
        cards.add("vg2 vg2 0 {:.9g}", d.v_g2_v);
    }
}

/// T0 and regulator between bit line bl and capacitor node vc; `p` prefixes element names, `n` suffixes nodes.
void add_isolation(Cards& cards, Design const& d, std::string const& n) {
    if (d.keeper_a > 0) cards.add("xkeep{0} bl{0} mk 0 0 n45_n {1}", n, size(d.keeper));
    if (!d.isolation) {
        cards.add("vt0{0} vc{0} bl{0} 0", n);
        return;
    }
    cards.add("xt0{0} vc{0} g0{0} bl{0} 0 n45_n {1}", n, size(d.t0));
    if (d.regulator)
        cards.add("xreg{0} bl{0} g0{0} mp vddr regulator w1={1:.6g} l1={2:.6g} wm={3:.6g} lm={4:.6g}", n, d.t1.w_m,
                  d.t1.l_m, d.mirror.w_m, d.mirror.l_m);
    else
        cards.add("vg0{0} g0{0} 0 {1:.9g}", n, d.v_g0_v);
}

void add_group(Cards& cards, Design const& d, std::string const& name, std::string const& bl, std::string const& wl,
               double r_ohm, double m) {
    cards.add("x{} {} {} {} {} r={:.9g} m={:.9g}", name, bl, wl, cell_kind(d), cell_sizes(d), r_ohm, std::max(m, few));
}

/// A switch of S2, S3, S4; control nodes `on` and `onb`.
void add_switch(Cards& cards, Design const& d, std::string const& name, std::string const& a, std::string const& b,
                std::string const& on, Size s) {
    cards.add("x{} {} {} {} {}b vdd switch_{} {}", name, a, b, on, on, d.ideal_switches ? "ideal" : "tg", size(s));
}

// ---- what a chip changes ----

class Changes {
public:
    explicit Changes(Bench const& bench) : bench_(bench) {}

    /// `instance` is a transistor with its model inside a subcircuit, as "m.xt0.m0"; `device` its name as drawn.
    void transistor(std::string const& instance, std::string const& device, bool n) {
        if (bench_.chip.is_nominal()) return;
        double const shift_v =
            bench_.chip.deviation(device, "vth_v") + bench_.chip.deviation("process", n ? "nmos_vth_v" : "pmos_vth_v");
        // BSIM4's delvto adds to the signed threshold: a larger magnitude is negative for a PMOS.
        list.push_back({fmt::format("@{}[delvto]", instance), n ? shift_v : -shift_v});
        list.push_back({fmt::format("@{}[mulu0]", instance), 1 + bench_.chip.deviation(device, "beta")});
    }
    void capacitor(std::string const& element, std::string const& device, double nominal_f) {
        if (bench_.chip.is_nominal()) return;
        list.push_back({element, nominal_f * (1 + bench_.chip.deviation(device, "c"))});
    }
    void gate(std::string const& instance, std::string const& device) {
        if (bench_.design.ideal_switches) return;
        transistor(fmt::format("m.x{}.xn.m0", instance), device + "n", true);
        transistor(fmt::format("m.x{}.xp.m0", instance), device + "p", false);
    }
    void cells(std::string const& name, double r_ohm, double m) {
        double const at_least = std::max(m, few);
        list.push_back({fmt::format("@m.x{}.m0[m]", name), at_least});
        list.push_back({fmt::format("r.x{}.xr.r0", name), r_ohm / at_least});
        if (!bench_.chip.is_nominal())
            list.push_back({fmt::format("@m.x{}.m0[delvto]", name), bench_.chip.deviation("process", "nmos_vth_v")});
    }
    void isolation(std::string const& n, std::string const& device) {
        auto const& d = bench_.design;
        if (d.keeper_a > 0) transistor(fmt::format("m.xkeep{}.m0", n), device + ".keeper", true);
        if (d.isolation) transistor(fmt::format("m.xt0{}.m0", n), device + ".t0", true);
        if (d.regulator) {
            transistor(fmt::format("m.xreg{}.xt1.m0", n), device + ".t1", true);
            transistor(fmt::format("m.xreg{}.xmir.m0", n), device + ".mirror", false);
        }
    }
    /// The bias is shared by the core and follows the process, without mismatch of its own.
    void bias() {
        auto const& d = bench_.design;
        if (bench_.chip.is_nominal()) return;
        if (d.regulator) list.push_back({"@m.xmref.m0[delvto]", -bench_.chip.deviation("process", "pmos_vth_v")});
        if (d.keeper_a > 0) list.push_back({"@m.xmkref.m0[delvto]", bench_.chip.deviation("process", "nmos_vth_v")});
        if (d.swap && d.bias_replica)
            list.push_back({"@m.xrep.m0[delvto]", bench_.chip.deviation("process", "nmos_vth_v")});
    }
    std::vector<Alteration> list;

private:
    Bench const& bench_;
};

Simulation transient(Bench const& bench, Cards&& cards, Changes&& changes, double stop_s,
                     std::vector<std::string> vectors) {
    return {std::move(cards).share(), bench.condition.temperature_c, std::move(changes.list),
            fmt::format("tran 50p {:.9g} 0 {:.9g}", stop_s, 0.5e-9 * bench.settings.max_step_scale),
            std::move(vectors)};
}

/// Reset, hold and word-line edges of `cycles` cycles that start at `begin_s`.
struct Edges {
    std::vector<double> s1;  // opens and closes the PMOS: gate rises, falls
    std::vector<double> s2;  // high until hold
    std::vector<double> s3;
    std::vector<double> s4;
};
Edges edges_of(Timing const& t, double begin_s, int cycles) {
    Edges e;
    for (int c = 0; c < cycles; ++c) {
        double const at = begin_s + c * t.cycle_s;
        e.s1.insert(e.s1.end(), {at + t.reset_end_s, at + t.cycle_s});
        e.s2.insert(e.s2.end(), {at + t.hold_s, at + t.cycle_s});
        e.s3.insert(e.s3.end(), {at + t.share_start_s, at + t.share_end_s});
        e.s4.insert(e.s4.end(), {at + t.share_start_s, at + t.sample_s});
    }
    return e;
}

/// Word-line pulse of every cycle whose bit is set.
std::vector<double> word_line_edges(Timing const& t, double begin_s, std::span<int const> bits) {
    std::vector<double> edges;
    for (std::size_t c = 0; c < bits.size(); ++c) {
        if (bits[c] == 0) continue;
        double const at = begin_s + static_cast<double>(c) * t.cycle_s;
        edges.insert(edges.end(), {at + t.word_line_on_s, at + t.word_line_off_s});
    }
    return edges;
}

/// Everything of a bit line but its driven low-resistance cells.
Cards bit_line_head(Bench const& bench, int k, std::string const& title) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    auto cards = head(bench, title, line_trtol);
    cards.add("vddr vddr 0 {:.9g}", bench.condition.supply_v);
    add_bias(cards, bench);
    auto const edges = edges_of(t, 0, static_cast<int>(bench_sequence.size()));
    cards.add("vph ph 0 {}", control(t, word_line_edges(t, 0, bench_sequence), 0, 1));
    cards.add("bwl wl 0 v=v(vg2)*v(ph)");
    cards.add("vs1 s1 0 {}", control(t, edges.s1, 0, bench.condition.supply_v));
    add_control_pair(cards, bench, "s2", edges.s2, true);
    cards.add("xs1 vc s1 vini vdd n45_p {}", size(d.s1));
    cards.add("ccc vc 0 {:.9g}", d.drawn_rest_f(k));
    add_switch(cards, d, "s2", "vc", "ck", "s2", d.gate(k));
    cards.add("cck ck 0 {:.9g}", d.drawn_c_k_f(k));
    cards.add("voff off 0 0\nvoffb offb 0 {:.9g}", bench.condition.supply_v);
    add_switch(cards, d, "s3", "ck", "vini", "off", d.gate(k));
    add_isolation(cards, d, "");
    cards.add("cline bl 0 {:.9g}", d.c_line_f);
    return cards;
}

void bit_line_changes(Changes& changes, Bench const& bench, int k) {
    auto const& d = bench.design;
    std::string const device = fmt::format("bl{}", k);
    changes.bias();
    changes.isolation("", device);
    changes.transistor("m.xs1.m0", device + ".s1", false);
    changes.gate("s2", device + ".s2");
    changes.gate("s3", device + ".s3");
    changes.capacitor("ccc", device + ".cc", d.drawn_rest_f(k));
    changes.capacitor("cck", device + ".ck", d.drawn_c_k_f(k));
}

std::vector<std::string> bit_line_vectors() {
    return {"v(ck)", "v(vc)", "v(bl)", "i(vini)", "i(vddr)", "i(bwl)"};
}

}  // namespace

Cells nominal_cells(Design const& design, bool weight_bit, int lines) {
    double const on = lines;
    double const idle = design.rows - lines;
    return weight_bit ? Cells{on, 0, idle, 0} : Cells{0, on, 0, idle};
}

Simulation bit_line(Bench const& bench, int k, Cells const& cells) {
    auto const& d = bench.design;
    auto cards = bit_line_head(bench, k, fmt::format("bit line {}", k));
    add_group(cards, d, "onl", "bl", "wl", d.r_lrs_ohm, 1);
    add_group(cards, d, "onh", "bl", "wl", d.r_hrs_ohm, 1);
    add_group(cards, d, "idl", "bl", "0", d.r_lrs_ohm, 1);
    add_group(cards, d, "idh", "bl", "0", d.r_hrs_ohm, 1);
    Changes changes(bench);
    changes.cells("onl", d.r_lrs_ohm, cells.on_lrs);
    changes.cells("onh", d.r_hrs_ohm, cells.on_hrs);
    changes.cells("idl", d.r_lrs_ohm, cells.idle_lrs);
    changes.cells("idh", d.r_hrs_ohm, cells.idle_hrs);
    bit_line_changes(changes, bench, k);
    return transient(bench, std::move(cards), std::move(changes),
                     static_cast<double>(bench_sequence.size()) * d.timing.cycle_s, bit_line_vectors());
}

namespace {

std::string row_name(int k, int row, char const* what) {
    return fmt::format("bl{}.row{}.{}", k, row, what);
}

/// Driven low-resistance cells of bit line k, one by one, between bl and wl.
void add_each_cell(Cards& cards, Changes& changes, Bench const& bench, int k, std::string const& bl) {
    auto const& d = bench.design;
    for (int row = 0; row < d.lines; ++row) {
        std::string const name = fmt::format("c{}", row);
        add_group(cards, d, name, bl, "wl", d.r_lrs_ohm, 1);
        if (bench.chip.is_nominal()) continue;
        changes.transistor(fmt::format("m.x{}.m0", name), row_name(k, row, "t2"), true);
        changes.list.push_back({fmt::format("r.x{}.xr.r0", name),
                                d.r_lrs_ohm / (1 + bench.chip.deviation(row_name(k, row, "rram"), "g"))});
    }
}

}  // namespace

Simulation bit_line_each_cell(Bench const& bench, int k) {
    auto const& d = bench.design;
    auto cards = bit_line_head(bench, k, fmt::format("bit line {}, each cell its own", k));
    Changes changes(bench);
    add_each_cell(cards, changes, bench, k, "bl");
    add_group(cards, d, "idl", "bl", "0", d.r_lrs_ohm, 1);
    changes.cells("idl", d.r_lrs_ohm, d.rows - d.lines);
    bit_line_changes(changes, bench, k);
    return transient(bench, std::move(cards), std::move(changes),
                     static_cast<double>(bench_sequence.size()) * d.timing.cycle_s, bit_line_vectors());
}

Simulation cell_currents(Bench const& bench, int k, double v_d2_v) {
    auto const& d = bench.design;
    auto cards = head(bench, "currents of the driven cells of a bit line");
    Changes changes(bench);
    add_bias(cards, bench);
    cards.add("bwl wl 0 v=v(vg2)");
    cards.add("vbl bl 0 {:.9g}\nvnominal bln 0 {:.9g}", v_d2_v, v_d2_v);
    changes.list.push_back({"vbl", v_d2_v});
    changes.list.push_back({"vnominal", v_d2_v});
    add_each_cell(cards, changes, bench, k, "bl");
    add_group(cards, d, "nom", "bln", "wl", d.r_lrs_ohm, 1);
    changes.cells("nom", d.r_lrs_ohm, 1);
    changes.bias();
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            std::move(changes.list),
            "op",
            {"i(vbl)", "i(vnominal)"}};
}

namespace {

/// The bit line at DC, integrating from the initial voltage: vc held by a source.
Cards integrating_head(Bench const& bench, Cells const& cells, Changes& changes) {
    auto const& d = bench.design;
    auto cards = head(bench, "bit line while it integrates");
    cards.add("vddr vddr 0 {:.9g}", bench.condition.supply_v);
    add_bias(cards, bench);
    cards.add("bwl wl 0 v=v(vg2)");
    cards.add("vsense vini vc 0");
    add_isolation(cards, d, "");
    cards.add("cline bl 0 {:.9g}", d.c_line_f);
    add_group(cards, d, "onl", "bl", "wl", d.r_lrs_ohm, 1);
    add_group(cards, d, "idl", "bl", "0", d.r_lrs_ohm, 1);
    changes.cells("onl", d.r_lrs_ohm, cells.on_lrs);
    changes.cells("idl", d.r_lrs_ohm, cells.idle_lrs);
    changes.bias();
    changes.isolation("", "bl0");
    return cards;
}

}  // namespace

Simulation integrating_point(Bench const& bench, Cells const& cells) {
    Changes changes(bench);
    auto cards = integrating_head(bench, cells, changes);
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            std::move(changes.list),
            "op",
            {"v(bl)", "v(vg2)", "i(vsense)"}};
}

Simulation integrating_noise(Bench const& bench, Cells const& cells, double frequency_hz) {
    Changes changes(bench);
    auto cards = integrating_head(bench, cells, changes);
    // The noise current of the bit line as a voltage: 1 V per ampere; the input source only names a reference.
    cards.add("hnoise nout 0 vsense 1\nvref nref 0 dc 0 ac 1\nrref nref 0 1k");
    return {std::move(cards).share(),
            bench.condition.temperature_c,
            std::move(changes.list),
            fmt::format("noise v(nout) vref lin 1 {0:.9g} {0:.9g}", frequency_hz),
            {"onoise_spectrum"}};
}

namespace {

// Times of the sharing bench [s].
constexpr double preset_end_s = 0.4e-9;
constexpr double close_s = 1e-9;

Cards share_head(Bench const& bench, std::string const& title, bool starts_closed, double open4_s, double open3_s) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    auto cards = head(bench, title);
    if (starts_closed) {
        add_control_pair(cards, bench, "s3", {open3_s}, true);
        add_control_pair(cards, bench, "s4", {open4_s}, true);
    } else {
        add_control_pair(cards, bench, "s3", {close_s, open3_s}, false);
        add_control_pair(cards, bench, "s4", {close_s, open4_s}, false);
    }
    add_control_pair(cards, bench, "s2", {}, starts_closed);
    cards.add("vs1 s1 0 {}", control(t, {0.2e-9}, 0, bench.condition.supply_v));
    cards.add("vpreset preset 0 {}", control(t, {preset_end_s}, 0, 1, true));
    cards.add(".model preset_switch sw vt=0.5 vh=0.1 ron=10 roff=1e15");
    for (int k = 0; k < d.bits; ++k) {
        cards.add("vk{0} vc{0} 0 1", k);
        add_switch(cards, d, fmt::format("s2k{}", k), fmt::format("vc{}", k), fmt::format("ck{}", k), "s2", d.gate(k));
        cards.add("spre{0} vc{0} ck{0} preset 0 preset_switch", k);
        cards.add("cck{0} ck{0} 0 {1:.9g}", k, d.drawn_c_k_f(k));
        add_switch(cards, d, fmt::format("s3k{}", k), fmt::format("ck{}", k), "vs", "s3", d.gate(k));
    }
    // The unit capacitor that ends the binary row (Eq. 4), with its own reset.
    cards.add("xs1d cd s1 vini vdd n45_p w={:.6g} l={:.6g}", 0.1e-6, d.s1.l_m);
    cards.add("ccd cd 0 {:.9g}", d.drawn_c_k_f(0));
    add_switch(cards, d, "s3d", "cd", "vs", "s3", d.gate(0));
    add_switch(cards, d, "s4", "vs", "cs", "s4", d.gate(d.bits - 1));
    cards.add("ccs cs 0 {:.9g}", d.c_f_f);
    cards.add("vout vout 0 1\nsprecs vout cs preset 0 preset_switch\nsprevs vout vs preset 0 preset_switch");
    return cards;
}

void share_changes(Changes& changes, Bench const& bench) {
    auto const& d = bench.design;
    for (int k = 0; k < d.bits; ++k) {
        changes.gate(fmt::format("s2k{}", k), fmt::format("bl{}.s2", k));
        changes.gate(fmt::format("s3k{}", k), fmt::format("bl{}.s3", k));
        changes.capacitor(fmt::format("cck{}", k), fmt::format("bl{}.ck", k), d.drawn_c_k_f(k));
    }
    changes.gate("s4", "s4");
    changes.capacitor("ccs", "cs", d.c_f_f);
}

}  // namespace

Simulation share(Bench const& bench, std::vector<double> const& v_k, double v_out) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    CIMCHAR_EXPECT(static_cast<int>(v_k.size()) == d.bits);
    double const open4_s = close_s + t.sample_s - t.share_start_s;
    double const open3_s = close_s + t.share_end_s - t.share_start_s;
    auto cards = share_head(bench, "sharing of charge", false, open4_s, open3_s);
    Changes changes(bench);
    for (int k = 0; k < d.bits; ++k) changes.list.push_back({fmt::format("vk{}", k), v_k[static_cast<std::size_t>(k)]});
    changes.list.push_back({"vout", v_out});
    share_changes(changes, bench);
    return transient(bench, std::move(cards), std::move(changes), open3_s + 1e-9, {"v(cs)"});
}

Simulation start(Bench const& bench) {
    auto const& d = bench.design;
    double const initial_v = d.initial_voltage(bench.condition);
    auto cards = share_head(bench, "reset of the sampling capacitor", true, 2e-9, 3e-9);
    Changes changes(bench);
    for (int k = 0; k < d.bits; ++k) changes.list.push_back({fmt::format("vk{}", k), initial_v});
    changes.list.push_back({"vout", initial_v});
    share_changes(changes, bench);
    return transient(bench, std::move(cards), std::move(changes), 4e-9, {"v(cs)"});
}

Simulation full(Bench const& bench, int input, std::vector<Cells> const& cells) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    CIMCHAR_EXPECT(static_cast<int>(cells.size()) == d.bits);
    auto cards = head(bench, fmt::format("{}-bit multiplication", d.bits));
    cards.add("vddr vddr 0 {:.9g}", bench.condition.supply_v);
    add_bias(cards, bench);
    // The first cycle resets everything, the sampling capacitor too: all switches closed.
    double const begin_s = t.cycle_s;
    auto const edges = edges_of(t, begin_s, d.bits);
    std::string drive;
    for (int j = 0; j < d.bits; ++j) {
        double const at = begin_s + j * t.cycle_s;
        cards.add("vx{0} x{0} 0 1\nrx{0} x{0} 0 1k", j);
        cards.add("vp{0} p{0} 0 {1}", j, control(t, {at + t.word_line_on_s, at + t.word_line_off_s}, 0, 1));
        drive += fmt::format("{0}v(x{1})*v(p{1})", j == 0 ? "" : "+", j);
    }
    cards.add("bwl wl 0 v=v(vg2)*({})", drive);
    auto closed_first = [&](std::vector<double> e, double open_s) {
        e.insert(e.begin(), open_s);
        return e;
    };
    cards.add("vs1 s1 0 {}", control(t, edges.s1, 0, bench.condition.supply_v));
    add_control_pair(cards, bench, "s2", edges.s2, true);
    add_control_pair(cards, bench, "s3", closed_first(edges.s3, t.share_end_s), true);
    add_control_pair(cards, bench, "s4", closed_first(edges.s4, t.sample_s), true);
    Changes changes(bench);
    changes.bias();
    for (int j = 0; j < d.bits; ++j)
        changes.list.push_back({fmt::format("vx{}", j), static_cast<double>((input >> j) & 1)});
    for (int k = 0; k < d.bits; ++k) {
        std::string const n = std::to_string(k);
        std::string const device = "bl" + n;
        cards.add("xs1k{0} vc{0} s1 vini vdd n45_p {1}", k, size(d.s1));
        cards.add("ccc{0} vc{0} 0 {1:.9g}", k, d.drawn_rest_f(k));
        add_switch(cards, d, "s2k" + n, "vc" + n, "ck" + n, "s2", d.gate(k));
        cards.add("cck{0} ck{0} 0 {1:.9g}", k, d.drawn_c_k_f(k));
        add_switch(cards, d, "s3k" + n, "ck" + n, "vs", "s3", d.gate(k));
        add_isolation(cards, d, n);
        cards.add("cline{0} bl{0} 0 {1:.9g}", k, d.c_line_f);
        auto const& c = cells[static_cast<std::size_t>(k)];
        for (auto const& [name, wl, r_ohm, m] :
             {std::tuple{"onl", "wl", d.r_lrs_ohm, c.on_lrs}, std::tuple{"onh", "wl", d.r_hrs_ohm, c.on_hrs},
              std::tuple{"idl", "0", d.r_lrs_ohm, c.idle_lrs}, std::tuple{"idh", "0", d.r_hrs_ohm, c.idle_hrs}}) {
            if (m == 0) continue;
            add_group(cards, d, name + n, "bl" + n, wl, r_ohm, m);
            changes.cells(name + n, r_ohm, m);
        }
        changes.isolation(n, device);
        changes.transistor("m.xs1k" + n + ".m0", device + ".s1", false);
        changes.gate("s2k" + n, device + ".s2");
        changes.gate("s3k" + n, device + ".s3");
        changes.capacitor("ccc" + n, device + ".cc", d.drawn_rest_f(k));
        changes.capacitor("cck" + n, device + ".ck", d.drawn_c_k_f(k));
    }
    cards.add("xs1d cd s1 vini vdd n45_p w={:.6g} l={:.6g}", 0.1e-6, d.s1.l_m);
    cards.add("ccd cd 0 {:.9g}", d.drawn_c_k_f(0));
    add_switch(cards, d, "s3d", "cd", "vs", "s3", d.gate(0));
    add_switch(cards, d, "s4", "vs", "cs", "s4", d.gate(d.bits - 1));
    cards.add("ccs cs 0 {:.9g}", d.c_f_f);
    changes.gate("s4", "s4");
    changes.capacitor("ccs", "cs", d.c_f_f);
    return transient(bench, std::move(cards), std::move(changes), d.latency_s(),
                     {"v(cs)", "v(ck0)", fmt::format("v(ck{})", d.bits - 1), "v(bl0)", "i(vini)", "i(vddr)", "i(bwl)"});
}

}  // namespace cimchar::circuits::integrator
