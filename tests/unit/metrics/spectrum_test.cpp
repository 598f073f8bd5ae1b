// Spectral figures of sampled sines.
#include "metrics/spectrum.hpp"
#include "core/error.hpp"
#include "core/random.hpp"
#include "metrics/fourier.hpp"
#include "metrics/sine_fit.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

using namespace cimchar;
using namespace cimchar::metrics;

namespace {

constexpr double two_pi = 2 * std::numbers::pi;

std::vector<double> sine(std::size_t count, double periods, double phase_rad = 0.1) {
    std::vector<double> samples(count);
    for (std::size_t n = 0; n < count; ++n)
        samples[n] = std::sin(two_pi * periods * static_cast<double>(n) / static_cast<double>(count) + phase_rad);
    return samples;
}

std::vector<double> codes(int bits, std::vector<double> samples) {
    double const levels = std::pow(2.0, bits);
    for (auto& sample : samples) sample = std::clamp(std::floor((sample + 1) / 2 * levels), 0.0, levels - 1);
    return samples;
}

SpectrumOptions at_bin(std::size_t bin) {
    SpectrumOptions options;
    options.fundamental_bin = bin;
    return options;
}

}  // namespace

TEST_CASE("fourier: equals the sum it stands for, for even and odd lengths", "[metrics]") {
    auto const count = GENERATE(std::size_t{2}, std::size_t{6}, std::size_t{15}, std::size_t{16}, std::size_t{37});
    std::vector<double> samples(count);
    for (std::size_t n = 0; n < count; ++n) samples[n] = uniform(1, count, n);
    auto const got = half_spectrum(samples);
    REQUIRE(got.size() == count / 2 + 1);
    for (std::size_t k = 0; k < got.size(); ++k) {
        std::complex<double> sum = 0;
        for (std::size_t n = 0; n < count; ++n)
            sum += std::polar(samples[n], -two_pi * static_cast<double>(k * n) / static_cast<double>(count));
        CHECK(std::abs(got[k] - sum) < 1e-13);
    }
}

// Answers with five decimals, half of the last one allowed.
TEST_CASE("spectrum: known answer of an 8-bit quantized sine", "[metrics]") {
    auto const samples = codes(8, sine(4096, 1021));
    bool const declared = GENERATE(true, false);
    auto const got = spectrum(samples, declared ? at_bin(1021) : SpectrumOptions{});
    CHECK(got.sndr_db == Approx(49.81159).margin(5e-6));
    CHECK(got.sfdr_db == Approx(68.14276).margin(5e-6));
    CHECK(got.sfdr_bin == 1379);
    CHECK(got.thd_db == Approx(-65.81066).margin(5e-6));
    CHECK(got.fundamental_bin == 1021);
    CHECK(got.window == Window::rectangular);
    CHECK(got.enob_bit == Approx((49.81159 - 1.76091) / 6.02060).margin(1e-6));
    CHECK(got.harmonics.size() == 9);
    CHECK(std::none_of(got.harmonics.begin(), got.harmonics.end(), [](auto const& h) { return h.collides; }));
    CHECK(got.convention == "ENOB from SNDR at amplitude 128; THD of H2..H10; noise floor in dBc per bin");
}

TEST_CASE("spectrum: known answer of a cubic distortion", "[metrics]") {
    // x + 0.01x³ at amplitude 1: fundamental 1 + 3/4·0.01, third harmonic 1/4·0.01.
    auto samples = sine(1024, 31);
    for (auto& x : samples) x = x + 0.01 * x * x * x;
    auto const got = spectrum(samples, at_bin(31));
    CHECK(std::sqrt(2 * got.power[31]) == Approx(1.0075).epsilon(1e-12));
    CHECK(got.harmonics.at(3 - 2).level_dbc == Approx(-52.106101).margin(5e-7));
    CHECK(got.harmonics.at(3 - 2).bin == 93);
    CHECK(got.sfdr_bin == 93);
    CHECK(got.sfdr_db == Approx(52.106101).margin(5e-7));
    CHECK(got.sndr_db == Approx(52.106101).margin(5e-7));
    CHECK(got.noise_floor_db < -280);  // nothing but rounding
}

TEST_CASE("spectrum: known answer of a cubic and a quadratic distortion together", "[metrics]") {
    auto samples = sine(1024, 31);
    for (auto& x : samples) x = x + 0.02 * x * x + 0.01 * x * x * x;
    auto const got = spectrum(samples, at_bin(31));
    CHECK(got.harmonics.at(2 - 2).level_dbc == Approx(-40.064901).margin(5e-7));
    CHECK(got.thd_db == Approx(-39.801612).margin(5e-7));
    CHECK(fit_sine_at(samples, 31.0 / 1024).offset == Approx(0.01).epsilon(1e-12));
}

