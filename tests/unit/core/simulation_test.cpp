// What comes back from a simulation: waveforms, values between points, failures.
#include "core/simulation.hpp"
#include "core/error.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;

TEST_CASE("Waveforms: a column is found by its name", "[core]") {
    Waveforms const waves{{"time", "v(out)"}, {{0, 1}, {0.5, 0.25}}};
    CHECK(waves["time"] == std::vector<double>{0, 1});
    CHECK(waves["v(out)"] == std::vector<double>{0.5, 0.25});
}

TEST_CASE("Waveforms: asking for a column that was not returned is our bug", "[core]") {
    Waveforms const waves{{"time"}, {{0, 1}}};
    CHECK_THROWS_AS(waves["v(out)"], ContractError);
    CHECK_THROWS_AS(waves["TIME"], ContractError);
    CHECK_THROWS_AS(Waveforms{}["time"], ContractError);
}

TEST_CASE("value_at: a straight line between points, the points themselves exactly", "[core]") {
    std::vector<double> const x{0, 1, 3};
    std::vector<double> const y{2, 4, -4};
    CHECK(value_at(x, y, 0) == 2);
    CHECK(value_at(x, y, 0.25) == 2.5);
    CHECK(value_at(x, y, 1) == 4);
    CHECK(value_at(x, y, 2) == 0);  // halfway from 4 to -4
    CHECK(value_at(x, y, 3) == -4);
}

TEST_CASE("value_at: outside, the nearest end", "[core]") {
    CHECK(value_at({0, 1}, {2, 4}, -10) == 2);
    CHECK(value_at({0, 1}, {2, 4}, 10) == 4);
    CHECK(value_at({5}, {7}, 0) == 7);
    CHECK(value_at({5}, {7}, 9) == 7);
}

TEST_CASE("value_at: at a step, where one time stands twice, the later value counts", "[core]") {
    CHECK(value_at({0, 1, 1, 2}, {0, 0, 8, 8}, 1) == 8);
    CHECK(value_at({0, 1, 1, 2}, {0, 0, 8, 8}, 0.5) == 0);
}

TEST_CASE("value_at: nothing to interpolate is our bug", "[core]") {
    CHECK_THROWS_AS(value_at({}, {}, 0), ContractError);
    CHECK_THROWS_AS(value_at({0, 1}, {0}, 0), ContractError);
}

TEST_CASE("FailureKind: every kind has a word, and the word leads back", "[core]") {
    for (auto const kind : {FailureKind::no_convergence, FailureKind::timeout, FailureKind::crash,
                            FailureKind::out_of_memory, FailureKind::bad_netlist, FailureKind::undefined_measure})
        CHECK(failure_kind_from(to_string(kind)) == kind);
    CHECK(to_string(FailureKind::no_convergence) == "no_convergence");
}

TEST_CASE("FailureKind: an unknown word is the user's file, not our bug", "[core]") {
    CHECK_THROWS_AS(failure_kind_from("melted"), InputError);
    CHECK_THROWS_WITH(failure_kind_from("melted"), Catch::Contains("'melted'"));
}

TEST_CASE("SimulationFailed: carries the whole failure, and its message as text", "[core]") {
    SimulationFailed const failed(Failure{FailureKind::timeout, "no end after 60 s", "last line", {"gear"}});
    CHECK(std::string(failed.what()) == "no end after 60 s");
    CHECK(failed.failure().kind == FailureKind::timeout);
    CHECK(failed.failure().log_tail == "last line");
    CHECK(failed.failure().ladder == std::vector<std::string>{"gear"});
}
