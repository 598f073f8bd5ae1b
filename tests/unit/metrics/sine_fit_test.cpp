// Sine fit and effective bits.
#include "metrics/sine_fit.hpp"
#include "core/error.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

using namespace cimchar;
using namespace cimchar::metrics;

namespace {

constexpr double two_pi = 2 * std::numbers::pi;

std::vector<double> cosine(std::size_t count, double frequency, double amplitude, double offset, double phase_rad) {
    std::vector<double> samples(count);
    for (std::size_t n = 0; n < count; ++n)
        samples[n] = offset + amplitude * std::cos(two_pi * frequency * static_cast<double>(n) + phase_rad);
    return samples;
}

/// Ideal mid-rise quantizer of 2^bits levels over -1 .. 1, on a full-scale sine; output in the middle of the step.
std::vector<double> quantized_sine(int bits, std::size_t count, double periods) {
    double const levels = std::pow(2.0, bits);
    auto samples = cosine(count, periods / static_cast<double>(count), 1, 0, 0.1);
    for (auto& sample : samples)
        sample = (std::clamp(std::floor((sample + 1) / 2 * levels), 0.0, levels - 1) + 0.5) / levels * 2 - 1;
    return samples;
}

}  // namespace

// The error of a quantizer is continuous in its square, so the mean square over M points of the phase is off by
// order 1/M² only; with M = 2^17 that is below the last digit of the closed form, half of which is allowed.
TEST_CASE("sine fit: known answer of the ideal quantizer", "[metrics]") {
    struct Case {
        int bits;
        double sndr_db;
    };
    auto const known = GENERATE(Case{1, 6.3134}, Case{4, 25.5908}, Case{8, 49.8125}, Case{12, 73.9748});
    constexpr std::size_t count = 1 << 17;
    constexpr double periods = 40009;  // prime to 2^17: every phase once
    auto const got = fit_sine_at(quantized_sine(known.bits, count, periods), periods / count);
    CAPTURE(known.bits);
    CHECK(got.sinad_db == Approx(known.sndr_db).margin(5e-5));
    if (known.bits == 8) CHECK(6.02060 * 8 + 1.76091 - got.sinad_db == Approx(0.11).margin(0.005));
}

TEST_CASE("sine fit: with the frequency given, amplitude, offset and phase come back", "[metrics]") {
    auto const samples = cosine(1000, 0.0731, 0.7, -0.2, 2.5);
    auto const got = fit_sine_at(samples, 0.0731);
    CHECK(got.amplitude == Approx(0.7).epsilon(1e-13));
    CHECK(got.offset == Approx(-0.2).epsilon(1e-13));
    CHECK(got.phase_rad == Approx(2.5).epsilon(1e-12));
    CHECK(got.frequency == 0.0731);
    CHECK(got.residual_rms < 1e-13);  // rounding of the phase, 2π·73·1e-16
    CHECK(got.iterations == 0);
}

TEST_CASE("sine fit: without the frequency, it comes back as well", "[metrics]") {
    // Between bins, near a bin, near a third of a bin; few periods and nearly half the sample rate.
    double const frequency = GENERATE(0.0731, 100.5 / 1000, 7.02 / 1000, 2.3 / 1000, 0.4987);
    auto const got = fit_sine(cosine(1000, frequency, 0.7, -0.2, 2.5));
    CAPTURE(frequency);
    CHECK(got.converged);
    CHECK(got.frequency == Approx(frequency).margin(1e-13));
    CHECK(got.amplitude == Approx(0.7).epsilon(1e-10));
    CHECK(got.offset == Approx(-0.2).epsilon(1e-10));
    CHECK(got.phase_rad == Approx(2.5).epsilon(1e-9));
    CHECK(got.residual_rms < 1e-10);
}

TEST_CASE("sine fit: noise comes out as the residual", "[metrics]") {
    auto samples = cosine(20000, 0.012345, 1, 0, 0);
    for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += 0.01 * standard_normal(7, 0, n);
    auto const got = fit_sine(samples);
    // σ of an estimated σ is 1/√(2M) = 0.5 %; four of them. The amplitude's is 0.01·√(2/M) = 1e-4.
    CHECK(got.residual_rms == Approx(0.01).epsilon(0.02));
    CHECK(got.amplitude == Approx(1).margin(4e-4));
    CHECK(got.sinad_db == Approx(20 * std::log10(1 / std::sqrt(2.0) / 0.01)).margin(0.18));
}

TEST_CASE("sine fit: ENOB is of the full scale if given, else quoted from SINAD", "[metrics]") {
    // A half-scale sine: SINAD loses 6.02 dB, the full-scale figure does not.
    constexpr std::size_t count = 1 << 14;
    double const frequency = 4001.0 / count;
    auto samples = cosine(count, frequency, 0.5, 0, 0.3);
    for (auto& sample : samples) sample = (std::floor(sample * 512) + 0.5) / 512;  // 10 bit over -1 .. 1
    SineFitOptions options;
    options.full_scale = 2;
    auto const full = fit_sine_at(samples, frequency, options);
    CHECK_FALSE(full.enob_from_sinad);
    CHECK(full.enob_bit == Approx(10).margin(0.05));  // the error of a sine is not quite uniform
    auto const quoted = fit_sine_at(samples, frequency);
    CHECK(quoted.enob_from_sinad);
    CHECK(quoted.enob_bit == Approx((quoted.sinad_db - 1.76091) / 6.02060).epsilon(1e-15));
    CHECK(quoted.enob_bit == Approx(full.enob_bit - 1).margin(1e-3));
    CHECK_THAT(quoted.convention, Catch::Contains("from SINAD at amplitude 0.5"));
    CHECK(enob_from_noise_bit(1 / std::sqrt(12.0), 256) == Approx(8).epsilon(1e-15));
}

TEST_CASE("sine fit: a frequency one bin off finds nothing of the sine", "[metrics]") {
    auto const samples = cosine(4096, 100.0 / 4096, 1, 0, 0);
    CHECK_THROWS_WITH(fit_sine_at(samples, 101.0 / 4096), Catch::Contains("hold no sine of 0.024658"));
}

TEST_CASE("sine fit: what it cannot use is an InputError", "[metrics]") {
    auto samples = cosine(64, 0.1, 1, 0, 0);
    CHECK_THROWS_AS(fit_sine_at({}, 0.1), InputError);
    CHECK_THROWS_AS(fit_sine(std::vector(8, 1.0)), InputError);
    CHECK_THROWS_AS(fit_sine_at(samples, 0.5), InputError);
    CHECK_THROWS_AS(fit_sine_at(samples, 0), InputError);
    CHECK_THROWS_AS(fit_sine_at(samples, std::numeric_limits<double>::quiet_NaN()), InputError);
    CHECK_THROWS_WITH(fit_sine(std::vector(64, 3.0)), Catch::Contains("hold no sine"));
    SineFitOptions options;
    options.full_scale = 0;
    CHECK_THROWS_AS(fit_sine(samples, options), InputError);
    samples[5] = std::numeric_limits<double>::quiet_NaN();
    CHECK_THROWS_WITH(fit_sine(samples), Catch::Contains("sample 6 is nan"));
}
