// Statistics per condition, limits and failures of a set of records.
#include "campaign/summary.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using campaign::CampaignSpec;
using campaign::summarize;
using campaign::TrialRecord;

namespace {
std::vector<circuits::MeasureInfo> const measures{{"v_v", "V", "", circuits::Recipe::scalar, "v", ""}};

CampaignSpec two_conditions() {
    CampaignSpec spec;
    spec.conditions = {{"tt", 27, 1.0}, {"ff", 80, 1.1}};
    spec.limits = {{"v_v", 1.5, std::nullopt}};
    return spec;
}

TrialRecord record(std::uint64_t id, std::size_t condition, std::uint64_t sample, double value) {
    TrialRecord made;
    made.trial = {id, condition, sample};
    made.measures = {value};
    return made;
}

TrialRecord failed(std::uint64_t id, std::size_t condition, std::uint64_t sample) {
    auto made = record(id, condition, sample, std::nan(""));
    made.failure = Failure{FailureKind::timeout, "too slow", "", {}};
    return made;
}
}  // namespace

// tt: nominal 2, chips 1, 2, 3 and one failed: mean 2, std 1. ff: nominal 4 only.
TEST_CASE("summary: Monte Carlo where there is some, else the nominal chip", "[campaign]") {
    auto const summary = summarize(two_conditions(), measures,
                                   {record(0, 0, 0, 2), record(1, 1, 0, 4), record(2, 0, 1, 1), record(3, 0, 2, 2),
                                    record(4, 0, 3, 3), failed(5, 0, 4)});
    auto const& tt = summary.conditions.at(0);
    CHECK(tt.trials == 5);
    CHECK(tt.failed == 1);
    CHECK(tt.monte_carlo == 4);
    CHECK(tt.measures.at(0).n == 3);
    CHECK(tt.measures.at(0).mean == 2);
    CHECK(tt.measures.at(0).std == Approx(1.0));
    CHECK(tt.measures.at(0).min == 1);
    CHECK(tt.measures.at(0).max == 3);
    CHECK(tt.measures.at(0).nominal == 2);
    auto const& ff = summary.conditions.at(1).measures.at(0);
    CHECK(ff.n == 1);
    CHECK(ff.mean == 4);
    CHECK(std::isnan(ff.std));
    CHECK(summary.failed() == 1);
    CHECK(summary.failures.at(FailureKind::timeout) == 1);
    REQUIRE(summary.first_failure);
    CHECK(summary.first_failure->trial.id == 5);
}

TEST_CASE("summary: a limit names its worst trial; trials without a value are not judged", "[campaign]") {
    auto const summary = summarize(two_conditions(), measures,
                                   {record(0, 0, 0, 2), record(1, 1, 0, 1.25), record(2, 0, 1, 1), failed(3, 0, 2)});
    auto const& limit = summary.limits.at(0);
    CHECK(limit.judged == 3);
    CHECK(limit.outside == 2);
    REQUIRE(limit.worst);
    CHECK(limit.worst->id == 2);
    CHECK(limit.worst_value == 1);
    CHECK_FALSE(summary.limits_kept());
}

TEST_CASE("summary: a value on the limit keeps it", "[campaign]") {
    CHECK(summarize(two_conditions(), measures, {record(0, 0, 0, 1.5)}).limits_kept());
}

TEST_CASE("summary: no records are no figures", "[campaign]") {
    auto const summary = summarize(two_conditions(), measures, {});
    CHECK(summary.recorded == 0);
    CHECK(summary.conditions.at(0).measures.at(0).n == 0);
    CHECK(std::isnan(summary.conditions.at(0).measures.at(0).mean));
    CHECK_FALSE(summary.limits.at(0).worst);
}
