// What a chip draws, as standard deviations.
#include "netlist/variation.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar::netlist;

TEST_CASE("standard deviations: in the order of the draw, and its spread over many chips", "[netlist]") {
    std::vector<VariedDevice> const devices{{"m1", DeviceKind::nmos, 1e-6, 0.25e-6, 0},
                                            {"r", DeviceKind::rram, 0, 0, 0}};
    VariationModel model;
    model.nmos_vth_v_m = 2e-9;  // 2 mV·µm on 0.5 µm: 4 mV
    model.nmos_beta_m = 1e-8;   // 2 %
    model.rram_relative = 0.05;
    model.global_pmos_vth_v = 0.01;
    auto const got = standard_deviations(devices, model, {});
    REQUIRE(got.size() == 5);
    CHECK(got[2].device == "m1");
    CHECK(got[2].parameter == "vth_v");
    CHECK(got[2].value == Approx(4e-3));
    CHECK(got[3].value == Approx(0.02));
    constexpr std::uint64_t chips = 2000;
    std::vector<double> squares(got.size(), 0);
    for (std::uint64_t sample = 1; sample <= chips; ++sample) {
        auto const chip = draw_chip({}, 1, sample, devices, model, {});
        REQUIRE(chip.deviations().size() == got.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            CHECK(chip.deviations()[i].device == got[i].device);
            CHECK(chip.deviations()[i].parameter == got[i].parameter);
            squares[i] += std::pow(chip.deviations()[i].value, 2) / chips;
        }
    }
    // A standard deviation of 2000 is known to 1/√4000: 1.6 %.
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(std::sqrt(squares[i]) == Approx(got[i].value).epsilon(0.065));
}
