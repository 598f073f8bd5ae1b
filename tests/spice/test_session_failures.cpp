// How a session refuses and fails: never silently, never with half a result.
#include "decks.hpp"
#include "in_new_process.hpp"

#include <unistd.h>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace cimchar;
using namespace cimchar::test;
using Catch::Contains;
using Catch::StartsWith;

namespace {

Failure failure_of(Simulation const& what) {
    auto const got = simulate_in_order({what}).front();
    REQUIRE_FALSE(got.failure.message.empty());
    CHECK(got.failure.message.find('\n') == std::string::npos);
    return got.failure;
}

/// Refused, for a reason that names `what`.
void check_refused(std::string const& cards, std::string const& reason) {
    auto const failed = failure_of(simulation("refused\nv1 a 0 1\nr9 a 0 1k\n" + cards, "op", {"v(a)"}));
    CHECK(failed.kind == FailureKind::bad_netlist);
    CHECK_THAT(failed.message, Contains(reason));
}

}  // namespace

TEST_CASE("session: a broken netlist is refused with the line at fault", "[spice]") {
    check_refused("m1 a a 0 0 nope w=1u l=1u\n", "m1 a a 0 0 nope");
    check_refused("foo bar\n", "foo bar");
    check_refused("x1 a 0 nosub\n", "nosub");
    check_refused(cards_45nm + "m1 a a 0 0 nch w=1u l=1u foo=2\n", "foo");
    check_refused("r1 a 0 {rr}\n", "rr");
    check_refused("r1 a 0 {1+}\n", "1+");
    check_refused(".include /nonexistent/file.inc\n", "/nonexistent/file.inc");
    check_refused(".lib /nonexistent/file.lib tt\n", "/nonexistent/file.lib");
    check_refused(".subckt a b\nr1 b 0 1k\n", ".subckt");
    check_refused("r9 a 0 2k\n", "r9 a 0 2k");
    check_refused(".control\nshell true\n.endc\n", "commands");
}

TEST_CASE("session: after a netlist that ngspice cannot get over, a pool goes on with a new process", "[spice]") {
    auto const bad = simulation("t\nv1 a 0 1\nr1 a 0 {rr}\n", "op", {"v(a)"});
    auto const good = simulation("t\nv1 a 0 1\nr1 a 0 1k\n", "op", {"v(a)"});
    SECTION("the same session refuses to go on") {
        auto const got = simulate_in_order({good, bad, good});
        CHECK(got[0].failure.message.empty());
        CHECK(got[1].failure.kind == FailureKind::bad_netlist);
        CHECK(got[2].failure.kind == FailureKind::crash);
        CHECK_THAT(got[2].failure.message, Contains("new process"));
    }
    SECTION("the pool replaces it") {
        spice::Pool pool({}, [&](spice::Session& session, std::string_view request) {
            return std::to_string(session.simulate(request == "bad" ? bad : good)["v(a)"].front());
        });
        for (auto const* request : {"good", "bad", "good", "bad", "good"}) {
            pool.submit(0, request);
            auto const done = pool.wait(60);
            REQUIRE(done);
            CHECK(std::holds_alternative<Failure>(done->outcome) == (std::string(request) == "bad"));
        }
    }
}

