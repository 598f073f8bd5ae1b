#include "circuits/integrator/compose.hpp"

#include "core/error.hpp"
#include "metrics/power.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::circuits::integrator {

namespace {

/// What a source delivers, of its current into its positive node.
std::vector<double> delivered(std::vector<double> current_a) {
    for (double& a : current_a) a = std::max(-a, 0.0);
    return current_a;
}

}  // namespace

HeldLevels held_levels(Bench const& bench, Cells const& cells, Waveforms const& w) {
    auto const& d = bench.design;
    auto const& t = d.timing;
    auto const& time = w["time"];
    double const supply_v = bench.condition.supply_v;
    HeldLevels levels;
    auto const in_cycle = [&](std::size_t cycle, double at_s) { return static_cast<double>(cycle) * t.cycle_s + at_s; };
    auto const sequence = bench_sequence(cells);
    bool const pairs = sequence.size() < histories;  // the bit before the previous one does not count
    std::size_t history = 0;
    std::size_t driven_again = 0;  // a driven cycle after a driven one
    for (std::size_t c = 0; c < sequence.size(); ++c) {
        history = history_with(history, sequence[c]);
        double const held_v = value_at(time, w["v(ck)"], in_cycle(c, t.share_start_s));
        for (std::size_t h = 0; h < histories; ++h)
            if (h == history || (pairs && h % 4 == history % 4)) levels.held_v[h] = held_v;
        if (driven_again == 0 && history % 4 == 3) driven_again = c;
    }
    // A cycle's charge comes back in the reset of the next, which is over when the next word line may rise: from the
    // rise of one to the rise of the next.
    auto const drawn_c = [&](char const* source, std::size_t cycle) {
        return -metrics::integral(time, w[source], in_cycle(cycle, t.word_line_on_s),
                                  in_cycle(cycle + 1, t.word_line_on_s));
    };
    double const end_s = time.back();
    if (bench.design.active()) {  // the cells' current comes through the op amp
        double const idle_c = drawn_c("i(vddr)", 0);
        levels.charge_c = drawn_c("i(vddr)", 1) - idle_c;
        levels.holding_w = supply_v * idle_c / t.cycle_s;
    } else {
        levels.idle_charge_c = drawn_c("i(vini)", 0);
        levels.charge_c = drawn_c("i(vini)", 1) - levels.idle_charge_c;
        levels.holding_w = -supply_v * metrics::integral(time, w["i(vddr)"], 0, end_s) / end_s;
    }
    // Gate charge comes from the supply on the rising edges only.
    levels.word_line_j = supply_v * metrics::integral(time, delivered(w["i(bwl)"]), in_cycle(driven_again, 0),
                                                      in_cycle(driven_again + 1, 0));
    levels.d2_v = value_at(time, w["v(bl)"], in_cycle(driven_again, t.hold_s));
    return levels;
}

double composed_output(Bench const& bench, SharingModel const& model, std::vector<HeldLevels> const& lines, int input) {
    CIMCHAR_EXPECT(lines.size() == model.share.size());
    double v_out = model.start_v;
    std::size_t history = 0;
    std::vector<double> v_k(lines.size());
    for (int j = 0; j < bench.design.bits; ++j) {
        history = history_with(history, (input >> j) & 1);
        for (std::size_t k = 0; k < lines.size(); ++k) v_k[k] = lines[k].held_v[history];
        v_out = model.after(after_leakage(bench, model.leak, v_k, v_out, model.line_v(v_out)), v_out);
    }
    return v_out;
}

}  // namespace cimchar::circuits::integrator
