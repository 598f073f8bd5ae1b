// The integrator's own arithmetic: design rules, the ideal product, composition by charge conservation.
#include "circuits/integrator/compose.hpp"
#include "circuits/integrator/observe.hpp"
#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::circuits;
using namespace cimchar::circuits::integrator;

namespace {

Design design_with(std::vector<std::pair<std::string, std::string>> const& values) {
    Parameters parameters(parameter_infos());
    for (auto const& [name, value] : values) parameters.set(name, value);
    return make_design(parameters);
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
    levels.held_v = {{{initial_v, initial_v - drop_v}, {initial_v, initial_v - drop_v}}};
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
