#include "circuits/user/expression.hpp"
#include "circuits/user/geometry.hpp"
#include "circuits/user/netlist_text.hpp"
#include "circuits/user/transistors.hpp"
#include "core/error.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::circuits::user;
using Catch::Matchers::Contains;

TEST_CASE("expression: arithmetic, suffixes, functions and names", "[user]") {
    Values const values{{"wn", 200e-9}, {"vdd", 1.2}};
    CHECK(evaluate("2*wn", values) == Approx(400e-9));
    CHECK(evaluate("{vdd/2 - 0.1}", values) == Approx(0.5));
    CHECK(evaluate("'-2**2'", {}) == -4);
    CHECK(evaluate("2^3^2", {}) == 512);  // from the right
    CHECK(evaluate("min(3, max(1, 2)) + 1k + 1.5meg", {}) == 2 + 1000 + 1.5e6);
    CHECK(evaluate("1e-9*1e3", {}) == Approx(1e-6));
    CHECK(evaluate("WN", values) == 200e-9);
}

TEST_CASE("expression: mistakes are named", "[user]") {
    Values const values{{"width", 1.0}};
    CHECK_THROWS_WITH(evaluate("2*widht", values), Contains("did you mean 'width'"));
    CHECK_THROWS_WITH(evaluate("(1+2", {}), Contains("')' is missing"));
    CHECK_THROWS_WITH(evaluate("1 2", {}), Contains("left over"));
    CHECK_THROWS_WITH(evaluate("", {}), Contains("ends where a value"));
    CHECK_THROWS_WITH(evaluate("sni(1)", {}), Contains("no function 'sni'"));
    CHECK_THROWS_AS(evaluate(std::string(10000, '('), {}), InputError);
    std::string tower = "1";
    for (int i = 0; i < 100000; ++i) tower += "^1";
    CHECK_THROWS_WITH(evaluate(tower, {}), Contains("nested too deeply"));
    CHECK(evaluate(std::string(100001, '-') + "2", {}) == -2);
    CHECK(with_values("dc vin 0 {2*width} 1m", values) == "dc vin 0 2 1m");
}

namespace {
constexpr char const* netlist_text = R"(* Two inverters
.param wn = 200n
+ wp='2*wn'
.subckt inv in out vdd w=1u
mp out in vdd vdd pch w={2*w} l=50n m=2 ; twice
mn out in 0 0 nch w = w l=lmin
.ends
.param lmin=50n $ shortest
x1 a b vdd inv w={wn}
x2 b c vdd inv w={wp}
m9 c a 0 0 nch w=1u l=100n delvto=10m
vdd vdd 0 1
.model nch nmos level=54
.tran 1p 1n
.end
x3 is ignored
)";
}

TEST_CASE("netlist: a line of separators only is named", "[user]") {
    CHECK_THROWS_WITH(read_netlist("title\nr1 a b 1k\n,\n", "n.cir"), Contains("separators only (n.cir:3"));
}

TEST_CASE("netlist: cards are joined, comments and analyses left out", "[user]") {
    auto const netlist = read_netlist(netlist_text, "two.cir");
    CHECK(netlist.title == "Two inverters");
    CHECK(netlist.left_out == std::vector<std::string>{".tran 1p 1n"});
    REQUIRE(netlist.parameters.size() == 3);
    CHECK(netlist.parameters[1] == std::pair<std::string, std::string>{"wp", "'2*wn'"});
    CHECK(nodes_of(netlist) == std::vector<std::string>{"0", "a", "b", "c", "vdd"});
    CHECK(sources_of(netlist) == std::vector<std::string>{"vdd"});
}

TEST_CASE("transistors: sizes through the hierarchy, and how ngspice calls them", "[user]") {
    auto const netlist = read_netlist(netlist_text, "two.cir");
    Process process;
    process.nmos.clear();
    process.pmos = {"PCH"};
    Values values;
    add_values(values, netlist.parameters);
    auto const found = transistors(netlist, process, values, "two.cir");
    REQUIRE(found.size() == 5);
    CHECK(found[0].device.name == "x1.mp");
    CHECK(found[0].path == "m.x1.mp");
    CHECK(found[0].device.kind == netlist::DeviceKind::pmos);
    CHECK(found[0].device.width_m == Approx(2 * 2 * 200e-9));  // w={2*w}, m=2
    CHECK(found[1].device.length_m == Approx(50e-9));
    CHECK(found[2].device.width_m == Approx(2 * 2 * 400e-9));
    CHECK(found[4].path == "m9");
    CHECK(found[4].vth_v == Approx(0.01));
}

