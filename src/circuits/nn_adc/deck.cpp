#include "circuits/nn_adc/deck.hpp"

#include "netlist/files.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::circuits::nn_adc {

namespace {

using neural::adc_comparators;
using neural::adc_flash;
using neural::adc_stages;
using neural::Parts;

// Phases as shares of a cycle; they do not overlap. The first and third stage sample in the first half and hold in the
// second, the others the other way round, so that a conversion moves on by a stage every half cycle.
constexpr double gap = 0.01;
constexpr double edge = 0.004;
/// Of a hold phase, decisions may move in its first half; for the second they are latched, or one that comes late would
/// leave what is handed on no time to follow.
constexpr double latched_after = 0.25;
/// Steps are as long as the truncation error allows; trtol as in nn_shift_add.
constexpr double max_step = 0.1;
constexpr double trtol = 50;

std::size_t comparators_of(std::size_t stage) {
    return stage < adc_stages ? adc_comparators : adc_flash;
}

/// What a stage's p side holds when both ports are alike. The first stage's input, 0 … range of a larger full scale, is
/// brought to the middle.
double held_at_equal_ports_v(Design const& d, std::size_t stage) {
    auto const& w = d.weights;
    return w.middle_v + (stage == 0 ? (w.stages[0].residue.full_scale_v - w.range_v) / 2 : 0);
}

/// Samples half the difference of ports `plus` and `minus` while `sample` is high: one capacitor takes plus, the other
/// minus at its lower plate and the reference at its upper one; while `hold` is high the upper plates are joined and
/// the lower plate is at the reference.
void add_sampling(Parts& parts, Design const& d, std::string const& name, std::string const& plus,
                  std::string const& minus, double reference_v, std::string const& sample, std::string const& hold) {
    auto const node = [&](char const* part) { return part + name; };
    parts.cards.add("v{} {} 0 {:.9g}", node("ref"), node("ref"), reference_v + d.reference_shift_v);
    parts.add_switch(node("s1"), plus, node("h"), sample);
    parts.add_switch(node("s2"), minus, node("l"), sample);
    parts.add_switch(node("s3"), node("ref"), node("u"), sample);
    parts.add_switch(node("s4"), node("u"), node("h"), hold);
    parts.add_switch(node("s5"), node("ref"), node("l"), hold);
    parts.cards.add("ch{0} h{0} 0 {1:.9g}\ncu{0} u{0} l{0} {1:.9g}", name, d.hold_f);
}

std::string column(std::size_t stage) {
    return fmt::format("t{}_", stage);
}

/// Inverters of a comparator's chain, by the node they drive: from the column t to b, and from the latched b to the
/// decision d and its complement e.
constexpr std::string_view chain = "tab";
constexpr std::string_view latched_chain = "led";
std::string node(char letter, std::size_t stage, std::size_t i) {
    return fmt::format("{}{}_{}", letter, stage, i);
}
/// From the first of `letters` to the last.
void add_chain(Parts& parts, std::size_t stage, std::size_t i, std::string_view letters) {
    for (std::size_t l = 1; l < letters.size(); ++l)
        parts.add_inverter(node(letters[l], stage, i), node(letters[l - 1], stage, i), node(letters[l], stage, i));
}

/// Columns of a stage's comparators.
void add_columns(Parts& parts, Design const& d, std::size_t stage) {
    auto const row = fmt::format("q{}", stage);
    parts.add_up(row, fmt::format("hp{}", stage), row);
    parts.add_crossbar(fmt::format("t{}x", stage),
                       stage < adc_stages ? d.weights.stages[stage].comparators : d.weights.flash,
                       d.weights.stages[0].residue.level_s, {row}, neural::adc_bias_cells, column(stage));
}

/// What is left of input pair hp, hn after the decisions: ports p, n of the next stage.
void add_residue(Parts& parts, neural::AdcStage const& stage, std::size_t k) {
    auto const& w = stage.residue;
    for (char const letter : {'d', 'e'}) {
        std::vector<std::string> rows;
        for (std::size_t i = 0; i < adc_comparators; ++i) rows.push_back(fmt::format("{}{}_{}", letter, k, i));
        parts.add_crossbar(fmt::format("{}{}x", letter, k), stage.dac, w.level_s, rows, neural::adc_dac_bias_cells,
                           fmt::format("dac_{}{}_", letter, k));
    }
    std::vector<std::string> rows;
    std::vector<std::string> const inputs{fmt::format("hp{}", k), fmt::format("hn{}", k), fmt::format("dac_d{}_0", k),
                                          fmt::format("dac_e{}_0", k)};
    for (std::size_t r = 0; r < inputs.size(); ++r) {
        rows.push_back(fmt::format("r{}_{}", k, r));
        parts.add_up(rows.back(), inputs[r], rows.back());
    }
    parts.add_crossbar(fmt::format("h{}x", k), w.hidden, w.level_s, rows, w.bias_cells, fmt::format("c{}_", k));
    std::vector<std::string> hidden;
    for (std::size_t j = 0; j < w.hidden.columns; ++j) {
        hidden.push_back(fmt::format("i{}_{}", k, j));
        parts.add_inverter(hidden.back(), fmt::format("c{}_{}", k, j), hidden.back());
    }
    parts.add_crossbar(fmt::format("o{}x", k), w.output, w.level_s, hidden, w.output_bias_cells,
                       fmt::format("o{}_", k));
    parts.add_up(fmt::format("p{}", k + 1), fmt::format("o{}_0", k), fmt::format("p{}", k + 1));
    parts.add_up(fmt::format("n{}", k + 1), fmt::format("o{}_1", k), fmt::format("n{}", k + 1));
}

neural::Sizes const& sizes_of(Design const& d) {
    return d.weights.stages[0].residue.sizes;
}

Parts parts_of(Design const& d) {
    Parts parts{sizes_of(d), d.switch_w_m, d.row_f, d.column_f};
    parts.put_side_by_side(d.side_by_side);
    return parts;
}

/// Everything but sampling.
void add_all(Parts& parts, Design const& d) {
    for (std::size_t k = 0; k <= adc_stages; ++k) {
        add_columns(parts, d, k);
        for (std::size_t i = 0; i < comparators_of(k); ++i) {
            add_chain(parts, k, i, chain);
            parts.add_switch(node('l', k, i), node('b', k, i), node('l', k, i), k % 2 == 0 ? "open1" : "open2");
            add_chain(parts, k, i, latched_chain);
        }
        if (k < adc_stages) add_residue(parts, d.weights.stages[k], k);
    }
}

Parts begin(Bench const& bench, std::string const& title, std::string const& options) {
    auto parts = parts_of(bench.design);
    parts.cards.add("* cimchar nn_adc: {}", title);
    parts.cards.add(".options reltol={:g} abstol=1e-12 vntol=1e-6 chgtol=1e-15{}", bench.settings.reltol, options);
    parts.cards.add("{}\n{}", netlist::model_cards("cards/n130.lib", bench.condition.process),
                    netlist::subcircuits("neural.cir"));
    parts.add_supplies(bench.condition.supply_v);
    return parts;
}

Simulation sweep(Bench const& bench, Parts parts, std::string const& analysis, std::vector<std::string> vectors) {
    auto const alterations = parts.alterations(bench.chip);
    return {std::move(parts.cards).share(), bench.condition.temperature_c, alterations, analysis, std::move(vectors)};
}

/// A clock and its complement that are high over the same part of every cycle; if `from_start`, until the first such
/// part ends.
void add_clock(Parts& parts, Bench const& bench, std::string const& name, double begin_s, double from, double to,
               std::size_t cycles, bool from_start = false) {
    double const period_s = 1 / bench.design.clock_hz;
    std::vector<double> edges;
    for (std::size_t c = 0; c < cycles; ++c) {
        edges.push_back(begin_s + (static_cast<double>(c) + from) * period_s);
        edges.push_back(begin_s + (static_cast<double>(c) + to - edge) * period_s);
    }
    if (from_start) edges.erase(edges.begin());
    parts.add_clock(name, edge * period_s, edges, bench.condition.supply_v, from_start);
}

std::string decision_vector(std::size_t stage, std::size_t i) {
    return fmt::format("v({})", node('d', stage, i));
}

/// Cycles after the last input until its last comparators have decided.
constexpr std::size_t latency = 2;

}  // namespace

