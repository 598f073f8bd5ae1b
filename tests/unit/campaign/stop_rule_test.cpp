// Campaigns that stop when a figure is known well enough.
#include "campaign/stop_rule.hpp"

#include "core/random.hpp"
#include "unit/campaign/fake_campaign.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::campaign;
using namespace cimchar::campaign::test;

namespace {

/// A chip's 0.5 V varies by 10 %: σ = 50 mV.
CampaignSpec until(StopRule::Of of, double half_width, std::uint64_t samples = 640) {
    auto spec = resistor_spec(1, samples);
    spec.until = StopRule{"v_v", of, half_width, 20};
    return spec;
}

TrialRunner runner_of(CampaignSpec const& spec) {
    return [&spec](Trial const& trial, spice::Session&) {
        return observe_trial(one_resistor(), spec, trial, constant(0.5));
    };
}

RunSummary run(CampaignSpec const& spec, RecordingSink& sink, unsigned workers) {
    RunOptions options;
    options.workers = workers;
    return run_until(
        spec, one_resistor().measures({}), sink, options, [&] { return sink.records; }, runner_of(spec));
}

/// Chips of N(0.5, 0.05) in a campaign that stops by itself.
struct Repetition {
    std::vector<TrialRecord> records;
    Repetition(std::uint64_t samples, std::uint64_t stream) {
        for (std::uint64_t s = 0; s <= samples; ++s) {
            TrialRecord r;
            r.trial = {s, 0, s};
            r.measures = {s == 0 ? 0.5 : 0.5 + 0.05 * standard_normal(7, stream, s), 0};
            records.push_back(r);
        }
    }
};

}  // namespace

TEST_CASE("stop rule: looks double, and the last one has all samples", "[campaign]") {
    CHECK(looks_of(until(StopRule::Of::mean, 1)) == std::vector<std::uint64_t>{20, 40, 80, 160, 320, 640});
    CHECK(looks_of(until(StopRule::Of::mean, 1, 100)) == std::vector<std::uint64_t>{20, 40, 80, 100});
    CHECK(looks_of(until(StopRule::Of::mean, 1, 5)) == std::vector<std::uint64_t>{5});
    auto const spec = until(StopRule::Of::mean, 1);
    CHECK(look(spec, one_resistor().measures({}), Repetition(640, 1).records, 1).confidence == Approx(1 - 0.05 / 6));
}

// The half width of 6 mV at 99.2 % each look asks for about (2.64·50/6)² = 484 chips, 12 mV for about 121.
TEST_CASE("stop rule: a run ends at the same look for any number of workers", "[campaign]") {
    auto const spec = until(StopRule::Of::mean, 12e-3);
    RecordingSink one;
    RecordingSink three;
    auto const summary = run(spec, one, 1);
    run(spec, three, 3);
    CHECK_FALSE(summary.stopped);
    CHECK(summary.planned == 161);
    CHECK(summary.done == 161);
    CHECK(one.records.size() == 161);
    CHECK(three.records.size() == 161);
    auto const seen = final_look(spec, one_resistor().measures({}), one.records);
    REQUIRE(seen);
    CHECK(seen->met);
    CHECK(seen->number == 4);
    CHECK(seen->chips == 160);
}

TEST_CASE("stop rule: what was lost is run again, and the end is the same", "[campaign]") {
    auto const spec = until(StopRule::Of::mean, 12e-3);
    RecordingSink whole;
    run(spec, whole, 2);
    // A run that was killed at look 4, and lost records of look 2 and 4 that had not been flushed.
    RecordingSink resumed;
    for (auto const& record : whole.records)
        if (record.trial.id % 7 != 3 && record.trial.id < 130) resumed.records.push_back(record);
    auto const before = resumed.records.size();
    auto const summary = run(spec, resumed, 2);
    CHECK(summary.done == 161);
    CHECK(resumed.records.size() == whole.records.size());
    CHECK(before < resumed.records.size());
    auto const a = final_look(spec, one_resistor().measures({}), whole.records);
    auto const b = final_look(spec, one_resistor().measures({}), resumed.records);
    REQUIRE((a && b));
    CHECK(a->number == b->number);
    CHECK(a->estimates[0].lower == Approx(b->estimates[0].lower).epsilon(1e-12));  // sums in another order
}

TEST_CASE("stop rule: all samples are drawn if the width is never reached", "[campaign]") {
    auto const spec = until(StopRule::Of::mean, 1e-6, 45);
    RecordingSink sink;
    CHECK(run(spec, sink, 2).done == 46);
    auto const seen = final_look(spec, one_resistor().measures({}), sink.records);
    REQUIRE(seen);
    CHECK_FALSE(seen->met);
    CHECK(seen->chips == 45);
    sink.records.pop_back();
    CHECK_FALSE(final_look(spec, one_resistor().measures({}), sink.records).has_value());
}

// At least 95 % whatever look it is; of 1000 repetitions 95 % are known to 0.7 %, of which three.
TEST_CASE("stop rule: the interval that ends a campaign holds the true value", "[campaign]") {
    struct Case {
        StopRule::Of of;
        double half_width, truth;
    };
    // A chip passes below 0.55 V: Φ(1) = 0.8413.
    for (auto const& [of, half_width, truth] :
         {Case{StopRule::Of::mean, 12e-3, 0.5}, Case{StopRule::Of::std, 8e-3, 0.05},
          Case{StopRule::Of::yield, 0.08, 0.841345}}) {
        auto spec = until(of, half_width);
        spec.limits = {{"v_v", std::nullopt, 0.55}};
        int covered = 0;
        int early = 0;
        for (std::uint64_t stream = 0; stream < 1000; ++stream) {
            auto const seen = final_look(spec, one_resistor().measures({}), Repetition(640, stream).records);
            REQUIRE(seen);
            if (seen->number < 6) ++early;
            if (seen->estimates[0].lower <= truth && truth <= seen->estimates[0].upper) ++covered;
        }
        CAPTURE(half_width, covered, early);
        CHECK(early > 900);
        CHECK(covered >= 950 - 3 * 7);
    }
}
