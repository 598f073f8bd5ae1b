// Comparing campaigns: matching, tolerances, what counts as agreement.
#include "campaign/comparison.hpp"
#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace cimchar;
using namespace cimchar::campaign;
using Catch::Matchers::Contains;

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

TrialRecord record(std::size_t condition, std::uint64_t sample, double gain, double offset_v) {
    TrialRecord r;
    r.trial = {0, condition, sample};
    r.measures = {gain, offset_v};
    if (sample == 0) r.curves["transfer_v"] = {0, gain, 2 * gain};
    return r;
}

/// Two conditions with a nominal chip each, and four chips at the first.
ComparedCampaign one() {
    ComparedCampaign c;
    c.conditions = {{"tt", 27, 1.0}, {"ss", 80, 0.9}};
    c.schema.measures = {{"gain", "", "", circuits::Recipe::scalar, "gain", ""},
                         {"offset_v", "V", "", circuits::Recipe::scalar, "offset_v", ""}};
    c.schema.curves = {{"transfer_v", "V", "code", {0, 1, 2}}};
    c.records = {record(0, 0, 2, 0),       record(1, 0, 1, 0),      record(0, 1, 1.9, 1e-3),
                 record(0, 2, 2.1, -1e-3), record(0, 3, 1.8, 2e-3), record(0, 4, 2.2, -2e-3)};
    return c;
}

std::vector<Tolerance> const one_percent{{"", 0, 0.01}};

Difference const& found(Comparison const& c, std::string const& name, std::string const& figure, std::size_t nth = 0) {
    for (auto const& d : c.differences)
        if (d.name == name && d.figure == figure && nth-- == 0) return d;
    throw std::runtime_error("no such figure");
}

}  // namespace

TEST_CASE("compare: a campaign agrees with itself", "[campaign]") {
    auto const c = compare(one(), one(), {}, false);
    CHECK(c.agrees());
    // Two nominal figures at two conditions, two means and two standard deviations, a curve at two conditions.
    CHECK(c.differences.size() == 4 + 4 + 2);
}

TEST_CASE("compare: a figure beyond its tolerance is named, a named tolerance goes before the general one",
          "[campaign]") {
    auto moved = one();
    moved.records[1].measures = {1.02, 50e-6};
    auto const c = compare(one(), moved, one_percent, false);
    CHECK(c.beyond() == 2);
    CHECK(found(c, "gain", "nominal", 1).beyond());
    CHECK(found(c, "gain", "nominal", 1).allowed == Approx(0.0102));  // of the larger
    CHECK(found(c, "offset_v", "nominal", 1).beyond());
    CHECK(compare(one(), moved, {{"", 0, 0.01}, {"gain", 0.03, 0}, {"offset_v", 100e-6, 0}}, false).agrees());
}

TEST_CASE("compare: the uncertainty of a mean is Welch's", "[campaign]") {
    // Both have the same four chips: variances s² = 0.1/3 (1.8 1.9 2.1 2.2), six degrees of freedom, t = 2.446912.
    auto const c = compare(one(), one(), {}, false);
    CHECK(found(c, "gain", "mean").uncertainty == Approx(2.446912 * std::sqrt(2 * 0.1 / 3 / 4)).epsilon(1e-6));
    CHECK(std::isnan(found(c, "gain", "nominal").uncertainty));
}

TEST_CASE("compare: what only one has is said, and is no agreement", "[campaign]") {
    auto fewer = one();
    fewer.conditions.pop_back();
    std::erase_if(fewer.records, [](auto const& r) { return r.trial.condition == 1; });
    auto const c = compare(one(), fewer, one_percent, false);
    CHECK(c.beyond() == 0);
    CHECK_FALSE(c.agrees());
    REQUIRE(c.unmatched.size() == 1);
    CHECK_THAT(c.unmatched[0], Contains("ss 80 °C 0.9 V is in the first alone"));

    auto without = one();
    without.records[0].measures[0] = undefined;
    CHECK(found(compare(one(), without, one_percent, false), "gain", "nominal").beyond());
}

TEST_CASE("compare: failed trials are no agreement if they are more", "[campaign]") {
    auto failing = one();
    failing.records[5].failure = Failure{FailureKind::timeout, "late", "", {}};
    CHECK_FALSE(compare(one(), failing, {}, false).agrees());
    CHECK(compare(failing, one(), {}, false).agrees());
}

TEST_CASE("compare: in order, other conditions are counterparts", "[campaign]") {
    auto other = one();
    other.conditions = {{"tt", 27, 1.1}, {"ss", 80, 1.0}};
    CHECK_THROWS_WITH(compare(one(), other, {}, false), Contains("no figure in common"));
    CHECK(compare(one(), other, {}, true).agrees());
    other.conditions.pop_back();
    CHECK_THROWS_WITH(compare(one(), other, {}, true), Contains("2 and 1 conditions"));
}

TEST_CASE("compare: a tolerance for what neither has names the nearest", "[campaign]") {
    CHECK_THROWS_WITH(compare(one(), one(), {{"gian", 0, 0.01}}, false), Contains("'gian'") && Contains("gain"));
}