std::string column_vector(std::size_t stage, std::size_t comparator) {
    return fmt::format("v({})", node('t', stage, comparator));
}
std::string port_vector(char side, std::size_t stage) {
    return fmt::format("v({}{})", side, stage + 1);
}
std::string chain_vector(std::size_t stage, std::size_t comparator) {
    return fmt::format("v({})", node('e', stage, comparator));
}

std::vector<netlist::VariedDevice> varied_devices(Design const& d) {
    auto parts = parts_of(d);
    add_all(parts, d);
    return parts.varied();
}

std::vector<double> held_v(Design const& d, std::size_t stage) {
    constexpr int steps = 32;  // to either side of the middle
    constexpr double beyond = 4.0 / 3;
    double const end_v = beyond * d.weights.range_v / 2 * std::pow(d.weights.swing, static_cast<double>(stage));
    std::vector<double> v;
    for (int i = -steps; i <= steps; ++i) v.push_back(end_v * i / steps);
    return v;
}

Simulation stage_at_rest(Bench const& bench, std::size_t stage) {
    auto parts = begin(bench, fmt::format("stage {} at rest", stage + 1), "");
    auto const v = held_v(bench.design, stage);
    parts.cards.add("vin in 0 0\nvm m 0 {0:.9g}\nehp hp{1} m in 0 1\nehn hn{1} m in 0 -1",
                    bench.design.weights.middle_v, stage);
    add_columns(parts, bench.design, stage);
    std::vector<std::string> vectors{"i(vdd)"};
    for (std::size_t i = 0; i < comparators_of(stage); ++i) vectors.push_back(column_vector(stage, i));
    double const step_v = v[1] - v[0];
    auto analysis = fmt::format("dc vin {:.12g} {:.12g} {:.12g}", v.front(), v.back() + step_v / 4, step_v);
    if (stage < adc_stages) {
        parts.cards.add("vcode code 0 0");
        for (std::size_t i = 0; i < adc_comparators; ++i) {
            parts.cards.add("b{0} {0} 0 v='v(code) > {1} ? {2:.9g} : 0'", node('b', stage, i),
                            static_cast<double>(i) + 0.5, bench.condition.supply_v);
            add_chain(parts, stage, i, "bed");
        }
        add_residue(parts, bench.design.weights.stages[stage], stage);
        vectors.push_back(port_vector('p', stage));
        vectors.push_back(port_vector('n', stage));
        analysis += fmt::format(" vcode 0 {} 1", adc_comparators);
    }
    return sweep(bench, std::move(parts), analysis, std::move(vectors));
}

