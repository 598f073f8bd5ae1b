// The pipelined converter's arithmetic.
#include "circuits/neural/adc_weights.hpp"

#include "circuits/neural/decision_weights.hpp"
#include "circuits/nn_adc/design.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::circuits::neural;

namespace {

/// Decisions of a pipeline whose comparators are off by `off` (of half a range) in its stages, alternately up and down,
/// and whose stages hand on `gain` of what they should, with `shift` (of half a range) added.
std::vector<int> decisions_of(double u, double off, double gain = 1, double shift = 0) {
    std::vector<int> decided;
    for (std::size_t k = 0; k <= adc_stages; ++k) {
        std::size_t const count = k < adc_stages ? adc_comparators : adc_flash;
        int n = 0;
        for (std::size_t i = 0; i < count; ++i) {
            double const late = k == adc_stages ? 0 : k % 2 == 0 ? off : -off;
            n += u > adc_threshold(i, count) + late ? 1 : 0;
        }
        decided.push_back(n);
        if (k < adc_stages) u = gain * adc_residue(u, n) + shift;
    }
    return decided;
}

int code_of(double u, double off) {
    return adc_code(designed_weights(), decisions_of(u, off));
}

}  // namespace

TEST_CASE("converter: ideal stages give the code of their input, wherever their comparators are within an eighth",
          "[circuits]") {
    for (int code = 0; code < 256; ++code)
        for (double const within : {0.02, 0.5, 0.98}) {
            double const u = (code + within - 128) / 128;
            CHECK(code_of(u, 0) == code);
            CHECK(code_of(u, 0.12) == code);
        }
    // Farther off, what is left does not fit into the next stage.
    int wrong = 0;
    for (int code = 0; code < 256; ++code) wrong += code_of((code + 0.5 - 128) / 128, 0.2) != code ? 1 : 0;
    CHECK(wrong > 20);
}

TEST_CASE("converter: measured weights of its decisions take gains and offsets of stages off", "[circuits]") {
    // Stages lose a twentieth of what they hand on, up to a code and a half in the first, and shift it by a hundredth.
    auto const decided = [](double lsb) { return decisions_of((lsb - 128) / 128, 0.05, 0.95, 0.01); };
    std::vector<std::vector<int>> shown;
    std::vector<double> known_lsb;
    for (int i = 0; i < 16 * 256; ++i) {
        known_lsb.push_back((i + 0.5) / 16);
        shown.push_back(decided(known_lsb.back()));
    }
    auto const measured = measured_weights(shown, known_lsb);
    double worst = 0;
    double worst_designed = 0;
    for (int i = 0; i < 1000; ++i) {
        double const at = 256 * (i + 0.5) / 1000;
        worst = std::max(worst, std::abs(input_lsb(measured, decided(at)) - at));
        worst_designed = std::max(worst_designed, std::abs(input_lsb(designed_weights(), decided(at)) - at));
    }
    CHECK(worst_designed > 2);
    // Constants that cancel over the stages stay small.
    for (std::size_t i = 0; i < measured.size(); ++i) CHECK(std::abs(measured[i] - designed_weights()[i]) < 10);
    // Linear stages are undone but for what the decisions at the end resolve: half a code of 1 / 0.95³.
    CHECK(worst < 0.75);
}

TEST_CASE("converter: ideal stages measure as designed, and what does not occur keeps its design", "[circuits]") {
    std::vector<std::vector<int>> shown;
    std::vector<double> known_lsb;
    for (int code = 64; code < 128; ++code) {
        shown.push_back(decisions_of((code + 0.5 - 128) / 128, 0));
        known_lsb.push_back(code + 0.5);
    }
    auto const measured = measured_weights(shown, known_lsb);
    auto const designed = designed_weights();
    REQUIRE(measured.size() == designed.size());
    for (std::size_t i = 0; i < designed.size(); ++i) CHECK(std::abs(measured[i] - designed[i]) < 1e-9);
}

TEST_CASE("converter: a line behind the weights is a line behind their sum", "[circuits]") {
    auto const decided = decisions_of(0.3, 0.02);
    auto const w = designed_weights();
    CHECK(std::abs(input_lsb(through({1.1, -3}, w), decided) - (1.1 * input_lsb(w, decided) - 3)) < 1e-9);
}

TEST_CASE("converter: codes end at 0 and 255", "[circuits]") {
    CHECK(code_of(-1.2, 0) == 0);
    CHECK(code_of(1.2, 0) == 255);
}

TEST_CASE("converter: clocked inputs jump and cover the range", "[circuits]") {
    circuits::nn_adc::Design d;
    d.weights.range_v = 0.25;
    d.clocked = 50;
    auto v = circuits::nn_adc::clocked_v(d);
    for (std::size_t i = 1; i < v.size(); ++i) CHECK(std::abs(v[i] - v[i - 1]) > 0.09);
    std::sort(v.begin(), v.end());
    CHECK(v.front() > 0);
    CHECK(v.back() < 0.25);
    for (std::size_t i = 1; i < v.size(); ++i) CHECK(v[i] - v[i - 1] < 0.015);
}
