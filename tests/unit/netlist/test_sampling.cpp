// Sampling schemes: what makes them what they are, and that they sharpen means.
#include "core/random.hpp"
#include "netlist/sampling.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

using namespace cimchar;
using namespace cimchar::netlist;

namespace {

std::vector<std::string> const keys{"process.nmos_vth_v", "t0.vth_v", "t1.vth_v", "cell0.g", "cell1.g", "cell2.g"};

/// Coordinates of a chip as fractions (0, 1).
std::vector<double> fractions(Sampling const& sampling, std::uint64_t seed, std::uint64_t sample) {
    auto x = normal_coordinates(sampling, seed, sample, keys);
    for (auto& value : x) value = 0.5 * std::erfc(-value / std::sqrt(2.0));
    return x;
}

/// Mean over each randomization of Σ x, in units of what that of independent chips would spread by.
double spread_of_means(Sampling const& sampling) {
    std::vector<double> means(sampling.randomizations, 0.0);
    for (std::uint64_t s = 1; s <= sampling.samples; ++s)
        for (double const x : normal_coordinates(sampling, 1, s, keys))
            means[sampling.randomization_of(s)] += x / static_cast<double>(sampling.block());
    double squares = 0;
    for (double const mean : means) squares += mean * mean;
    double const independent = static_cast<double>(keys.size()) / static_cast<double>(sampling.block());
    return std::sqrt(squares / static_cast<double>(means.size()) / independent);
}

}  // namespace

TEST_CASE("sampling: a permutation takes every place once, and streams differ", "[netlist]") {
    for (std::uint64_t const n : {1, 2, 3, 16, 17, 100, 1000}) {
        std::set<std::uint64_t> places;
        bool same = true;
        for (std::uint64_t i = 0; i < n; ++i) {
            places.insert(permuted(1, 2, i, n));
            same = same && permuted(1, 2, i, n) == permuted(1, 3, i, n);
        }
        CHECK(places.size() == n);
        CHECK(*places.rbegin() == n - 1);
        if (n >= 16) CHECK_FALSE(same);
    }
}

TEST_CASE("sampling: random chips are the streams of their devices", "[netlist]") {
    auto const x = normal_coordinates({}, 7, 3, keys);
    for (std::size_t i = 0; i < keys.size(); ++i) CHECK(x[i] == standard_normal(7, stable_hash(keys[i]), 3));
}

TEST_CASE("sampling: a Latin hypercube has one chip in each slice of each dimension", "[netlist]") {
    Sampling const sampling{SamplingScheme::lhs, 60, 3};
    for (std::uint64_t r = 0; r < 3; ++r) {
        std::vector<std::set<int>> slices(keys.size());
        for (std::uint64_t i = 1; i <= 20; ++i) {
            auto const u = fractions(sampling, 1, 20 * r + i);
            for (std::size_t d = 0; d < keys.size(); ++d) slices[d].insert(static_cast<int>(u[d] * 20));
        }
        for (auto const& of_dimension : slices) CHECK(of_dimension.size() == 20);
    }
    // Randomizations are not the same points.
    CHECK(fractions(sampling, 1, 1) != fractions(sampling, 1, 21));
}

TEST_CASE("sampling: a scrambled Sobol block is a net", "[netlist]") {
    // 64 points, zero point included: one in each box of 2^a by 2^(6-a) of the first two dimensions, which are a
    // (0, 2)-sequence; in every dimension one in each of 64 slices.
    Sampling const sampling{SamplingScheme::sobol, 128, 2};
    for (std::uint64_t r = 0; r < 2; ++r) {
        std::vector<std::vector<double>> points;
        for (std::uint64_t i = 1; i <= 64; ++i) points.push_back(fractions(sampling, 5, 64 * r + i));
        for (int a = 0; a <= 6; ++a) {
            std::set<std::pair<int, int>> boxes;
            for (auto const& u : points)
                boxes.insert({static_cast<int>(u[0] * (1 << a)), static_cast<int>(u[1] * (1 << (6 - a)))});
            CHECK(boxes.size() == 64);
        }
        for (std::size_t d = 0; d < keys.size(); ++d) {
            std::set<int> slices;
            for (auto const& u : points) slices.insert(static_cast<int>(u[d] * 64));
            CHECK(slices.size() == 64);
        }
    }
}