Simulation chains(Bench const& bench) {
    auto parts = begin(bench, "the comparators' chains of inverters", "");
    parts.cards.add("vt t 0 0");
    std::vector<std::string> vectors{"i(vdd)"};
    for (std::size_t k = 0; k <= adc_stages; ++k)
        for (std::size_t i = 0; i < comparators_of(k); ++i) {
            parts.cards.add("vt{0}_{1} t{0}_{1} t 0", k, i);
            add_chain(parts, k, i, "tabe");
            vectors.push_back(chain_vector(k, i));
        }
    constexpr double from = 0.25;  // of the supply
    constexpr double to = 0.75;
    constexpr double step_v = 0.5e-3;
    return sweep(bench, std::move(parts),
                 fmt::format("dc vt {:.9g} {:.9g} {:.9g}", from * bench.condition.supply_v,
                             to * bench.condition.supply_v, step_v),
                 std::move(vectors));
}

double duration_s(Design const& d, std::size_t conversions) {
    return static_cast<double>(conversions + latency) / d.clock_hz;
}

std::vector<std::string> decision_vectors() {
    std::vector<std::string> vectors;
    for (std::size_t k = 0; k <= adc_stages; ++k)
        for (std::size_t i = 0; i < comparators_of(k); ++i) vectors.push_back(decision_vector(k, i));
    return vectors;
}

