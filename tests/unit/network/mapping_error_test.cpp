// Monte Carlo of mapped arrays against closed forms, and the order of the methods.
#include "network/mapping/mapping_error.hpp"

#include "core/error.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <numeric>

using namespace cimchar;
using namespace cimchar::network;

namespace {

ErrorStudy study_of(MappingMethod method, std::size_t samples) {
    ErrorStudy study;
    study.method = method;
    study.arrays.samples = samples;
    return study;
}

double mean(std::vector<double> const& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double sigma(std::vector<double> const& values) {
    double const m = mean(values);
    double squares = 0;
    for (double const v : values) squares += (v - m) * (v - m);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

}  // namespace

// 75 = 64 + 8 + 2 + 1: √(4096 + 64 + 4 + 1) = 64.537; 0.2·180·64.537/(256·√128) = 0.80217.
TEST_CASE("mapping error: the plain spread is that of the weight's ones", "[network]") {
    auto const study = study_of(MappingMethod::plain, 2000);
    CHECK(plain_sigma_lsb(study) == Approx(0.2 * 180 * std::sqrt(4165.0) / (256 * std::sqrt(128.0))).epsilon(1e-14));
    auto const errors = errors_lsb(study);
    double const expected = plain_sigma_lsb(study);
    // Four standard errors: σ/√2000 of the mean, σ/√4000 of σ.
    CHECK(std::abs(mean(errors)) < 4 * expected / std::sqrt(2000.0));
    CHECK(sigma(errors) == Approx(expected).epsilon(4 / std::sqrt(4000.0)));
}

TEST_CASE("mapping error: ideal cells leave no error", "[network]") {
    for (auto const method : {MappingMethod::plain, MappingMethod::resistance, MappingMethod::bit_lines}) {
        auto study = study_of(method, 3);
        study.arrays.sigma = 0;
        for (double const error : errors_lsb(study)) CHECK(error == 0);
    }
}

// Eq. (25) overshoots a weight by half an LSB at most, and falls short where the cells left over are too small: the
// mean is below 0. On 200 arrays σ is known to 5 %, and the means to σ/14; the steps are far larger.
TEST_CASE("mapping error: each further step of the method makes the spread smaller, and the mean too", "[network]") {
    auto const plain = errors_lsb(study_of(MappingMethod::plain, 200));
    auto const resistance = errors_lsb(study_of(MappingMethod::resistance, 200));
    auto const bit_lines = errors_lsb(study_of(MappingMethod::bit_lines, 200));
    CHECK(sigma(resistance) < sigma(plain) / 1.5);
    CHECK(sigma(bit_lines) < sigma(resistance) / 1.25);
    CHECK(mean(resistance) < -1);
    CHECK(mean(bit_lines) < 0);
    CHECK(mean(bit_lines) > mean(resistance) + 0.3);
}

TEST_CASE("mapping error: fewer lines with a common order leave less", "[network]") {
    auto study = study_of(MappingMethod::bit_lines, 100);
    double before = std::abs(mean(errors_lsb(study)));
    for (std::size_t const lines : {32U, 8U, 2U}) {
        study.lines_per_order = lines;
        double const error = std::abs(mean(errors_lsb(study)));
        CHECK(error < before);
        before = error;
    }
    CHECK(before < 0.05);
    study.lines_per_order = 128;
    auto const all = errors_lsb(study);
    study.lines_per_order = 1000;  // more than there are
    CHECK(errors_lsb(study) == all);
}

// With an order for each line hardly an error is left, but for what reading in steps hides: the conductances it stands
// for are even over a step d, σ = d/√12 a cell. At d = 0.16 a weight of 75 on cells that count between 64 and
// 64 + 32 + 16 + … has 64·0.046 = 3 LSB, the sum of 128 lines 3·180/(256·√128) = 0.19; the dropped cells make it less.
TEST_CASE("mapping error: a coarse reading of the cells leaves its own spread", "[network]") {
    auto study = study_of(MappingMethod::bit_lines, 200);
    study.lines_per_order = 1;
    CHECK(sigma(errors_lsb(study)) < 0.03);
    study.arrays.read_step = 0.16;
    double const coarse = sigma(errors_lsb(study));
    CAPTURE(coarse);
    CHECK(coarse > 0.1);
    CHECK(coarse < 0.25);
}

TEST_CASE("mapping error: a study is repeated to the last bit, and another seed is another", "[network]") {
    auto study = study_of(MappingMethod::bit_lines, 5);
    auto const once = errors_lsb(study);
    CHECK(errors_lsb(study) == once);
    study.arrays.samples = 3;
    CHECK(errors_lsb(study) == std::vector(once.begin(), once.begin() + 3));
    study.arrays.seed = 2;
    CHECK(errors_lsb(study).front() != once.front());
}

TEST_CASE("mapping error: codes and arrays out of range are refused", "[network]") {
    auto study = study_of(MappingMethod::plain, 1);
    study.input = 256;
    CHECK_THROWS_WITH(errors_lsb(study), Catch::Contains("0 to 255"));
    study = study_of(MappingMethod::plain, 0);
    CHECK_THROWS_AS(errors_lsb(study), InputError);
    study = study_of(MappingMethod::plain, 1);
    study.arrays.read_step = -1;
    CHECK_THROWS_AS(errors_lsb(study), InputError);
}

// Rounding errs by 1/4 LSB on average; |z| has the mean √(2/π), four σ are 2^n - 1: ratio 1/(√(2/π)·(2^n - 1)).
// One in 16,000 weights is clipped.
TEST_CASE("quantization: on ideal cells the error ratio is that of rounding", "[network]") {
    QuantizationStudy study;
    study.arrays = {8, 128, 0, 0, 100, 1};
    study.methods = {MappingMethod::plain, MappingMethod::resistance};
    double const expected = 0.25 / (std::sqrt(2 / std::numbers::pi) * 255 / 4);
    for (auto const& f : quantization_figures(study)) {
        CHECK(std::abs(f.error_ratio - expected) < 4 * f.error_ratio_sigma);
        CHECK(f.best_share == 1);  // both round, so neither has less
    }
}

TEST_CASE("quantization: exhaustive is best on every array, and bit lines beat plain mapping", "[network]") {
    QuantizationStudy study;
    study.arrays = {4, 32, 0.2, 0, 40, 3};
    study.methods = {MappingMethod::plain, MappingMethod::bit_lines, MappingMethod::exhaustive};
    auto const got = quantization_figures(study);
    CHECK(got[2].best_share == 1);
    CHECK(got[1].best_share < 1);
    CHECK(got[0].best_share < got[1].best_share);
    CHECK(got[2].mean_loss < got[1].mean_loss);
    CHECK(got[1].mean_loss < got[0].mean_loss);
    CHECK(got[1].error_ratio < got[0].error_ratio);
    CHECK(std::isfinite(got[0].error_ratio_sigma));
}
