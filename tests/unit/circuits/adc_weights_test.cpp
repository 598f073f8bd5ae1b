// The pipelined converter's arithmetic.
#include "circuits/neural/adc_weights.hpp"

#include "circuits/nn_adc/design.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::circuits::neural;

namespace {

/// Code of an ideal pipeline whose comparators are off by `off` (of half a range) in its stages, alternately up and
/// down.
int code_of(double u, double off) {
    std::vector<int> decided;
    for (std::size_t k = 0; k <= adc_stages; ++k) {
        std::size_t const count = k < adc_stages ? adc_comparators : adc_flash;
        int n = 0;
        for (std::size_t i = 0; i < count; ++i) {
            double const shift = k == adc_stages ? 0 : k % 2 == 0 ? off : -off;
            n += u > adc_threshold(i, count) + shift ? 1 : 0;
        }
        decided.push_back(n);
        if (k < adc_stages) u = adc_residue(u, n);
    }
    return adc_code(decided);
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
