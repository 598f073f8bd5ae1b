// One trial: what its record holds, and that no failure gets lost.
#include "campaign/record_bytes.hpp"
#include "campaign/record_difference.hpp"
#include "core/error.hpp"
#include "unit/campaign/fake_campaign.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <new>

using namespace cimchar;
using namespace cimchar::campaign::test;
using campaign::observe_trial;
using campaign::TrialRecord;

TEST_CASE("trial: the nominal chip has no deviation and a zero per drawn number", "[campaign]") {
    auto const spec = resistor_spec(1, 5);
    auto const record = observe_trial(one_resistor(), spec, {0, 0, 0}, constant(0.5));
    CHECK_FALSE(record.failure);
    CHECK(record.measures == std::vector<double>{0.5, 2.0});
    CHECK(record.curves.at("ramp") == std::vector<double>{0, 0.5, 1});
    for (double const drawn : record.drawn) CHECK(drawn == 0);
    CHECK_FALSE(record.drawn.empty());
}

TEST_CASE("trial: a chip's measures follow what was drawn, and that is recorded", "[campaign]") {
    auto const spec = resistor_spec(2, 5);
    auto const a = observe_trial(one_resistor(), spec, {3, 0, 1}, constant(0.5));
    auto const b = observe_trial(one_resistor(), spec, {4, 1, 1}, constant(0.5));
    CHECK(a.drawn == b.drawn);
    CHECK(a.measures.at(0) == 0.5 * (1 + a.drawn.back()));  // global shifts come first, r1.g last
    CHECK(a.drawn.back() != 0);
}

TEST_CASE("trial: a failed simulation is a record with every measure NaN", "[campaign]") {
    auto const spec = resistor_spec(1, 0);
    auto const record = observe_trial(one_resistor(), spec, {0, 0, 0}, [](Simulation const&) -> Waveforms {
        throw SimulationFailed({FailureKind::no_convergence, "no operating point", "log", {"gmin", "gear"}});
    });
    REQUIRE(record.failure);
    CHECK(record.failure->kind == FailureKind::no_convergence);
    CHECK(record.failure->ladder == std::vector<std::string>{"gmin", "gear"});
    CHECK(record.measures.size() == 2);
    for (double const value : record.measures) CHECK(std::isnan(value));
}

TEST_CASE("trial: a measure without a value fails the trial by name; the others stay", "[campaign]") {
    auto const spec = resistor_spec(1, 0);
    auto const record = observe_trial(one_resistor(), spec, {0, 0, 0}, constant(0));
    REQUIRE(record.failure);
    CHECK(record.failure->kind == FailureKind::undefined_measure);
    CHECK(record.failure->message == "no value for inverse");
    CHECK(record.measures.at(0) == 0);
    CHECK(std::isnan(record.measures.at(1)));
}

namespace {

/// The resistor with a check: its voltage found again by a second simulation.
circuits::Circuit checked_resistor() {
    auto circuit = one_resistor();
    auto const measures = circuit.measures;
    circuit.measures = [measures](circuits::Parameters const& p) {
        auto all = measures(p);
        all.push_back({"difference_v", "V", "", circuits::Recipe::scalar, "difference_v", "", true});
        return all;
    };
    circuit.check = [](circuits::Parameters const&, Condition const&, circuits::SimulatorSettings const&,
                       circuits::Simulate const& simulate, circuits::Observation& o) {
        o.scalars["difference_v"] = o.scalars.at("v") - simulate({nullptr, 27, {}, "dc", {"v"}})["v"].at(0);
    };
    return circuit;
}

}  // namespace

TEST_CASE("trial: nominal chips are checked by a second way, drawn ones are not", "[campaign]") {
    auto const spec = resistor_spec(1, 5);
    auto const simulate = [](Simulation const& s) { return Waveforms{{"v"}, {{s.analysis == "dc" ? 0.25 : 0.5}}}; };
    auto const nominal = observe_trial(checked_resistor(), spec, {0, 0, 0}, simulate);
    CHECK_FALSE(nominal.failure);
    CHECK(nominal.measures.at(2) == 0.25);
    CHECK(nominal.check_seconds > 0);
    auto const drawn = observe_trial(checked_resistor(), spec, {1, 0, 1}, simulate);
    CHECK_FALSE(drawn.failure);
    CHECK(std::isnan(drawn.measures.at(2)));
    CHECK(drawn.check_seconds == 0);
}

