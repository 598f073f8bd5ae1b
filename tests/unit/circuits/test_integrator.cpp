// The integrator's own arithmetic: design rules, the ideal product, composition by charge conservation.
#include "circuits/integrator/cell_response.hpp"
#include "circuits/integrator/compose.hpp"
#include "circuits/integrator/observe.hpp"
#include "core/error.hpp"
#include "unit/circuits/parameters_with.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::circuits;
using namespace cimchar::circuits::integrator;

namespace {

Design design_with(std::vector<std::pair<std::string, std::string>> const& values) {
    return make_design(Core::passive, parameters_with(parameter_infos(Core::passive), values));
}

/// Charge conservation alone: no corrections, equal total and sampling capacitors.
SharingModel ideal_sharing(Design const& d, double initial_v) {
    SharingModel m;
    m.initial_v = initial_v;
    m.share_out = 0.5;
    for (int k = 0; k < d.bits; ++k) m.share.push_back(d.c_k_f(k) / (2 * d.c_f_f));
    m.correction.assign(m.share.size(), 0.0);
    m.top_v = initial_v;
    m.start_v = initial_v;
    return m;
}

/// A bit line that loses `drop_v` when its weight bit is set and its input bit is 1.
HeldLevels line(double initial_v, double drop_v) {
    HeldLevels levels;
    for (std::size_t h = 0; h < histories; ++h) levels.held_v[h] = initial_v - (h % 2 == 1 ? drop_v : 0);
    return levels;
}

}  // namespace

TEST_CASE("integrator: capacitors are binary and complete C_f with one unit more (Eq. 3)", "[circuits]") {
    auto const d = design_with({});
    double sum_f = d.c_k_f(0);
    for (int k = 0; k < d.bits; ++k) sum_f += d.c_k_f(k);
    CHECK(sum_f == Approx(d.c_f_f).epsilon(1e-14));
    CHECK(d.c_k_f(7) == Approx(d.c_f_f / 2).epsilon(1e-14));
}

TEST_CASE("integrator: the worked example's theory is 831.5 mV", "[circuits]") {
    // [zhang] Fig. 6: 186 x 236 / 65536 of the full scale below 1 V; the paper prints 831.5 mV.
    Bench const bench{design_with({{"sweep", "point"}}), {}, {}, {}};
    CHECK(ideal_output(bench, 186, 236, 256) == Approx(0.8315).margin(0.5e-4));
}

TEST_CASE("integrator: ideal sharing of ideal levels multiplies exactly (Eqs. 4-6)", "[circuits]") {
    auto const d = design_with({});
    Bench const bench{d, {}, {}, {}};
    auto const model = ideal_sharing(d, 1.0);
    for (int const weight : {0, 1, 75, 128, 236, 255}) {
        std::vector<HeldLevels> lines;
        for (int k = 0; k < d.bits; ++k) lines.push_back(line(1.0, ((weight >> k) & 1) != 0 ? d.full_scale_v : 0.0));
        for (int const input : {0, 1, 85, 128, 186, 255})
            CHECK(composed_output(bench, model, lines, input) ==
                  Approx(ideal_output(bench, input, weight, 256)).margin(1e-14));
    }
}

TEST_CASE("integrator: a sampling capacitor one percent large shifts the weight of the input bits", "[circuits]") {
    // With a = 0.5 (1 + e) the step at the middle code changes by about -e FS (n - 1 halvings do not add up to one).
    auto const d = design_with({});
    Bench const bench{d, {}, {}, {}};
    auto model = ideal_sharing(d, 1.0);
    model.share_out = 0.505;
    for (double& share : model.share) share *= 0.495 / 0.5;
    std::vector<HeldLevels> lines;
    for (int k = 0; k < d.bits; ++k) lines.push_back(line(1.0, d.full_scale_v));
    double const step_v = composed_output(bench, model, lines, 127) - composed_output(bench, model, lines, 128);
    double const lsb_v = d.full_scale_v / 256;
    CHECK(step_v < 0.0);  // non-monotonic: the seven lower bits weigh more than the highest
    CHECK(std::abs(step_v) < 3 * lsb_v);
}

TEST_CASE("integrator: the converter floors and stays within its codes", "[circuits]") {
    auto const d = design_with({});
    CHECK(convert(d, 1.0, 1.0, 1e-3) == 0);
    CHECK(convert(d, 1.2, 1.0, 1e-3) == 0);
    CHECK(convert(d, 0.8285, 1.0, 1e-3) == 171);
    CHECK(convert(d, 0.1, 1.0, 1e-3) == 255);
}

