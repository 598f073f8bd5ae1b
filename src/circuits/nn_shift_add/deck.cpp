#include "circuits/nn_shift_add/deck.hpp"

#include "netlist/files.hpp"

namespace cimchar::circuits::nn_shift_add {

namespace {

using neural::bit_lines;
using neural::Parts;

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

Parts parts_of(Design const& d) {
    return {d.weights.sizes, d.switch_w_m, d.row_f, d.column_f};
}

/// A clock and its complement over `cycles` cycles; `high` says in which cycles it is.
template <typename High>
void add_clock(Parts& parts, Bench const& bench, std::string const& name, double from, double to, std::size_t cycles,
               High high) {
    double const period_s = bench.design.period_s();
    std::vector<double> edges;
    for (std::size_t c = 0; c < cycles; ++c) {
        if (!high(c)) continue;
        edges.push_back((static_cast<double>(c) + from) * period_s);
        edges.push_back((static_cast<double>(c) + to - edge) * period_s);
    }
    parts.add_clock(name, edge * period_s, edges, bench.condition.supply_v);
}

/// Voltage of a line over all cycles, as a source takes it.
std::string points_of(Design const& d, std::vector<Conversion> const& all, std::size_t k, double begin_v) {
    double const period_s = d.period_s();
    auto points = fmt::format("0 {:.9g}", begin_v);
    double last_v = begin_v;
    std::size_t cycle = lead_in;
    for (auto const& conversion : all)
        for (auto const& slice : conversion) {
            double const at_s = static_cast<double>(cycle++) * period_s;
            points += fmt::format(" {:.9g} {:.9g} {:.9g} {:.9g}", at_s, last_v, at_s + input_edge * period_s, slice[k]);
            last_v = slice[k];
        }
    return points;
}

/// Bit lines and their complements.
void add_inputs(Parts& parts, Bench const& bench, BitLines const& lines) {
    auto const& d = bench.design;
    bool const has_wire = !lines.source_ohm.empty();
    for (std::size_t k = 0; k < bit_lines; ++k) {
        // The voltage source is at the line itself, or behind the resistance of its cells.
        auto const add_line = [&](std::string const& line, double ohm) {
            parts.cards.add("r{0} s{0} {0} {1:.9g}\nc{0} {0} 0 {2:.9g}", line, ohm, lines.line_f);
        };
        auto const rising = fmt::format("in{}", k);
        auto const falling = fmt::format("inb{}", k);
        parts.cards.add("vin{0} {1}{2} 0 pwl({3})", k, has_wire ? "s" : "", rising, points_of(d, lines.rising, k, 0));
        if (lines.falling.empty())
            parts.cards.add("einb{0} {1}{2} 0 vdd {1}{3} 1", k, has_wire ? "s" : "", falling, rising);
        else
            parts.cards.add("vinb{0} {1}{2} 0 pwl({3})", k, has_wire ? "s" : "", falling,
                            points_of(d, lines.falling, k, bench.condition.supply_v));
        if (has_wire) {
            add_line(rising, lines.source_ohm[k]);
            add_line(falling, lines.source_ohm[bit_lines + k]);
        }
    }
}

/// From an output port to its row of the crossbar, a cycle later: sampled on the first capacitor while phi1 is high,
/// passed to the second while phi2 is, through a follower each. At the end of a conversion the reset level is sampled.
void add_memory(Parts& parts, Design const& d, char port, std::size_t row) {
    auto const node = [&](std::string_view part) { return fmt::format("{}{}", part, port); };
    parts.add_switch(node("s"), node("port_"), node("m"), "phi1");
    parts.add_switch(node("z"), node("reset_"), node("m"), "phir");
    parts.cards.add("ch1{0} m{0} 0 {1:.9g}\nch2{0} h{0} 0 {1:.9g}", port, d.hold_f);
    parts.add_down(node("m"), node("m"), node("a"));
    parts.add_switch(node("t"), node("a"), node("h"), "phi2");
    parts.add_up(fmt::format("r{}", row), node("h"), fmt::format("r{}", row));
}

/// Everything but what drives it: from the bit lines in…, inb… to the ports, and back to rows 16 and 17.
void add_network(Parts& parts, Design const& d) {
    auto const& w = d.weights;
    std::vector<std::string> rows;
    for (std::size_t r = 0; r < neural::shift_add_rows; ++r) rows.push_back(fmt::format("r{}", r));
    for (std::size_t k = 0; k < bit_lines; ++k) {
        parts.add_up(rows[2 * k], fmt::format("in{}", k), rows[2 * k]);
        parts.add_down(rows[2 * k + 1], fmt::format("inb{}", k), rows[2 * k + 1]);
    }
    add_memory(parts, d, 'p', 2 * bit_lines);
    add_memory(parts, d, 'n', 2 * bit_lines + 1);
    parts.add_crossbar("h", w.hidden, w.level_s, rows, w.bias_cells, "c");
    std::vector<std::string> inverters;
    for (std::size_t j = 0; j < w.hidden.columns; ++j) {
        inverters.push_back(fmt::format("i{}", j));
        parts.add_inverter(inverters.back(), fmt::format("c{}", j), inverters.back());
    }
    parts.add_crossbar("o", w.output, w.level_s, inverters, w.output_bias_cells, "o");
    parts.add_up("o0", "o0", "port_p");
    parts.add_up("o1", "o1", "port_n");
}

}  // namespace

std::vector<netlist::VariedDevice> varied_devices(Design const& d) {
    auto parts = parts_of(d);
    add_network(parts, d);
    return parts.varied();
}

BitLines BitLines::part(std::size_t first, std::size_t count) const {
    auto const of = [&](std::vector<Conversion> const& all) {
        auto const at = all.begin() + static_cast<std::ptrdiff_t>(first);
        return all.empty() ? all : std::vector<Conversion>(at, at + static_cast<std::ptrdiff_t>(count));
    };
    return {of(rising), of(falling), source_ohm, line_f};
}

double duration_s(Design const& d, std::size_t conversions) {
    return static_cast<double>(lead_in + conversions * d.slices()) * d.period_s();
}

void add_to(Parts& parts, Bench const& bench, BitLines const& lines) {
    auto const& d = bench.design;
    std::size_t const cycles = lead_in + lines.rising.size() * d.slices();
    // Levels of a sum of 0 V.
    parts.cards.add("vreset_p reset_p 0 {:.9g}\nvreset_n reset_n 0 {:.9g}", d.weights.pedestal_v,
                    d.weights.pedestal_v + d.weights.full_scale_v);
    auto const ends_conversion = [&](std::size_t cycle) {
        return cycle < lead_in || (cycle - lead_in) % d.slices() == d.slices() - 1;
    };
    add_clock(parts, bench, "phi1", phi1_from, phi1_to, cycles, [&](std::size_t c) { return !ends_conversion(c); });
    add_clock(parts, bench, "phir", phi1_from, phi1_to, cycles, ends_conversion);
    add_clock(parts, bench, "phi2", phi2_from, phi2_to, cycles, [](std::size_t) { return true; });
    add_inputs(parts, bench, lines);
    add_network(parts, d);
}

Simulation transient(Bench const& bench, BitLines const& lines) {
    auto const& d = bench.design;
    auto parts = parts_of(d);
    parts.cards.add("* cimchar nn_shift_add: {} conversions of {} cycles each", lines.rising.size(), d.slices());
    parts.cards.add(".options reltol={:g} abstol=1e-12 vntol=1e-6 chgtol=1e-15 trtol={:g}", bench.settings.reltol,
                    trtol);
    parts.cards.add("{}\n{}", netlist::model_cards("cards/n130.lib", bench.condition.process),
                    netlist::subcircuits("neural.cir"));
    parts.add_supplies(bench.condition.supply_v);
    add_to(parts, bench, lines);
    auto const alterations = parts.alterations(bench.chip);
    double const step_s = max_step * d.period_s() * bench.settings.max_step_scale;
    return {std::move(parts.cards).share(),
            bench.condition.temperature_c,
            alterations,
            fmt::format("tran {0:.9g} {1:.9g} 0 {0:.9g}", step_s, duration_s(d, lines.rising.size())),
            {"v(port_p)", "v(port_n)", "i(vdd)"}};
}

double read_s(Design const& d, std::size_t index, std::size_t slice) {
    return (static_cast<double>(lead_in + index * d.slices() + slice) + phi1_to - edge) * d.period_s();
}

}  // namespace cimchar::circuits::nn_shift_add
