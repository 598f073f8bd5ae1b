// Trials per condition and failures of a set of records.
#include "campaign/summary.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using campaign::CampaignSpec;
using campaign::summarize;
using campaign::TrialRecord;

namespace {
CampaignSpec two_conditions() {
    CampaignSpec spec;
    spec.conditions = {{"tt", 27, 1.0}, {"ff", 80, 1.1}};
    return spec;
}

TrialRecord record(std::uint64_t id, std::size_t condition, std::uint64_t sample) {
    TrialRecord made;
    made.trial = {id, condition, sample};
    return made;
}

TrialRecord failed(std::uint64_t id, std::size_t condition, std::uint64_t sample) {
    auto made = record(id, condition, sample);
    made.failure = Failure{FailureKind::timeout, "too slow", "", {}};
    return made;
}
}  // namespace

TEST_CASE("summary: trials are counted by condition, failures by kind", "[campaign]") {
    auto const summary = summarize(two_conditions(), {record(0, 0, 0), record(1, 1, 0), record(2, 0, 1),
                                                      record(3, 0, 2), failed(4, 0, 3), failed(5, 0, 4)});
    CHECK(summary.recorded == 6);
    auto const& tt = summary.conditions.at(0);
    CHECK(tt.trials == 5);
    CHECK(tt.failed == 2);
    CHECK(tt.monte_carlo == 4);
    CHECK(summary.conditions.at(1).trials == 1);
    CHECK(summary.conditions.at(1).monte_carlo == 0);
    CHECK(summary.failed() == 2);
    CHECK(summary.failures.at(FailureKind::timeout) == 2);
    REQUIRE(summary.first_failure);
    CHECK(summary.first_failure->trial.id == 4);
}

TEST_CASE("summary: a condition without a record is listed", "[campaign]") {
    auto const summary = summarize(two_conditions(), {});
    CHECK(summary.recorded == 0);
    REQUIRE(summary.conditions.size() == 2);
    CHECK(summary.conditions[1].trials == 0);
    CHECK_FALSE(summary.first_failure);
}