TEST_CASE("spectrum: power sums to the variance of the samples, DC excluded", "[metrics]") {
    auto const count = GENERATE(std::size_t{256}, std::size_t{255});
    std::vector<double> samples(count);
    for (std::size_t n = 0; n < count; ++n) samples[n] = 5 + uniform(3, 0, n);
    double const mean = std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(count);
    double variance = 0;
    for (double const x : samples) variance += (x - mean) * (x - mean) / static_cast<double>(count);
    auto const got = spectrum(samples, at_bin(3));
    CHECK(std::accumulate(got.power.begin(), got.power.end(), 0.0) == Approx(variance).epsilon(1e-12));
}

TEST_CASE("spectrum: figures do not depend on scale and offset", "[metrics]") {
    auto const samples = codes(6, sine(1024, 101));
    std::vector<double> scaled;
    for (double const x : samples) scaled.push_back(-0.3 + 1e-3 * x);
    auto const before = spectrum(samples, at_bin(101));
    auto const after = spectrum(scaled, at_bin(101));
    CHECK(after.sndr_db == Approx(before.sndr_db).margin(1e-9));
    CHECK(after.sfdr_db == Approx(before.sfdr_db).margin(1e-9));
    CHECK(after.thd_db == Approx(before.thd_db).margin(1e-9));
    CHECK(after.noise_floor_db == Approx(before.noise_floor_db).margin(1e-9));
}

TEST_CASE("spectrum: a record that is not coherent gets the window and nearly the same figures", "[metrics]") {
    // The record ends 0.37 of a period early; noise of -60 dBc hides the window's side lobes.
    std::vector<double> noise(8192);
    for (std::size_t n = 0; n < noise.size(); ++n) noise[n] = 1e-3 / std::sqrt(2.0) * standard_normal(5, 0, n);
    auto apart = sine(noise.size(), 500.37);
    for (std::size_t n = 0; n < noise.size(); ++n) apart[n] += 0.01 * apart[n] * apart[n] * apart[n] + noise[n];
    auto const got = spectrum(apart);
    CHECK(got.window == Window::blackman_harris);
    CHECK(got.fundamental_bin == 500);
    // Third harmonic at -52.106 dBc, noise at 3e-4 of that power per lobe; the lobe holds all of the line.
    CHECK(got.thd_db == Approx(-52.106).margin(0.1));
    CHECK(got.sfdr_db == Approx(52.106).margin(0.1));
    CHECK(got.sfdr_bin == 1501);  // 3·500.37
    // Noise -60 dBc, spread over 4096 bins.
    CHECK(got.noise_floor_db == Approx(-60.06 - 10 * std::log10(4096)).margin(0.3));
    CHECK(got.sndr_db == Approx(-10 * std::log10(std::pow(10, -5.2106) + std::pow(10, -6.006))).margin(0.1));
}

TEST_CASE("spectrum: coherence is decided by leakage, not by noise", "[metrics]") {
    for (std::uint64_t trial = 0; trial < 20; ++trial) {
        auto samples = sine(1024, 37);
        for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += 0.05 * standard_normal(9, trial, n);
        CHECK(spectrum(samples).window == Window::rectangular);
    }
    CHECK(spectrum(sine(1024, 37)).window == Window::rectangular);
    CHECK(spectrum(sine(1024, 37.01)).window == Window::blackman_harris);
    // A pure sine apart from the bins: what is left is the window's side lobes, -92 dB each.
    CHECK(spectrum(sine(1024, 37.5)).sndr_db > 80);
}