TEST_CASE("session: wrong names in a simulation are refused", "[spice]") {
    auto const deck = inverter_chain(1);
    auto const refused = [&](std::string analysis, std::vector<std::string> vectors,
                             std::vector<Alteration> alterations = {}) {
        auto what = simulation(deck, std::move(analysis), std::move(vectors));
        what.alterations = std::move(alterations);
        auto const failed = failure_of(what);
        CHECK(failed.kind == FailureKind::bad_netlist);
        return failed.message;
    };
    CHECK_THAT(refused("op", {"v(n1)", "v(nope)"}), Contains("v(nope)"));
    CHECK_THAT(refused("op", {"v(nope)"}), Contains("v(nope)"));
    CHECK_THAT(refused("tran 10p 0.1n", {"v(n1)", "@m.x0.mn[zork]"}), Contains("zork"));
    CHECK_THAT(refused("op", {"v(c)"}), Contains("v(c)"));  // not ngspice's constant c, the speed of light
    CHECK_THAT(refused("op", {"v(n1)"}, {{"@m.x9.mn[delvto]", 1}}), Contains("m.x9.mn"));
    CHECK_THAT(refused("op", {"v(n1)"}, {{"@m.x0.mn[zork]", 1}}), Contains("zork"));
    CHECK_THAT(refused("op", {"v(n1)"}, {{"m.x0.mn", 1}}), Contains("m.x0.mn"));
    CHECK_THAT(refused("dc vzork 0 1 0.1", {"v(n1)"}), Contains("vzork"));
    CHECK_THAT(refused("tran 1n", {"v(n1)"}), Contains("tran"));
    CHECK_THAT(refused("noise v(n1) vdd dec 10 1 1k", {"onoise_spectrum"}),
               Contains("no AC value") || Contains("ac input"));
}

TEST_CASE("session: a point where a source carries more than a thousand amperes is no result", "[spice]") {
    auto const across = [](std::string const& ohms) { return "short\nv1 a 0 dc 1 ac 1\nr1 a 0 " + ohms + "\n"; };
    for (auto const* analysis : {"op", "dc v1 0 1 1", "tran 1n 10n"}) {
        auto const failed = failure_of(simulation(across("0.9m"), analysis, {"v(a)"}));
        CHECK(failed.kind == FailureKind::no_convergence);
        CHECK_THAT(failed.message, Contains("false operating point, v1 carries -1.1e+03 A"));
        CHECK(simulate_in_order({simulation(across("1.1m"), analysis, {"v(a)"})}).front().failure.message.empty());
    }
    // Its small signals say nothing about its operating point, which Newton's iteration found by itself.
    CHECK(simulate_in_order({simulation(across("0.9m"), "ac dec 1 1 10", {"v(a)"})}).front().failure.message.empty());
}

TEST_CASE("session: a circuit without a solution does not converge, and the ladder is told", "[spice]") {
    SECTION("no operating point") {
        // The B source pulls b down when it is high and up when it is low, a thousand volts either way.
        auto const failed = failure_of(simulation("t\nv1 a 0 1\nr1 a b 1k\nb1 b 0 i=v(b)>0.5?1:-1\n", "op", {"v(b)"}));
        CHECK(failed.kind == FailureKind::no_convergence);
        CHECK_THAT(failed.message, Contains("Timestep too small"));
        CHECK_FALSE(failed.log_tail.empty());
        REQUIRE(failed.ladder.size() == 4);
        CHECK_THAT(failed.ladder[0], Contains("gmin stepping"));
        CHECK_THAT(failed.ladder[1], Contains("source stepping"));
        CHECK_THAT(failed.ladder[2], StartsWith("gmin="));
        CHECK_THAT(failed.ladder[3], Contains("loosened"));
    }
    SECTION("two voltage sources that disagree") {
        auto const failed = failure_of(simulation("t\nv1 a 0 1\nv2 a 0 2\nr1 a 0 1k\n", "tran 1n 10n", {"v(a)"}));
        CHECK(failed.kind == FailureKind::no_convergence);
        CHECK(failed.ladder.size() == 4);
    }
}

TEST_CASE("session: a rung that helps is recorded, once", "[spice]") {
    auto const with = [](std::string const& options) {
        return simulation(clipper(options), "tran 20p 0.4n", {"v(c)"});
    };
    auto const got = simulate_in_order({with(""), with(tight_tolerances), with(impossible_tolerances), with("")});
    for (auto const& each : got) CHECK(each.failure.message.empty());
    CHECK(got[0].ladder.empty());
    CHECK(got[1].ladder == std::vector<std::string>{"method=gear"});
    REQUIRE(got[2].ladder.size() == 1);
    CHECK_THAT(got[2].ladder.front(), StartsWith("loosened"));
    CHECK(got[3].ladder.empty());
}

