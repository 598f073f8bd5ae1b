// What is refused before ngspice sees it, and the ladder's choice of rungs.
#include "spice/deck.hpp"
#include "spice/ladder.hpp"

#include <catch2/catch.hpp>
#include <limits>

using namespace cimchar;
using namespace cimchar::spice;

namespace {

Simulation with(std::string analysis, std::vector<std::string> vectors = {}, std::vector<Alteration> alterations = {}) {
    Simulation simulation;
    simulation.analysis = std::move(analysis);
    simulation.vectors = std::move(vectors);
    simulation.alterations = std::move(alterations);
    return simulation;
}

NgspiceLog log_of(std::vector<std::string> const& lines) {
    NgspiceLog log;
    for (auto const& line : lines) log.add("stderr " + line);
    return log;
}

}  // namespace

TEST_CASE("deck: the title is replaced, the rest up to .end is kept", "[spice_deck]") {
    CHECK(cards_for_ngspice("title\r\nr1 a 0 1k\r\n.END\njunk\n", "id") ==
          std::vector<std::string>{"id", "r1 a 0 1k", ".end"});
    CHECK(cards_for_ngspice("title\n.ends\nc1 a 0 1p", "id") ==
          std::vector<std::string>{"id", ".ends", "c1 a 0 1p", ".end"});
    CHECK(cards_for_ngspice("", "id") == std::vector<std::string>{"id", ".end"});
}

TEST_CASE("deck: commands in a netlist are refused", "[spice_deck]") {
    CHECK_NOTHROW(refuse_programs("title\nr1 a 0 1k\n* a comment about .control\n"));
    for (auto const* deck : {"t\n.control\nshell rm x\n.endc\n", "t\n.controls\nshell rm x\n.endcs\n",
                             "t\n  .CONTROL\n", "t\n*# shell rm x\n", "*#x\n"})
        CHECK_THROWS_AS(refuse_programs(deck), SimulationFailed);
}

TEST_CASE("deck: options that make ngspice's results wrong are refused", "[spice_deck]") {
    CHECK_NOTHROW(refuse_options("interp\n.options reltol=1e-4\nrinterp a 0 1k\n"));
    CHECK_THROWS_AS(refuse_options("t\n.options reltol=1e-4 interp\n"), SimulationFailed);
    CHECK_THROWS_AS(refuse_options("t\n.option reltol=1e-4\n+ INTERP\n"), SimulationFailed);
    CHECK_THROWS_AS(refuse_options("t\n.options bypass=1 reltol=1e-4\n"), SimulationFailed);
    CHECK_THROWS_AS(refuse_options("t\n.options bypass\n"), SimulationFailed);
    CHECK_NOTHROW(refuse_options("t\n.options bypass=0\n"));
}

TEST_CASE("deck: voltage sources outside of subcircuits", "[spice_deck]") {
    CHECK(voltage_sources("vtitle\nV1 a 0 1\n.subckt s a\nv2 a 0 1\n.ends s\n+ v4\n  vdd b 0 1\n.end\nv3 c 0 1\n") ==
          std::vector<std::string>{"v1", "vdd"});
    CHECK(voltage_sources("").empty());
}