TEST_CASE("spectrum: harmonics fold back and collisions are flagged", "[metrics]") {
    // M = 64, J = 16 = M/4: H2 at 32, H3 at 16 (the fundamental), H4 at 0 (DC), H5 at 16, H6 at 32 …
    auto samples = sine(64, 16, 0.3);
    for (auto& x : samples) x = x + 0.01 * x * x;  // H2 alone
    auto const got = spectrum(samples, at_bin(16));
    std::vector<std::size_t> bins;
    for (auto const& harmonic : got.harmonics) {
        bins.push_back(harmonic.bin);
        CHECK(harmonic.collides);
    }
    CHECK(bins == std::vector<std::size_t>{32, 16, 0, 16, 32, 16, 0, 16, 32});
    CHECK(std::isinf(got.harmonics.at(3 - 2).level_dbc));
    CHECK(got.harmonics.at(2 - 2).level_dbc == got.harmonics.at(6 - 2).level_dbc);
    CHECK(got.thd_db == Approx(got.harmonics.front().level_dbc).margin(1e-9));  // the shared bin counts once

    // M = 64, J = 9: H2 18, H3 27, H4 36 -> 28, H5 45 -> 19, H6 54 -> 10, H7 63 -> 1: all apart.
    SpectrumOptions seven = at_bin(9);
    seven.harmonics = 7;
    auto const apart = spectrum(sine(64, 9), seven);
    std::vector<std::size_t> folded;
    for (auto const& harmonic : apart.harmonics) {
        folded.push_back(harmonic.bin);
        CHECK_FALSE(harmonic.collides);
    }
    CHECK(folded == std::vector<std::size_t>{18, 27, 28, 19, 10, 1});
}

TEST_CASE("spectrum: a declared fundamental one bin off is not mended, and the true one is named", "[metrics]") {
    // Exact symmetry leaves the even bins empty.
    CHECK_THROWS_WITH(spectrum(codes(8, sine(4096, 1021)), at_bin(1022)),
                      Catch::Contains("bin 1022 holds no power") && Catch::Contains("the largest line is at bin 1021"));
    auto noisy = sine(4096, 1021);
    for (std::size_t n = 0; n < noisy.size(); ++n) noisy[n] += 0.001 * standard_normal(4, 0, n);
    auto const got = spectrum(noisy, at_bin(1022));
    CHECK(got.fundamental_bin == 1022);
    CHECK(got.sfdr_bin == 1021);
    CHECK(got.sndr_db < -60);
}

TEST_CASE("spectrum: one wrong sample costs its energy, spread over all bins", "[metrics]") {
    auto samples = sine(1024, 37);
    samples[500] += 0.1;
    auto const got = spectrum(samples, at_bin(37));
    // Energy 0.01 against 1024/2, less DC's and the fundamental's share, 1/1024 and 2/1024.
    double const ratio = 0.01 / 512 * (1 - 3.0 / 1024);
    CHECK(got.sndr_db == Approx(-10 * std::log10(ratio)).margin(2e-3));  // ± the change of the fundamental, 2e-4
    CHECK(got.noise_floor_db == Approx(10 * std::log10(ratio / 510.5)).margin(0.1));
}

TEST_CASE("spectrum: a full scale gives ENOB of the converter instead of the signal", "[metrics]") {
    auto options = at_bin(1021);
    options.full_scale = 1024;  // 10 bit codes
    auto half_scale = sine(4096, 1021);
    for (auto& x : half_scale) x /= 2;
    auto const got = spectrum(codes(10, half_scale), options);
    CHECK(got.enob_bit == Approx(10).margin(0.05));
    CHECK((got.sndr_db - 1.76091) / 6.02060 == Approx(9).margin(0.05));
    CHECK_THAT(got.convention, Catch::Contains("FSR 1024"));
}

TEST_CASE("spectrum: what it cannot use is an InputError", "[metrics]") {
    auto samples = sine(64, 9);
    CHECK_THROWS_AS(spectrum({}), InputError);
    CHECK_THROWS_AS(spectrum(std::vector(4, 1.0), at_bin(1)), InputError);
    CHECK_THROWS_AS(spectrum(std::vector(32, 1.0)), InputError);
    CHECK_THROWS_AS(spectrum(std::vector(64, 1.0)), InputError);
    CHECK_THROWS_WITH(spectrum(std::vector(64, 1.0), at_bin(9)), Catch::Contains("bin 9 holds no power"));
    CHECK_THROWS_AS(spectrum(std::vector(63, 0.1), at_bin(9)), InputError);
    CHECK_THROWS_WITH(spectrum(samples, at_bin(32)), Catch::Contains("outside 1 .. 31"));
    CHECK_THROWS_AS(spectrum(samples, at_bin(0)), InputError);
    CHECK_THROWS_WITH(spectrum(sine(256, 3.4)), Catch::Contains("needs 5 periods"));
    SpectrumOptions options;
    options.harmonics = 1;
    CHECK_THROWS_AS(spectrum(samples, options), InputError);
    options = {};
    options.full_scale = -1;
    CHECK_THROWS_AS(spectrum(samples, options), InputError);
    samples[0] = std::numeric_limits<double>::infinity();
    CHECK_THROWS_WITH(spectrum(samples), Catch::Contains("sample 1 is inf"));
}