TEST_CASE("trial: a check that does not simulate fails the trial by name and says why; its other figures stay",
          "[campaign]") {
    auto const spec = resistor_spec(1, 0);
    auto const record = observe_trial(checked_resistor(), spec, {0, 0, 0}, [](Simulation const& s) -> Waveforms {
        if (s.analysis == "dc") throw SimulationFailed({FailureKind::no_convergence, "why", "log", {"a rung"}});
        return Waveforms{{"v"}, {{0.5}}};
    });
    REQUIRE(record.failure);
    CHECK(record.failure->message == "no value for difference_v (why)");
    CHECK(record.failure->log_tail == "log");
    CHECK(record.failure->ladder == std::vector<std::string>{"a rung"});
    CHECK(record.measures.at(0) == 0.5);
}

TEST_CASE("trial: exceptions of a circuit are failures of the trial", "[campaign]") {
    auto const spec = resistor_spec(1, 0);
    auto const kind_after = [&](auto thrown) {
        auto const record =
            observe_trial(one_resistor(), spec, {0, 0, 0}, [&](Simulation const&) -> Waveforms { throw thrown; });
        REQUIRE(record.failure);
        CHECK_FALSE(record.failure->message.empty());
        return record.failure->kind;
    };
    CHECK(kind_after(std::bad_alloc()) == FailureKind::out_of_memory);
    CHECK(kind_after(ContractError("bug")) == FailureKind::crash);
}

TEST_CASE("record: bytes keep every bit, NaN and -0 included", "[campaign]") {
    auto const strange = std::bit_cast<double>(std::uint64_t{0xfff8'0000'dead'beef});
    TrialRecord record;
    record.trial = {7, 3, 1ULL << 60U};
    record.measures = {strange, -0.0, 0.1, std::numeric_limits<double>::denorm_min(), 0.5};
    record.drawn = {1.0 / 3, -std::numeric_limits<double>::infinity()};
    record.curves = {{"empty", {}}, {"v", {1e-300, 2.5}}};
    record.ladder = {"gear"};
    record.failure = Failure{FailureKind::timeout, "µ \xff not UTF-8", "tail", {"a", "b"}};
    record.seconds = 1.25;
    record.analysis_seconds = 0.75;
    record.check_seconds = 0.5;
    auto const back = campaign::record_from_bytes(campaign::to_bytes(record));
    CHECK(back.trial.id == 7);
    CHECK(back.trial.condition == 3);
    CHECK(back.trial.sample == 1ULL << 60U);
    auto const bits = [](std::vector<double> const& values) {
        std::vector<std::uint64_t> all;
        for (double const value : values) all.push_back(std::bit_cast<std::uint64_t>(value));
        return all;
    };
    CHECK(bits(back.measures) == bits(record.measures));
    CHECK(bits(back.drawn) == bits(record.drawn));
    CHECK(back.curves == record.curves);
    CHECK(back.ladder == record.ladder);
    REQUIRE(back.failure);
    CHECK(back.failure->kind == FailureKind::timeout);
    CHECK(back.failure->message == record.failure->message);
    CHECK(back.failure->ladder == record.failure->ladder);
    CHECK(back.seconds == 1.25);
    CHECK(back.analysis_seconds == 0.75);
    CHECK(back.check_seconds == 0.5);
}

TEST_CASE("record: differences name what differs, to the last bit, but not the time it took", "[campaign]") {
    auto const spec = resistor_spec(1, 0);
    auto const measures = one_resistor().measures({});
    auto const recorded = observe_trial(one_resistor(), spec, {0, 0, 0}, constant(0.5));
    auto again = recorded;
    again.seconds = 99;
    CHECK(campaign::differences(recorded, again, measures).empty());
    again.measures[0] = std::nextafter(again.measures[0], 1.0);
    auto const lines = campaign::differences(recorded, again, measures);
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], Catch::Matchers::Contains("v_v"));
}
