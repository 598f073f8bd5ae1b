// The random streams: the published generator, the promised distributions, and independence of keys.
#include "core/random.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <vector>

using namespace cimchar;

namespace {
constexpr std::uint64_t draws = 100000;

struct Moments {
    double mean = 0;
    double variance = 0;
    double skewness = 0;
    double kurtosis = 0;
};
Moments moments(std::vector<double> const& x) {
    Moments m;
    auto const n = static_cast<double>(x.size());
    for (double const v : x) m.mean += v / n;
    double m2 = 0;
    double m3 = 0;
    double m4 = 0;
    for (double const v : x) {
        double const d = v - m.mean;
        m2 += d * d / n;
        m3 += d * d * d / n;
        m4 += d * d * d * d / n;
    }
    m.variance = m2;
    m.skewness = m3 / std::pow(m2, 1.5);
    m.kurtosis = m4 / (m2 * m2);
    return m;
}

double correlation(std::vector<double> const& x, std::vector<double> const& y) {
    auto const mx = moments(x);
    auto const my = moments(y);
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) sum += (x[i] - mx.mean) * (y[i] - my.mean);
    return sum / static_cast<double>(x.size()) / std::sqrt(mx.variance * my.variance);
}

std::vector<double> normals(std::uint64_t seed, std::uint64_t stream, std::uint64_t first = 0) {
    std::vector<double> x(draws);
    for (std::uint64_t i = 0; i < draws; ++i) x[i] = standard_normal(seed, stream, first + i);
    return x;
}
}  // namespace

TEST_CASE("uniform: Philox4x64-10, word by word", "[core]") {
    // The first word of the block; the high 52 bits or more of it make the number, so 2^-52 is the tolerance.
    // Counter and key zero: the known answer that comes with Random123. The others: numpy.random.Philox.
    auto const number_of = [](std::uint64_t word) { return Approx(std::ldexp(static_cast<double>(word), -64)); };
    auto const close = [&](std::uint64_t word) { return number_of(word).margin(0x1.0p-52).epsilon(0); };
    CHECK(uniform(0, 0, 0) == close(0x16554d9eca36314c));
    CHECK(uniform(1, 0, 1) == close(0x4db6a27b756282df));
    CHECK(uniform(42, 0x85944171f73967e8, 12345678901234567) == close(0xbdc20d0e1b2a21cf));
    CHECK(uniform(1ULL << 63U, 3, 7) == close(0x6e431d79f629586b));
}

TEST_CASE("stable_hash: 64-bit FNV-1a, as its authors publish it", "[core]") {
    CHECK(stable_hash("") == 0xcbf29ce484222325);
    CHECK(stable_hash("a") == 0xaf63dc4c8601ec8c);
    CHECK(stable_hash("foobar") == 0x85944171f73967e8);
    CHECK(stable_hash("\xff") == 0xaf64724c8602eb6e);  // bytes above 127 are not negative
}

TEST_CASE("uniform: in (0, 1), evenly filled", "[core]") {
    constexpr std::size_t cells = 100;
    std::array<double, cells> count{};
    for (std::uint64_t i = 0; i < draws; ++i) {
        double const u = uniform(1, 2, i);
        REQUIRE((u > 0 && u < 1));
        ++count.at(static_cast<std::size_t>(u * cells));
    }
    double chi_squared = 0;
    double const expected = static_cast<double>(draws) / cells;
    for (double const c : count) chi_squared += (c - expected) * (c - expected) / expected;
    // 99 degrees of freedom: mean 99, standard deviation sqrt(2 * 99) = 14.1; four of them.
    CHECK(chi_squared == Approx(99).margin(4 * 14.1));
}

TEST_CASE("standard_normal: mean 0, variance 1, no skew, kurtosis 3", "[core]") {
    auto const m = moments(normals(1, stable_hash("bl3.t0.vth_v")));
    // Standard errors of n normal draws: 1/sqrt(n), sqrt(2/n), sqrt(6/n), sqrt(24/n); four of each.
    double const root_n = std::sqrt(static_cast<double>(draws));
    CHECK(m.mean == Approx(0).margin(4 / root_n));
    CHECK(m.variance == Approx(1).margin(4 * std::sqrt(2.0) / root_n));
    CHECK(m.skewness == Approx(0).margin(4 * std::sqrt(6.0) / root_n));
    CHECK(m.kurtosis == Approx(3).margin(4 * std::sqrt(24.0) / root_n));
}

TEST_CASE("standard_normal: the tails are there and as heavy as they should be", "[core]") {
    auto const x = normals(2, 0);
    auto const share_beyond = [&](double limit) {
        auto const n = std::count_if(x.begin(), x.end(), [&](double v) { return v > limit; });
        return static_cast<double>(n) / static_cast<double>(draws);
    };
    // P(x > k) of a normal variable, with four binomial standard errors.
    for (auto const& [limit, p] : {std::pair{1.0, 0.158655}, {2.0, 0.0227501}, {3.0, 0.00134990}, {-1.0, 0.841345}}) {
        CAPTURE(limit);
        CHECK(share_beyond(limit) == Approx(p).margin(4 * std::sqrt(p * (1 - p) / static_cast<double>(draws))));
    }
}

TEST_CASE("standard_normal: it is the normal quantile of the uniform number", "[core]") {
    for (std::uint64_t i = 0; i < 1000; ++i) {
        double const x = standard_normal(9, 8, i);
        // Φ(x) back again; erfc is good to a few units in the last place.
        CHECK(0.5 * std::erfc(-x / std::sqrt(2.0)) == Approx(uniform(9, 8, i)).epsilon(1e-13).margin(0));
    }
}

TEST_CASE("random streams: a draw depends on its key alone", "[core]") {
    double const before = standard_normal(1, 2, 3);
    for (std::uint64_t i = 0; i < 10; ++i) (void)standard_normal(7, i, i);
    CHECK(standard_normal(1, 2, 3) == before);
}

TEST_CASE("random streams: each part of the key makes another number", "[core]") {
    std::set<double> seen;
    for (std::uint64_t seed = 0; seed < 10; ++seed)
        for (std::uint64_t stream = 0; stream < 10; ++stream)
            for (std::uint64_t index = 0; index < 10; ++index) seen.insert(uniform(seed, stream, index));
    CHECK(seen.size() == 1000);
}

TEST_CASE("random streams: neighbours in seed, stream and index are uncorrelated", "[core]") {
    auto const x = normals(1, 1);
    double const four_sigma = 4 / std::sqrt(static_cast<double>(draws));
    CHECK(correlation(x, normals(2, 1)) == Approx(0).margin(four_sigma));
    CHECK(correlation(x, normals(1, 2)) == Approx(0).margin(four_sigma));
    CHECK(correlation(x, normals(1, 1, 1)) == Approx(0).margin(four_sigma));
}