TEST_CASE("integrator: parameters that make no sense are refused", "[circuits]") {
    CHECK_THROWS_WITH(design_with({{"rows", "128"}, {"lines", "200"}}),
                      Catch::Contains("lines = 200 is more than rows = 128"));
    CHECK_THROWS_WITH(design_with({{"bits", "4"}}), Catch::Contains("weight = 255 needs more than bits = 4"));
    CHECK_THROWS_AS(design_with({{"rows", "0"}}), InputError);
    CHECK(design_with({{"rows", "128"}}).lines == 128);
    CHECK_THROWS_WITH(design_with({{"regulatr", "off"}}), Catch::Contains("did you mean 'regulator'"));
}

TEST_CASE("integrator: decks depend on what they say and on nothing else", "[circuits]") {
    Bench const bench{design_with({}), {}, {}, {}};
    auto const a = bit_line(bench, 3, nominal_cells(bench.design, true, 200));
    auto const b = bit_line(bench, 3, nominal_cells(bench.design, true, 17));
    CHECK(*a.deck == *b.deck);  // resident: the number of lines is altered, not parsed
    CHECK(a.alterations.size() == b.alterations.size());
    CHECK(*a.deck != *bit_line(bench, 4, nominal_cells(bench.design, true, 256)).deck);
}

TEST_CASE("integrator: a line between the switches gives what it has and no more", "[circuits]") {
    // Switches of 1 µS: a line that stayed 0.2 V above would give the largest capacitor alone 0.2 µA · 16 ns = 3.2 fC
    // until it is cleared. It holds 10 fF · 0.2 V = 2 fC for all of them.
    auto const d = design_with({});
    Bench const bench{d, {}, {}, {}};
    Leakage leak;
    leak.low_v = 0.5;
    leak.high_v = 1.5;
    leak.line_f = 10e-15;
    for (std::size_t j = 0; j < leakage_points; ++j)
        for (std::size_t i = 0; i < leakage_points; ++i)
            leak.current_a[j * leakage_points + i] =
                1e-6 * (static_cast<double>(i) - static_cast<double>(j)) / static_cast<double>(leakage_points - 1);
    std::vector<double> const held_v(8, 1.0);
    auto const after_v = after_leakage(bench, leak, held_v, 1.0, 1.2);
    double gained_c = 0;
    for (double const v : after_v) gained_c += (v - 1.0) * d.c_f_f;
    CHECK(gained_c > 0);
    CHECK(gained_c < 10e-15 * 0.2);
    // A line at the level of all capacitors takes and gives nothing.
    for (double const v : after_leakage(bench, leak, held_v, 1.0, 1.0)) CHECK(v == Approx(1.0).margin(1e-15));
}

TEST_CASE("integrator: the response of a cell passes through its grid and is right between", "[circuits]") {
    // Like a cell: exponential in the threshold, less than proportional to mobility and conductance.
    auto const current_a = [](CellDeparture const& c) {
        return 1e-7 * std::exp(-c.vth_v / 0.06) * std::pow(1 + c.beta, 0.4) * (1 + c.g) / (1.5 + c.g);
    };
    CellResponse response({0.09, 0.45, 1.2});
    std::vector<double> currents_a;
    for (auto const& cell : response.grid()) currents_a.push_back(current_a(cell));
    response.set(currents_a, current_a({}));
    // Five points in mobility leave the fifth power of 0.4·ln(1 + 0.45): some 1e-4.
    for (auto const& cell : {CellDeparture{}, {0.03, -0.1, 0.5}, {-0.05, 0.2, -0.7}, {0.085, -0.4, 1.1}})
        CHECK(response.relative_current(cell) == Approx(current_a(cell) / current_a({})).epsilon(1e-3));
}

TEST_CASE("integrator: a chip's cells count by the currents that were drawn for them", "[circuits]") {
    auto const d = design_with({{"rows", "2"}, {"weight", "128"}});
    netlist::Chip const chip({{"bl7.row0.t2", "vth_v", 0.01}, {"bl7.row1.rram", "g", 0.5}});
    Bench const bench{d, {}, chip, {}};
    // A simulator whose cells carry (1 + g)·exp(-vth/50 mV), from the alterations it is asked for.
    auto const simulate = [&](Simulation const& s) {
        Waveforms w;
        for (auto const& vector : s.vectors) {
            auto const name = "x" + vector.substr(3, vector.size() - 4);
            double current_a = 1;
            for (auto const& [target, value] : s.alterations) {
                if (target == "@m." + name + ".m0[delvto]") current_a *= std::exp(-value / 0.05);
                if (target == "r." + name + ".xr.r0") current_a *= d.r_lrs_ohm / value;
            }
            w.names.push_back(vector);
            w.columns.push_back({current_a});
        }
        return w;
    };
    auto const cells = cells_of(bench, simulate, 128);
    CHECK(cells.at(7).on_lrs == Approx(std::exp(-0.2) + 1.5).epsilon(1e-9));
    CHECK(cells.at(6).on_lrs == 0);
    CHECK(cells.at(6).on_hrs == 2);
}
