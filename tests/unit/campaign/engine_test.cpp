// The engine with worker processes and a circuit that needs no simulator.
#include "campaign/record_difference.hpp"
#include "core/error.hpp"
#include "unit/campaign/fake_campaign.hpp"

#include <unistd.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>

using namespace cimchar;
using namespace cimchar::campaign::test;
using campaign::CampaignSpec;
using campaign::RunOptions;
using campaign::Trial;
using campaign::TrialRecord;

namespace {
campaign::TrialRunner runner_of(CampaignSpec const& spec) {
    return [&spec](Trial const& trial, spice::Session&) {
        return observe_trial(one_resistor(), spec, trial, constant(0.5));
    };
}

std::vector<TrialRecord> by_id(std::vector<TrialRecord> records) {
    std::sort(records.begin(), records.end(), [](auto const& a, auto const& b) { return a.trial.id < b.trial.id; });
    return records;
}

RunOptions workers(unsigned count) {
    RunOptions options;
    options.workers = count;
    return options;
}
}  // namespace

TEST_CASE("engine: every trial is recorded once, whatever the number of workers", "[campaign]") {
    auto const spec = resistor_spec(2, 10);
    auto const plan = make_plan(spec);
    RecordingSink one;
    RecordingSink three;
    auto const summary = run_trials(spec, plan, {}, one, workers(1), runner_of(spec));
    run_trials(spec, plan, {}, three, workers(3), runner_of(spec));
    CHECK(summary.planned == 22);
    CHECK(summary.done == 22);
    CHECK(summary.failed == 0);
    CHECK_FALSE(summary.stopped);
    CHECK(one.flushed == 22);
    auto const a = by_id(one.records);
    auto const b = by_id(three.records);
    REQUIRE(a.size() == plan.size());
    REQUIRE(b.size() == plan.size());
    for (std::size_t i = 0; i < plan.size(); ++i) {
        CHECK(a[i].trial.id == i);
        CHECK(differences(a[i], b[i], one_resistor().measures({})).empty());
    }
}

TEST_CASE("engine: one worker takes trials in order of their ids, however they are listed", "[campaign]") {
    auto const spec = resistor_spec(2, 3);
    auto plan = make_plan(spec);
    std::reverse(plan.begin(), plan.end());
    RecordingSink sink;
    run_trials(spec, plan, {}, sink, workers(1), runner_of(spec));
    for (std::size_t i = 0; i < sink.records.size(); ++i) CHECK(sink.records[i].trial.id == i);
}

TEST_CASE("engine: finished trials are not run again but count as done", "[campaign]") {
    auto const spec = resistor_spec(1, 4);
    RecordingSink sink;
    auto options = workers(2);
    options.failed_before = 1;
    auto const summary = run_trials(spec, make_plan(spec), {0, 2, 3}, sink, options, runner_of(spec));
    auto const records = by_id(sink.records);
    REQUIRE(records.size() == 2);
    CHECK(records[0].trial.id == 1);
    CHECK(records[1].trial.id == 4);
    CHECK(summary.planned == 5);
    CHECK(summary.done == 5);
    CHECK(summary.failed == 1);
}

TEST_CASE("engine: nothing to do is done at once", "[campaign]") {
    auto const spec = resistor_spec(1, 0);
    RecordingSink sink;
    auto const summary = run_trials(spec, make_plan(spec), {0}, sink, workers(2), runner_of(spec));
    CHECK(summary.done == 1);
    CHECK(sink.records.empty());
    CHECK_FALSE(summary.stopped);
}

TEST_CASE("engine: a worker that dies is a failed trial of its own", "[campaign]") {
    auto const spec = resistor_spec(1, 5);
    RecordingSink sink;
    auto const summary =
        run_trials(spec, make_plan(spec), {}, sink, workers(2), [&](Trial const& trial, spice::Session& session) {
            if (trial.id == 2) std::raise(SIGKILL);
            return runner_of(spec)(trial, session);
        });
    CHECK(summary.done == 6);
    CHECK(summary.failed == 1);
    auto const records = by_id(sink.records);
    REQUIRE(records.size() == 6);
    REQUIRE(records[2].failure);
    CHECK(records[2].failure->kind == FailureKind::crash);
    CHECK_FALSE(records[3].failure);
}

TEST_CASE("engine: a trial beyond its time is a timeout", "[campaign]") {
    auto spec = resistor_spec(1, 2);
    spec.timeout_s = 0.3;
    RecordingSink sink;
    auto const summary =
        run_trials(spec, make_plan(spec), {}, sink, workers(1), [&](Trial const& trial, spice::Session& session) {
            if (trial.id == 1) std::this_thread::sleep_for(std::chrono::seconds(60));
            return runner_of(spec)(trial, session);
        });
    CHECK(summary.failed == 1);
    auto const records = by_id(sink.records);
    REQUIRE(records.size() == 3);
    REQUIRE(records[1].failure);
    CHECK(records[1].failure->kind == FailureKind::timeout);
}

TEST_CASE("engine: a stop request lets running trials finish and starts no other", "[campaign]") {
    auto const spec = resistor_spec(1, 500);
    std::atomic<bool> stop = false;
    auto options = workers(2);
    options.stop = &stop;
    options.on_progress = [&](campaign::Progress const& progress) {
        if (progress.done > 0) stop = true;
    };
    RecordingSink sink;
    auto const slow = [&](Trial const& trial, spice::Session& session) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return runner_of(spec)(trial, session);
    };
    auto const summary = run_trials(spec, make_plan(spec), {}, sink, options, slow);
    CHECK(summary.stopped);
    CHECK(summary.done == sink.records.size());
    CHECK(summary.done < summary.planned);
    CHECK(sink.flushed == sink.records.size());
    auto const records = by_id(sink.records);
    for (std::size_t i = 0; i < records.size(); ++i) CHECK(records[i].trial.id == i);  // no gap: none was dropped

    std::set<std::uint64_t> finished;
    for (auto const& record : records) finished.insert(record.trial.id);
    auto const rest = run_trials(spec, make_plan(spec), finished, sink, workers(2), runner_of(spec));
    CHECK_FALSE(rest.stopped);
    CHECK(sink.records.size() == rest.planned);
}

TEST_CASE("engine: abandoning drops running trials and returns soon", "[campaign]") {
    auto const spec = resistor_spec(1, 3);
    std::atomic<bool> const abandon = true;
    auto options = workers(2);
    options.abandon = &abandon;
    RecordingSink sink;
    auto const start = std::chrono::steady_clock::now();
    auto const summary =
        run_trials(spec, make_plan(spec), {}, sink, options, [&](Trial const& trial, spice::Session& s) {
            std::this_thread::sleep_for(std::chrono::seconds(60));
            return runner_of(spec)(trial, s);
        });
    CHECK(summary.stopped);
    CHECK(sink.records.empty());
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("engine: what the sink cannot take ends the run", "[campaign]") {
    struct FullDisk : campaign::ResultSink {
        void put(TrialRecord) override { throw InputError("disk full; free some"); }
        void flush() override {}
    };
    auto const spec = resistor_spec(1, 3);
    FullDisk sink;
    CHECK_THROWS_AS(run_trials(spec, make_plan(spec), {}, sink, workers(1), runner_of(spec)), InputError);
}
