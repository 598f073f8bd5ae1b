// One bit line with its integrator, and the current and noise of its cells.
#include "circuits/integrator/changes.hpp"
#include "circuits/integrator/deck.hpp"

#include <span>
#include <tuple>

namespace cimchar::circuits::integrator {

namespace {

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
Cards bit_line_head(Bench const& bench, int k, std::vector<int> const& sequence, std::string const& title) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    auto cards = head(bench, title, line_solver);
    cards.add("vddr vddr 0 {:.9g}", bench.condition.supply_v);
    add_bias(cards, bench, 1);
    auto const edges = edges_of(t, 0, static_cast<int>(sequence.size()));
    cards.add("vph ph 0 {}", control(t.edge_s, word_line_edges(t, 0, sequence), 0, 1));
    cards.add("bwl wl 0 v=v(vg2)*v(ph)");
    add_reset_control(cards, bench, "s1", edges.s1, true);
    add_control_pair(cards, bench, "s2", edges.s2, true);
    add_integrating_capacitor(cards, d, k, "");
    add_switch(cards, d, "s2", "vc", "ck", "s2", d.hold_gate(k));
    cards.add("cck ck 0 {:.9g}", d.drawn_c_k_f(k));
    cards.add("voff off 0 0\nvoffb offb 0 {:.9g}", bench.condition.supply_v);
    // What leaks through S3 depends on the level beyond it, so it belongs to the sharing bench: here nothing leaks.
    cards.add("evs vs 0 ck 0 1");
    add_switch(cards, d, "s3", "ck", "vs", "off", d.share_gate(k));
    add_isolation(cards, d, "");
    cards.add("cline bl 0 {:.9g}", d.c_line_f);
    return cards;
}

void bit_line_changes(Changes& changes, Bench const& bench, int k) {
    auto const& d = bench.design;
    std::string const device = fmt::format("bl{}", k);
    changes.bias();
    changes.isolation("", device);
    changes.integrating_capacitor(k, "", device);
    changes.gate("s2", device + ".s2");
    changes.gate("s3", device + ".s3");
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

std::vector<int> bench_sequence(Cells const& cells) {
    return cells.on_hrs > 0 ? std::vector{0, 1, 0, 1, 1, 1, 0, 0} : std::vector{0, 1, 1, 0};
}

Simulation bit_line(Bench const& bench, int k, Cells const& cells) {
    auto const& d = bench.design;
    auto const sequence = bench_sequence(cells);
    auto cards = bit_line_head(bench, k, sequence, fmt::format("bit line {}", k));
    Changes changes(bench);
    for (auto const& [name, word_line, r_ohm, m] :
         {std::tuple{"onl", "wl", d.r_lrs_ohm, cells.on_lrs}, std::tuple{"onh", "wl", d.r_hrs_ohm, cells.on_hrs},
          std::tuple{"idl", "0", d.r_lrs_ohm, cells.idle_lrs}, std::tuple{"idh", "0", d.r_hrs_ohm, cells.idle_hrs}}) {
        if (m == 0) continue;
        add_group(cards, d, name, "bl", word_line, r_ohm, 1);
        changes.cells(name, r_ohm, m);
    }
    bit_line_changes(changes, bench, k);
    return transient(bench, std::move(cards), std::move(changes),
                     static_cast<double>(sequence.size()) * d.timing.cycle_s, bit_line_vectors());
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
        changes.list.push_back(
            {fmt::format("r.x{}.xr.r0", name), d.r_lrs_ohm / (1 + cell_departure(bench.chip, k, row).g)});
    }
}

}  // namespace

CellDeparture cell_departure(netlist::Chip const& chip, int k, int row) {
    auto const t2 = row_name(k, row, "t2");
    return {chip.deviation(t2, "vth_v"), chip.deviation(t2, "beta"), chip.deviation(row_name(k, row, "rram"), "g")};
}

Simulation bit_line_each_cell(Bench const& bench, int k) {
    auto const& d = bench.design;
    auto const sequence = bench_sequence(nominal_cells(d, true, d.lines));
    auto cards = bit_line_head(bench, k, sequence, fmt::format("bit line {}, each cell its own", k));
    Changes changes(bench);
    add_each_cell(cards, changes, bench, k, "bl");
    add_group(cards, d, "idl", "bl", "0", d.r_lrs_ohm, 1);
    changes.cells("idl", d.r_lrs_ohm, d.rows - d.lines);
    bit_line_changes(changes, bench, k);
    return transient(bench, std::move(cards), std::move(changes),
                     static_cast<double>(sequence.size()) * d.timing.cycle_s, bit_line_vectors());
}

Simulation cell_currents(Bench const& bench, std::vector<CellDeparture> const& cells, double v_d2_v) {
    auto const& d = bench.design;
    auto cards = head(bench, "currents of driven cells", line_solver);
    std::vector<Alteration> changes;
    add_bias(cards, bench, 1);
    cards.add("bwl wl 0 v=v(vg2)");
    std::vector<std::string> vectors{"i(vnominal)"};
    auto const add_cell = [&](std::string const& name) {
        cards.add("v{0} bl{0} 0 {1:.9g}", name, v_d2_v);
        add_group(cards, d, name, "bl" + name, "wl", d.r_lrs_ohm, 1);
    };
    add_cell("nominal");
    for (std::size_t i = 0; i < cells.size(); ++i) {
        std::string const name = fmt::format("c{}", i);
        add_cell(name);
        changes.push_back({fmt::format("@m.x{}.m0[delvto]", name), cells[i].vth_v});
        changes.push_back({fmt::format("@m.x{}.m0[mulu0]", name), 1 + cells[i].beta});
        changes.push_back({fmt::format("r.x{}.xr.r0", name), d.r_lrs_ohm / (1 + cells[i].g)});
        vectors.push_back(fmt::format("i(v{})", name));
    }
    return {std::move(cards).share(), bench.condition.temperature_c, std::move(changes), "op", std::move(vectors)};
}

namespace {

/// The bit line at DC, integrating from the initial voltage: vc held by a source.
Cards integrating_head(Bench const& bench, Cells const& cells, Changes& changes) {
    auto const& d = bench.design;
    auto cards = head(bench, "bit line while it integrates", line_solver);
    cards.add("vddr vddr 0 {:.9g}", bench.condition.supply_v);
    add_bias(cards, bench, 1);
    cards.add("bwl wl 0 v=v(vg2)");
    if (d.active()) {
        cards.add("vsense vini bl 0");  // an op amp holds the bit line there
    } else {
        cards.add("vsense vini vc 0");
        add_isolation(cards, d, "");
    }
    cards.add("cline bl 0 {:.9g}", d.c_line_f);
    add_group(cards, d, "onl", "bl", "wl", d.r_lrs_ohm, 1);
    add_group(cards, d, "idl", "bl", "0", d.r_lrs_ohm, 1);
    changes.cells("onl", d.r_lrs_ohm, cells.on_lrs);
    changes.cells("idl", d.r_lrs_ohm, cells.idle_lrs);
    changes.bias();
    if (!d.active()) changes.isolation("", "bl0");
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

}  // namespace cimchar::circuits::integrator