TEST_CASE("deck: only analyses, vectors and alterations pass as such", "[spice_deck]") {
    CHECK_NOTHROW(refuse_commands(with("tran 1n 10n 0 0.1n uic", {"v(out)", "v(a,b)", "i(vdd)", "@m.x1.m0[id]"})));
    CHECK_NOTHROW(
        refuse_commands(with("dc vin 0 1 1m", {}, {{"@m.x1.m0[delvto]", 0.01}, {"r.x1.r0", 1e3}, {"VDD", 1}})));
    for (auto const* analysis :
         {"", "shell ls", "tran 1n 10n > file", "op ; shell ls", "op\nshell ls", "sens v(a)", "tran `ls`"})
        CHECK_THROWS_AS(refuse_commands(with(analysis)), SimulationFailed);
    for (auto const* vector : {"", "v(a) v(b)", "all > x", "$x", "v(a);quit"})
        CHECK_THROWS_AS(refuse_commands(with("op", {vector})), SimulationFailed);
    // "m1" alone crashes ngspice 39, which looks at the first letter of a parameter that is not there.
    for (auto const* target : {"", "m1", "M.x1.m0", "@m1", "@m1[]", "@[w]", "r1 = 5", "@m1[w]x", "r1;quit"})
        CHECK_THROWS_AS(refuse_commands(with("op", {}, {{target, 1}})), SimulationFailed);
    CHECK_THROWS_AS(refuse_commands(with("op", {}, {{"r1", std::numeric_limits<double>::quiet_NaN()}})),
                    SimulationFailed);
}

TEST_CASE("ladder: how an analysis ended is read from the log", "[spice_ladder]") {
    CHECK(ending_of(log_of({"Note: Starting dynamic gmin stepping", "Note: Dynamic gmin stepping completed"})) ==
          Ending::complete);
    CHECK(ending_of(
              log_of({"doAnalyses: TRAN:  Timestep too small; time = 1e-09, timestep = 1e-20: trouble with node \"b\"",
                      "tran simulation(s) aborted"})) == Ending::no_time_step);
    CHECK(ending_of(log_of({"doAnalyses: TRAN:  Timestep too small; initial timepoint: cause unrecorded.",
                            "tran simulation(s) aborted"})) == Ending::no_operating_point);
    CHECK(ending_of(log_of({"doAnalyses: OP:  Timestep too small; trouble with node \"b\"",
                            "op simulation(s) aborted"})) == Ending::no_operating_point);
    CHECK(ending_of(log_of({"doAnalyses: iteration limit reached", "dc simulation(s) aborted"})) ==
          Ending::no_operating_point);
    CHECK(ending_of(log_of({"doAnalyses: no such device", "dc simulation(s) aborted"})) == Ending::refused);
    CHECK(ending_of(log_of({"Fatal error: DC Transfer Function: Voltage source, current source, or resistor named "
                            "\"v9\" is not in the circuit",
                            "doAnalyses: Too many iterations without convergence", "dc simulation(s) aborted"})) ==
          Ending::refused);
    CHECK(ending_of(log_of({"zork: no such command available in ngspice"})) == Ending::refused);
}

TEST_CASE("ladder: looser tolerances come last and say so", "[spice_ladder]") {
    for (auto const ending : {Ending::no_operating_point, Ending::no_time_step}) {
        auto const rungs = ladder_for(ending, true);
        REQUIRE(rungs.size() >= 3);
        for (std::size_t i = 0; i + 1 < rungs.size(); ++i) CHECK_FALSE(rungs[i].name.starts_with("loosened"));
        CHECK(rungs.back().name.starts_with("loosened"));
    }
}

TEST_CASE("ladder: a transient's largest step is ngspice's own choice until it is tightened", "[spice_ladder]") {
    CHECK(with_max_step("op", 0.1) == "op");
    CHECK(with_max_step("tran 1n 10n", 1) == "tran 1n 10n");
    auto const times = transient_times(with_max_step("TRAN 1n 10n uic", 0.1));  // 10 ns / 50 = 0.2 ns < 1 ns
    CHECK(times.max_step_s == Approx(0.02e-9));
    CHECK(times.stop_s == Approx(10e-9));
    CHECK(times.uic);
    CHECK(transient_times("tran 1n 10n 2n 0.5n").start_s == Approx(2e-9));
    CHECK(transient_times("tran 1n 10n 2n 0.5n").max_step_s == Approx(0.5e-9));
    for (auto const* wrong : {"op", "tran", "tran 1n", "tran 0 10n", "tran 1n -1n", "tran a b", "tran 1 2 3 4 5"})
        CHECK_THROWS_AS(transient_times(wrong), SimulationFailed);
}
