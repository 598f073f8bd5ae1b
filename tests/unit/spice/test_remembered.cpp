// What a session remembers: the last results, by everything that a simulation says.
#include "spice/remembered.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::spice;

namespace {

Simulation divider(double v) {
    return {std::make_shared<std::string const>("t\nr1 a 0 1k\nv1 a 0 1\n"), 27, {{"v1", v}}, "op", {"v(a)"}};
}

Waveforms result(double v) {
    return {{"point", "v(a)"}, {{0}, {v}}};
}

}  // namespace

TEST_CASE("remembered: the result of the same content, and of no other", "[spice_remembered]") {
    Remembered remembered;
    remembered.keep(divider(1), result(1));
    REQUIRE(remembered.find(divider(1)) != nullptr);
    CHECK(remembered.find(divider(1))->columns[1][0] == 1);
    CHECK(remembered.find(divider(1.0000000000000002)) == nullptr);
    auto hotter = divider(1);
    hotter.temperature_c = 28;
    CHECK(remembered.find(hotter) == nullptr);
    auto more = divider(1);
    more.vectors.push_back("i(v1)");
    CHECK(remembered.find(more) == nullptr);
}

TEST_CASE("remembered: what was asked for last stays, and very long results are not kept", "[spice_remembered]") {
    Remembered remembered;
    remembered.keep(divider(-1), result(-1));
    for (int i = 0; i < 1200; ++i) {
        remembered.keep(divider(i), result(i));
        CHECK(remembered.find(divider(-1)) != nullptr);  // asked for again and again
    }
    CHECK(remembered.find(divider(1199)) != nullptr);
    CHECK(remembered.find(divider(0)) == nullptr);
    remembered.keep(divider(2000), {{"time"}, {std::vector<double>(60'000)}});
    CHECK(remembered.find(divider(2000)) == nullptr);
}

TEST_CASE("remembered: long results are fewer", "[spice_remembered]") {
    Remembered remembered;
    for (int i = 0; i < 100; ++i) remembered.keep(divider(i), {{"time"}, {std::vector<double>(40'000)}});
    CHECK(remembered.find(divider(99)) != nullptr);  // 100 of 0.3 MB are 32 MB, and 24 are kept
    CHECK(remembered.find(divider(0)) == nullptr);
    auto altered = divider(100);
    altered.alterations.resize(400'000);  // as much as all that may be kept, and more
    remembered.keep(altered, result(1));
    CHECK(remembered.find(divider(99)) == nullptr);
}
