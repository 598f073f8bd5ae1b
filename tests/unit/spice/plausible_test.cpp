// Currents that no circuit has.
#include "spice/plausible.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;

TEST_CASE("plausible: a sweep that goes through a false operating point and leaves it is seen", "[spice]") {
    Waveforms sweep{{"v-sweep", "v(out)", "i(vdd)"}, {{0, 1, 2}, {1, 1e6, 1}, {-1e-3, -7.6e12, -1e-3}}};
    CHECK(spice::implausible_current(sweep) == "i(vdd) is -7.6e+12 A");
    sweep.columns[2][1] = -2e-3;
    CHECK(spice::implausible_current(sweep).empty());
}
