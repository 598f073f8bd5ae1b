// Recipes on curves and records whose figures are known.
#include "campaign/measures.hpp"
#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>

using namespace cimchar;
using circuits::MeasureInfo;
using circuits::Observation;
using circuits::Recipe;

namespace {
double one(Recipe recipe, Observation const& observation, std::string const& source, std::string const& lsb = "") {
    return campaign::evaluate({MeasureInfo{"m", "", "", recipe, source, lsb}}, observation).at(0);
}

/// M samples of x + a2·x² + a3·x³ at J whole cycles.
std::vector<double> distorted_sine(int samples, int cycles, double a2, double a3) {
    std::vector<double> record;
    for (int n = 0; n < samples; ++n) {
        double const x = std::sin(2 * std::numbers::pi * cycles * n / samples);
        record.push_back(x + a2 * x * x + a3 * x * x * x);
    }
    return record;
}
}  // namespace

TEST_CASE("measures: a scalar is itself, and one that is not finite is undefined", "[campaign]") {
    Observation observation;
    observation.scalars = {{"v", 0.8316}, {"inf", std::numeric_limits<double>::infinity()}, {"nan", -std::nan("")}};
    CHECK(one(Recipe::scalar, observation, "v") == 0.8316);
    CHECK(std::isnan(one(Recipe::scalar, observation, "inf")));
    CHECK(std::isnan(one(Recipe::scalar, observation, "nan")));
}

// Codes 0 .. 4 at 1 V per code through the ends; code 2 is 0.25 V high. The declared LSB is 0.5 V:
// INL of code 2 is +0.5 LSB; the step into it +0.5, out of it -0.5.
TEST_CASE("measures: linearity goes through the ends, in units of the declared LSB", "[campaign]") {
    Observation observation;
    observation.curves["transfer_v"] = {0, 1, 2.25, 3, 4};
    observation.scalars["lsb_v"] = 0.5;
    auto const figure = [&](Recipe recipe) { return one(recipe, observation, "transfer_v", "lsb_v"); };
    CHECK(figure(Recipe::inl_max) == Approx(0.5).margin(1e-15));
    CHECK(figure(Recipe::inl_min) == Approx(0.0).margin(1e-15));
    CHECK(figure(Recipe::dnl_max) == Approx(0.5).margin(1e-15));
    CHECK(figure(Recipe::dnl_min) == Approx(-0.5).margin(1e-15));
}

TEST_CASE("measures: the sign of the declared LSB does not matter, a zero one is undefined", "[campaign]") {
    Observation observation;
    observation.curves["falling_v"] = {4, 3, 2.25, 1, 0};
    observation.scalars = {{"down", -0.5}, {"zero", 0.0}};
    CHECK(one(Recipe::inl_max, observation, "falling_v", "down") == Approx(0.5).margin(1e-15));
    CHECK(std::isnan(one(Recipe::inl_max, observation, "falling_v", "zero")));
}

TEST_CASE("measures: a flat or broken curve is undefined, not an error", "[campaign]") {
    Observation observation;
    observation.scalars["lsb_v"] = 1;
    observation.curves = {{"flat", {1, 1, 1, 1}}, {"broken", {0, std::nan(""), 2, 3}}};
    CHECK(std::isnan(one(Recipe::inl_max, observation, "flat", "lsb_v")));
    CHECK(std::isnan(one(Recipe::dnl_min, observation, "broken", "lsb_v")));
}

// y = x + 0.02·x² + 0.01·x³: HD2 -40.064901 dBc, THD -39.801612 dB (metrics' known answer 5).
TEST_CASE("measures: spectral figures take the given number of cycles as the fundamental", "[campaign]") {
    Observation observation;
    observation.records["v"] = {distorted_sine(256, 7, 0.02, 0.01), 7};
    CHECK(one(Recipe::thd_db, observation, "v") == Approx(-39.801612).margin(1e-5));
    CHECK(one(Recipe::sfdr_db, observation, "v") == Approx(40.064901).margin(1e-5));
    auto const sndr_db = one(Recipe::sndr_db, observation, "v");
    CHECK(sndr_db == Approx(39.801612).margin(1e-5));  // nothing but distortion
    CHECK(one(Recipe::enob_bit, observation, "v") == Approx((sndr_db - 1.76091) / 6.02060).margin(1e-5));
}

TEST_CASE("measures: a record without a sine is undefined", "[campaign]") {
    Observation observation;
    observation.records["v"] = {std::vector<double>(64, 0.5), 7};
    CHECK(std::isnan(one(Recipe::enob_bit, observation, "v")));
}

TEST_CASE("measures: a source that the circuit forgot is our bug, not the chip's", "[campaign]") {
    CHECK_THROWS_AS(one(Recipe::scalar, Observation(), "v"), ContractError);
}

TEST_CASE("measures: values come in the order of the measures", "[campaign]") {
    Observation observation;
    observation.scalars = {{"a", 1}, {"b", 2}};
    std::vector<MeasureInfo> const measures{{"y", "", "", Recipe::scalar, "b", ""},
                                            {"x", "", "", Recipe::scalar, "a", ""}};
    CHECK(campaign::evaluate(measures, observation) == std::vector<double>{2, 1});
}
