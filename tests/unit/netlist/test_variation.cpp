// Draws of chips: what they depend on, and what they must not depend on.
#include "netlist/variation.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar::netlist;

namespace {
VariationModel model() {
    VariationModel m;
    m.nmos_vth_v_m = 1.4e-9;
    m.nmos_beta_m = 7e-9;
    m.pmos_vth_v_m = 1.4e-9;
    m.pmos_beta_m = 7e-9;
    m.rram_relative = 0.2;
    m.capacitor_relative = 0.01;
    m.capacitor_reference_f = 1e-15;
    m.global_nmos_vth_v = 6e-3;
    m.global_pmos_vth_v = 9e-3;
    return m;
}
VariedDevice transistor(char const* name, double w_m, double l_m) {
    return {name, DeviceKind::nmos, w_m, l_m, 0};
}
}  // namespace

TEST_CASE("variation: a device's draw does not depend on which other devices there are", "[netlist]") {
    auto const alone = draw_chip({}, 1, 5, {transistor("t0", 1e-6, 1e-7)}, model(), {});
    auto const among = draw_chip({}, 1, 5, {transistor("new", 1e-6, 1e-7), transistor("t0", 1e-6, 1e-7)}, model(), {});
    CHECK(alone.deviation("t0", "vth_v") == among.deviation("t0", "vth_v"));
    CHECK(alone.deviation("t0", "vth_v") != 0);
    CHECK(alone.deviation("t0", "beta") != alone.deviation("t0", "vth_v"));
}

TEST_CASE("variation: another seed or sample is another chip", "[netlist]") {
    std::vector<VariedDevice> const devices{transistor("t0", 1e-6, 1e-7)};
    double const first = draw_chip({}, 1, 1, devices, model(), {}).deviation("t0", "vth_v");
    CHECK(first != draw_chip({}, 1, 2, devices, model(), {}).deviation("t0", "vth_v"));
    CHECK(first != draw_chip({}, 2, 1, devices, model(), {}).deviation("t0", "vth_v"));
}

TEST_CASE("variation: threshold mismatch follows Pelgrom's law", "[netlist]") {
    // σ = 1.4 mV·µm / √(1 µm · 0.1 µm) = 4.427 mV; 4000 samples know σ to 1.1 % (one standard error), so 5 % is 4.5 of
    // them.
    double sum2 = 0;
    constexpr int n = 4000;
    for (int s = 1; s <= n; ++s)
        sum2 += std::pow(draw_chip({}, 3, s, {transistor("t0", 1e-6, 1e-7)}, model(), {}).deviation("t0", "vth_v"), 2);
    CHECK(std::sqrt(sum2 / n) == Approx(4.427e-3).epsilon(0.05));
}

TEST_CASE("variation: switches leave out what they name and keep the rest as it was", "[netlist]") {
    std::vector<VariedDevice> const devices{transistor("t0", 1e-6, 1e-7), {"cell", DeviceKind::rram, 0, 0, 0}};
    auto const all = draw_chip({}, 1, 1, devices, model(), {});
    auto const no_local = draw_chip({}, 1, 1, devices, model(), {.local = false, .global = true, .rram = true});
    auto const no_global = draw_chip({}, 1, 1, devices, model(), {.local = true, .global = false, .rram = true});
    CHECK(no_local.deviation("t0", "vth_v") == 0);
    CHECK(no_local.deviation("cell", "g") == all.deviation("cell", "g"));
    CHECK(no_global.deviation("process", "nmos_vth_v") == 0);
    CHECK(no_global.deviation("t0", "vth_v") == all.deviation("t0", "vth_v"));
}

TEST_CASE("variation: a conductance stays positive however wide the spread", "[netlist]") {
    auto wide = model();
    wide.rram_relative = 2.0;  // one in three draws would be negative
    for (int s = 1; s <= 200; ++s)
        CHECK(1 + draw_chip({}, 1, s, {{"cell", DeviceKind::rram, 0, 0, 0}}, wide, {}).deviation("cell", "g") >=
              0.05 - 1e-15);
}
