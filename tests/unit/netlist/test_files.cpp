// The shipped netlist files.
#include "core/error.hpp"
#include "netlist/files.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;

TEST_CASE("netlist files: a corner's cards hold its section and the common models", "[netlist]") {
    auto const tt = netlist::model_cards("cards/n45.lib", "tt");
    auto const ss = netlist::model_cards("cards/n45.lib", "ss");
    CHECK(tt.find("n45_n_vth=0 ") != std::string::npos);
    CHECK(ss.find("n45_n_vth=0.025 ") != std::string::npos);
    CHECK(ss.find("n45_n_vth=0 ") == std::string::npos);
    CHECK(ss.find(".model n45_pmos") != std::string::npos);
    CHECK(tt.find("\n.lib ") == std::string::npos);
}

TEST_CASE("netlist files: an unknown corner is refused with the ones there are", "[netlist]") {
    CHECK_THROWS_AS(netlist::model_cards("cards/n45.lib", "typ"), InputError);
    CHECK_THROWS_WITH(netlist::model_cards("cards/n45.lib", "ssx"), Catch::Contains("did you mean 'ss'"));
}