TEST_CASE("transistors: a subcircuit of the library counts as one", "[user]") {
    auto const netlist = read_netlist("t\nxm1 d g s b nfet_01v8 w=1 l=0.15\n.end\n", "s.cir");
    Process process;
    process.nmos = {"nfet_01v8"};
    auto const found = transistors_unsized(netlist, process, {}, "s.cir");
    REQUIRE(found.size() == 1);
    CHECK(found[0].path == "m.xm1.mnfet_01v8");
    CHECK(found[0].of_library);
}

TEST_CASE("transistors: sizes are those the simulator tells, of the transistors it has", "[user]") {
    Description description;
    description.process.corners = {{"ss", ".include 'ss'\n"}, {"tt", ".include 'tt'\n"}};
    description.netlist = read_netlist(
        "t\n.subckt a d\n.if (1)\nm1 d d 0 0 n45_nmos\n.else\nm1 d d 0 0 n45_nmos w=2u\nm2 d d 0 0 n45_nmos\n.endif\n"
        ".ends\nx1 d a\n.end\n",
        "if.cir");
    double const none = std::nan("");
    std::vector<Simulation> asked;
    std::vector<std::vector<double>> answers{{3e-6, 50e-9, 2, none, none, none}, {3e-6, 50e-9, 2, none, none, none}};
    auto const found = [&] {
        return sized_transistors(description, cimchar::circuits::Parameters(), "if.cir", {"tt", "ss"},
                                 [&](std::vector<Simulation> const& questions) {
                                     asked = questions;
                                     return answers;
                                 });
    };
    auto const present = found();
    REQUIRE(asked.size() == 2);
    CHECK(asked[0].vectors[2] == "@m.x1.m1[m]");
    CHECK(asked[0].vectors.size() == 6);
    CHECK_THAT(*asked[0].deck, Contains("'tt'"));
    CHECK_THAT(*asked[1].deck, Contains("'ss'"));
    CHECK(asked[1].temperature_c != asked[0].temperature_c);
    REQUIRE(present.size() == 1);
    CHECK(present[0].device.width_m == Approx(6e-6));
    CHECK(present[0].device.length_m == Approx(50e-9));
    answers[1][0] = 4e-6;  // at the other corner
    CHECK_THROWS_WITH(found(), Contains("'x1.m1' depends on the condition (if.cir:4") && Contains("at ss"));
    answers = {{3e-6, 50e-9, 2, none, none, none}, {3e-6, 50e-9, 2, 1e-6, 1e-6, 1}};
    CHECK_THROWS_WITH(found(), Contains("'x1.m2'") && Contains("none at tt"));
    answers = {{0, 50e-9, 2, none, none, none}, {0, 50e-9, 2, none, none, none}};
    CHECK_THROWS_WITH(found(), Contains("width and a length for 'x1.m1'"));
}

TEST_CASE("netlist: what cannot be used is refused with its line", "[user]") {
    CHECK_THROWS_WITH(read_netlist("t\n.control\nshell rm x\n.endc\n", "h.cir"), Contains("h.cir:2"));
    CHECK_THROWS_WITH(read_netlist("t\n *# shell rm x\n", "h.cir"), Contains("h.cir:2"));
    CHECK_THROWS_WITH(read_netlist("t\n.model p d_process (process_file=\"x\")\n", "h.cir"), Contains("h.cir:2"));
    CHECK_THROWS_WITH(read_netlist(std::string(10, '\0'), "h.cir"), Contains("not text"));
    CHECK_THROWS_WITH(read_netlist("t\n.subckt a b\n", "h.cir"), Contains("no .ends"));
    CHECK_THROWS_WITH(read_netlist("t\n+ 1\n", "h.cir"), Contains("continues nothing"));
    Process const process;
    auto const all = [&](char const* card) {
        return transistors(read_netlist(std::string("t\n") + card, "h.cir"), process, {}, "h.cir");
    };
    CHECK_THROWS_WITH(all("m1 d g s b n45_nmso w=1u l=1u"), Contains("did you mean 'n45_nmos'"));
    CHECK_THROWS_WITH(all("m1 d g s b n45_nmos l=1u"), Contains("w of transistor 'm1' is missing"));
    CHECK_THROWS_WITH(all("m1 d g s b n45_nmos w={w} l=1u"), Contains("there is no 'w'"));
    CHECK_THROWS_WITH(all(".subckt a x\nx1 x a\n.ends\nx2 0 a"), Contains("contain each other"));
}
