// Histograms and quantile plots: nothing is lost, and their size does not follow the number of values.
#include "report/distribution.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

using namespace cimchar;
using namespace cimchar::report;

namespace {

std::uint64_t sum(std::vector<std::uint64_t> const& counts) {
    return std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
}

}  // namespace

TEST_CASE("distribution: bins by Freedman and Diaconis, both ends in", "[report]") {
    // 0 … 7 in any order: quartiles at ranks 2 and 5 are 2 and 5; width 2·3/8^(1/3) = 3; 7/3 = 2.3 bins, at least 5.
    auto const got = distribution_of(std::vector<double>{3, 0, 7, 1, 6, 2, 5, 4});
    CHECK(got.from == 0);
    CHECK(got.width == Approx(7.0 / 5));
    CHECK(got.counts == std::vector<std::uint64_t>{2, 1, 2, 1, 2});  // 0 1 | 2 | 3 4 | 5 | 6 7
    REQUIRE(got.normal.size() == 8);
    CHECK(got.normal.front().value == 0);
    CHECK(got.normal.front().normal == Approx(-1.4342).margin(1e-4));  // Φ⁻¹(0.625/8.25)
    CHECK(got.normal.back().normal == Approx(1.4342).margin(1e-4));
}

TEST_CASE("distribution: equal values are one bin without width", "[report]") {
    auto const got = distribution_of(std::vector<double>(20, 2.5));
    CHECK(got.from == 2.5);
    CHECK(got.width == 0);
    CHECK(got.counts == std::vector<std::uint64_t>{20});
    CHECK(distribution_of(std::vector<double>{1.0}).counts == std::vector<std::uint64_t>{1});
}

TEST_CASE("distribution: a far outlier and equal quartiles leave the number of bins bounded", "[report]") {
    std::vector<double> x(1000, 1.0);
    x.push_back(1e9);
    auto const got = distribution_of(x);
    CHECK(got.counts.size() == most_bins);
    CHECK(got.counts.front() == 1000);
    CHECK(got.counts.back() == 1);
}

TEST_CASE("distribution: of 100,000 values a few hundred numbers remain, with all of the tails", "[report]") {
    std::vector<double> x;
    for (std::uint64_t i = 0; i < 100'000; ++i) x.push_back(3 + 2 * standard_normal(5, 1, i));
    auto const got = distribution_of(x);
    CHECK(sum(got.counts) == 100'000);
    CHECK(got.counts.size() <= most_bins);
    CHECK(got.normal.size() <= most_quantile_points);
    CHECK(got.normal.size() > most_quantile_points / 2);
    CHECK(got.normal.front().value == *std::min_element(x.begin(), x.end()));
    CHECK(got.normal.back().value == *std::max_element(x.begin(), x.end()));
    for (std::size_t i = 1; i < got.normal.size(); ++i) {
        CHECK(got.normal[i].normal > got.normal[i - 1].normal);
        // Within ±2 σ the points of 1e5 normal values lie on the line: their standard error is below 0.02.
        if (std::abs(got.normal[i].normal) < 2)
            CHECK(got.normal[i].value == Approx(3 + 2 * got.normal[i].normal).margin(0.08));
    }
}