void add_to(Parts& parts, Bench const& bench, std::size_t conversions, double begin_s) {
    auto const& d = bench.design;
    parts.use(sizes_of(d), d.switch_w_m, d.row_f, d.column_f);
    parts.put_side_by_side(d.side_by_side);
    std::size_t const cycles = conversions + latency;
    add_clock(parts, bench, "psi1", begin_s, gap, 0.5 - gap, cycles);
    add_clock(parts, bench, "psi2", begin_s, 0.5 + gap, 1 - gap, cycles);
    // Latches begin open: behind a closed one the operating point has a gate that nothing holds, and with some weights
    // ends volts off, with 1e13 A out of the supply.
    add_clock(parts, bench, "open1", begin_s, gap, 0.5 + latched_after, cycles, true);
    add_clock(parts, bench, "open2", begin_s, 0.5 + gap, 1 + latched_after, cycles, true);
    for (std::size_t k = 0; k <= adc_stages; ++k) {
        auto const* const sample = k % 2 == 0 ? "psi1" : "psi2";
        auto const* const hold = k % 2 == 0 ? "psi2" : "psi1";
        double const reference_v = held_at_equal_ports_v(d, k);
        auto const p = fmt::format("p{}", k);
        auto const n = fmt::format("n{}", k);
        add_sampling(parts, d, p, p, n, reference_v, sample, hold);
        add_sampling(parts, d, n, n, p, 2 * d.weights.middle_v - reference_v, sample, hold);
    }
    add_all(parts, d);
}

Simulation clocked(Bench const& bench) {
    auto const& d = bench.design;
    auto const v = clocked_v(d);
    double const period_s = 1 / d.clock_hz;
    auto parts = begin(bench, fmt::format("{} conversions", v.size()), fmt::format(" trtol={:g}", trtol));
    // The ports of a shift-and-add network, whose result is the input.
    auto const& network = d.weights.stages[0].residue;
    parts.cards.add("vzp zp 0 {:.9g}\nvzn zn 0 {:.9g}\nep0 p0 zp in 0 1\nen0 n0 zn in 0 -1", network.pedestal_v,
                    network.pedestal_v + network.full_scale_v);
    std::string points = fmt::format("0 {:.9g}", v[0]);
    for (std::size_t i = 1; i < v.size(); ++i) {
        double const at_s = static_cast<double>(i) * period_s;
        points += fmt::format(" {:.9g} {:.9g} {:.9g} {:.9g}", at_s - edge * period_s, v[i - 1], at_s, v[i]);
    }
    parts.cards.add("vin in 0 pwl({})", points);
    add_to(parts, bench, v.size(), 0);
    double const step_s = max_step * period_s * bench.settings.max_step_scale;
    return sweep(bench, std::move(parts),
                 fmt::format("tran {0:.9g} {1:.9g} 0 {0:.9g}", step_s, duration_s(d, v.size())), decision_vectors());
}

double decided_s(Design const& d, std::size_t conversion, std::size_t stage) {
    return (static_cast<double>(conversion) + 1 + 0.5 * static_cast<double>(stage)) / d.clock_hz;
}

std::string decision_measures(Design const& d, std::size_t conversion, double begin_s) {
    std::string commands;
    for (std::size_t k = 0; k <= adc_stages; ++k)
        for (std::size_t i = 0; i < comparators_of(k); ++i)
            commands += fmt::format("meas tran decision{0}_{1}_{2} find {3} at={4:.9g}\n", conversion, k, i,
                                    decision_vector(k, i), begin_s + decided_s(d, conversion, k));
    return commands;
}

std::vector<std::vector<int>> decided_clocked(Bench const& bench, Waveforms const& waves, std::size_t conversions,
                                              double begin_s) {
    auto const& time = waves["time"];
    std::vector<std::vector<int>> all(conversions);
    for (std::size_t k = 0; k <= adc_stages; ++k) {
        for (auto& decided : all) decided.push_back(0);
        for (std::size_t i = 0; i < comparators_of(k); ++i) {
            auto const& v = waves[decision_vector(k, i)];
            for (std::size_t c = 0; c < all.size(); ++c) {
                double const at_s = begin_s + decided_s(bench.design, c, k);
                all[c].back() += value_at(time, v, at_s) > bench.condition.supply_v / 2 ? 1 : 0;
            }
        }
    }
    return all;
}

}  // namespace cimchar::circuits::nn_adc