TEST_CASE("sampling: Owen's scrambling keeps what points have in common from the top", "[netlist]") {
    constexpr std::uint32_t a = 0xB1234567U;
    for (unsigned shared = 0; shared < 32; ++shared) {
        std::uint32_t const b = a ^ (std::uint32_t{1} << (31 - shared));  // equal in the first `shared` bits
        auto const differ = owen_scrambled(a, 1, 9) ^ owen_scrambled(b, 1, 9);
        CHECK(std::countl_zero(differ) == static_cast<int>(shared));
    }
    CHECK(owen_scrambled(a, 1, 9) != owen_scrambled(a, 1, 10));
}

TEST_CASE("sampling: both schemes sharpen the mean of a sum, a Sobol sequence most", "[netlist]") {
    // A sum of normal coordinates is what stratification takes out: with 32 chips less than a fifth is left.
    CHECK(spread_of_means({SamplingScheme::lhs, 512, 16}) < 0.2);
    CHECK(spread_of_means({SamplingScheme::sobol, 512, 16}) < 0.2);
    CHECK(spread_of_means({SamplingScheme::random, 512, 16}) > 0.5);
}

TEST_CASE("sampling: arrays have their turn after single devices, whatever the order of the list", "[netlist]") {
    // More dimensions than Sobol ones: a device that stands alone at the end of the list still has a Sobol point, so
    // that with two others it fills every box of a net.
    std::vector<std::string> many{"process.nmos_vth_v"};
    for (int i = 0; i < 600; ++i) many.push_back("cell" + std::to_string(i) + ".g");
    many.push_back("t0.vth_v");
    Sampling const sampling{SamplingScheme::sobol, 32, 2};
    std::set<std::pair<int, int>> boxes;
    for (std::uint64_t i = 1; i <= 16; ++i) {
        auto const x = normal_coordinates(sampling, 1, i, many);
        boxes.insert({static_cast<int>(2 * std::erfc(-x.front() / std::sqrt(2.0))),
                      static_cast<int>(2 * std::erfc(-x.back() / std::sqrt(2.0)))});
    }
    CHECK(boxes.size() == 16);
}

TEST_CASE("sampling: around failures, each chip weighs the true density over the one it was drawn from", "[netlist]") {
    Sampling sampling;
    sampling.scheme = SamplingScheme::importance;
    sampling.samples = 20000;
    sampling.parts = {{0.1, {}}, {0.6, {{"a", 2.0}, {"b", -1.0}}}, {0.3, {{"a", -3.0}}}};
    std::vector<std::string> const keys{"a", "b", "c"};
    auto const n = static_cast<double>(sampling.samples);
    double weights = 0;
    double beyond = 0;
    double largest = 0;
    double a = 0;
    double b = 0;
    for (std::uint64_t s = 1; s <= sampling.samples; ++s) {
        auto const u = normal_coordinates(sampling, 5, s, keys);
        double const weight = importance_weight(sampling, keys, u);
        largest = std::max(largest, weight);
        weights += weight;
        if (u[0] > 2) beyond += weight;
        a += u[0];
        b += u[1];
    }
    CHECK(largest <= 1 / 0.1 * (1 + 1e-12));  // the plain part bounds it
    // Means of the mixture; a's standard deviation is 2.4, b's 1.1: four of their standard errors.
    CHECK(std::abs(a / n - (0.6 * 2 - 0.3 * 3)) < 4 * 2.4 / std::sqrt(n));
    CHECK(std::abs(b / n + 0.6) < 4 * 1.1 / std::sqrt(n));
    // Weights are at most 10 with mean 1, so that their variance is below 9; those beyond 2, 0.0228 of all, at most 10
    // too.
    CHECK(std::abs(weights / n - 1) < 4 * 3 / std::sqrt(n));
    CHECK(std::abs(beyond / n - 0.02275) < 4 * std::sqrt(10 * 0.02275 / n));
    // Closed form at a point, by densities.
    auto const density = [](double x, double mean) { return std::exp(-(x - mean) * (x - mean) / 2); };
    double const mixture = 0.1 * density(0.5, 0) * density(1, 0) + 0.6 * density(0.5, 2) * density(1, -1) +
                           0.3 * density(0.5, -3) * density(1, 0);
    CHECK(importance_weight(sampling, keys, {0.5, 1, 7}) == Approx(density(0.5, 0) * density(1, 0) / mixture));
}