TEST_CASE("session: ngspice's own gmin stepping is no failure and no rung", "[spice]") {
    // A floating node: the matrix is singular without gmin.
    auto const got =
        simulate_in_order({simulation("t\nv1 a 0 1\nc1 a b 1p\nc2 b c 1p\nc3 c 0 1p\n", "op", {"v(b)"})}).front();
    CHECK(got.failure.message.empty());
    CHECK(got.ladder.empty());
    CHECK(got.waveforms["v(b)"].size() == 1);
}

TEST_CASE("session: a result that is not a number is no result", "[spice]") {
    auto const failed = failure_of(
        simulation("t\nv1 a 0 1\nr1 a 0 1k\nb1 b 0 v=(v(a)-1)/(v(a)-1)*1e308*1e308\nr2 b 0 1k\n", "op", {"v(b)"}));
    CHECK(failed.kind == FailureKind::no_convergence);
}

TEST_CASE("session: nothing reaches the terminal, and no .spiceinit is read", "[spice]") {
    auto const folder = std::filesystem::temp_directory_path() / ("cimchar-test-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    auto const seen = folder / "seen";
    spice::Pool pool({}, [&](spice::Session& session, std::string_view) -> std::string {
        std::filesystem::current_path(folder);
        std::ofstream(".spiceinit") << "* mine\nset temp=99\necho USER_INIT\n";
        if (std::freopen(seen.c_str(), "w", stdout) == nullptr || std::freopen(seen.c_str(), "a", stderr) == nullptr)
            return "no file";
        std::string outcome;
        for (auto const& cards :
             {"r1 a 0 1k\n", "m1 a a 0 0 nope\n", "c1 a b 1p\nc2 b c 1p\n", "v2 a 0 2\n", "r1 a 0 {x}\n"}) {
            try {
                (void)session.simulate(simulation(std::string("t\nv1 a 0 1\n") + cards, "tran 1n 10n", {"v(a)"}));
                outcome += "+";
            } catch (SimulationFailed const&) {
                outcome += "-";
            }
        }
        std::fflush(nullptr);
        std::filesystem::remove(".spiceinit");
        return outcome + (std::filesystem::current_path() == folder ? " here" : " elsewhere");
    });
    pool.submit(0, "");
    auto const done = pool.wait(60);
    REQUIRE(done);
    CHECK(std::get<std::string>(done->outcome) == "+-+-- here");
    std::ifstream file(seen);
    CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == "");
    std::filesystem::remove_all(folder);
}

TEST_CASE("session: 300 simulations of a small circuit cost little memory, and one thread", "[spice]") {
    spice::Pool pool({}, [](spice::Session& session, std::string_view) {
        auto const resident_kb = [] {
            long total = 0;
            long resident = 0;
            std::ifstream("/proc/self/statm") >> total >> resident;
            return resident * (sysconf(_SC_PAGESIZE) / 1024);
        };
        auto const sample = [&](int i) {
            auto what = simulation(inverter_chain(3), "tran 20p 0.4n", {"v(n3)", "i(vdd)"});
            shift_thresholds(what, 3, 1e-4 * i);
            what.temperature_c = i % 2 == 0 ? 27 : 80;
            (void)session.simulate(what);
        };
        for (int i = 0; i < 50; ++i) sample(i);
        auto const before_kb = resident_kb();
        for (int i = 0; i < 300; ++i) sample(i);
        auto const threads = std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
        return std::to_string(resident_kb() - before_kb) + " " + std::to_string(threads);
    });
    pool.submit(0, "");
    auto const done = pool.wait(100);
    REQUIRE(done);
    std::istringstream text(std::get<std::string>(done->outcome));
    long grown_kb = 0;
    int threads = 0;
    text >> grown_kb >> threads;
    INFO(grown_kb << " kB");
#ifndef __SANITIZE_ADDRESS__    // which keeps freed memory
    CHECK(grown_kb < 300 * 8);  // measured: 4.4 kB each, of which 0.5 kB for each of 6 alterations
#endif
    CHECK(threads == 1);
}
