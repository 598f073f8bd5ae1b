// Orders of bit lines: the worked example, the greedy search against all orders, signs, and what is refused.
#include "network/mapping/bit_lines.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "network/mapping/pseudo_binary.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

using namespace cimchar;
using namespace cimchar::network;
using Eigen::Index;
using Eigen::VectorXd;

namespace {

using Order = std::vector<std::size_t>;

/// Deterministic arrays and weights in full range.
struct Case {
    Conductances conductances;
    VectorXd weights;
};

Case drawn(Index rows, Index n, std::uint64_t number) {
    Case c{Conductances(rows, n), VectorXd(rows)};
    auto const stream = stable_hash("bit_lines_test") + number;
    for (Index i = 0; i < c.conductances.size(); ++i)
        c.conductances(i) = 1 + 0.2 * standard_normal(1, stream, static_cast<std::uint64_t>(i));
    for (Index i = 0; i < rows; ++i)
        c.weights(i) = (std::exp2(n) - 1) * uniform(2, stream, static_cast<std::uint64_t>(i));
    return c;
}

double loss_of(Case const& c, MappingMethod method) {
    return mapping_loss(c.weights - values_of(map_column(c.weights, c.conductances, method), c.conductances));
}

/// By std::next_permutation and pseudo_binary alone: an oracle for the oracle.
double least_loss(Case const& c) {
    Order order(static_cast<std::size_t>(c.conductances.cols()));
    std::iota(order.begin(), order.end(), 0U);
    double least = std::numeric_limits<double>::infinity();
    do {
        VectorXd remaining = c.weights;
        for (Index row = 0; row < remaining.size(); ++row) {
            std::vector<double> cells;
            for (auto const line : order) cells.push_back(c.conductances(row, static_cast<Index>(line)));
            remaining(row) -= pseudo_binary(c.weights(row), cells).value;
        }
        least = std::min(least, mapping_loss(remaining));
    } while (std::next_permutation(order.begin(), order.end()));
    return least;
}

Case worked_example() {
    Case c{Conductances(1, 4), VectorXd::Constant(1, 13.4)};
    c.conductances << 1.05, 1.1, 1.125, 0.93;
    return c;
}

}  // namespace

TEST_CASE("bit lines: both searches find the paper's order of the worked example", "[network]") {
    auto const c = worked_example();
    for (auto const method : {MappingMethod::bit_lines, MappingMethod::exhaustive}) {
        auto const map = map_column(c.weights, c.conductances, method);
        CHECK(map.order.at(0) == 2);  // 1.125·8 = 9 leaves least
        CHECK(map.order.at(1) == 1);  // 1.1·4 = 4.4 leaves nothing
        CHECK(values_of(map, c.conductances)(0) == Approx(13.4).margin(1e-12));
    }
    CHECK(values_of(map_column(c.weights, c.conductances, MappingMethod::resistance), c.conductances)(0) ==
          Approx(13.73).margin(1e-12));
}

// round(13.4) = 13 = 1101: 8·1.05 + 4·1.1 + 1·0.93.
TEST_CASE("bit lines: plain mapping takes the binary code whatever the cells are", "[network]") {
    auto const c = worked_example();
    auto const map = map_column(c.weights, c.conductances, MappingMethod::plain);
    CHECK(values_of(map, c.conductances)(0) == Approx(8.4 + 4.4 + 0.93).margin(1e-12));
    CHECK(values_of(map, Conductances::Ones(1, 4))(0) == 13);
    auto const clipped = map_column(VectorXd::Constant(1, 99), c.conductances, MappingMethod::plain);
    CHECK(values_of(clipped, Conductances::Ones(1, 4))(0) == 15);
}

// 0.8·(0.04 + 0.64); with the signed maximum, 0.2, the larger error would not count.
TEST_CASE("bit lines: the loss is the largest magnitude times the sum of squares", "[network]") {
    CHECK(mapping_loss(VectorXd{{0.2, -0.8}}) == Approx(0.8 * 0.68).margin(1e-15));
    CHECK(mapping_loss(VectorXd::Zero(3)) == 0);
}

TEST_CASE("bit lines: the exhaustive search agrees with trying every order", "[network]") {
    for (std::uint64_t number = 0; number < 20; ++number)
        for (Index n = 2; n <= 5; ++n) {
            auto const c = drawn(6, n, number);
            // Sums of the same cells in another order.
            CHECK(loss_of(c, MappingMethod::exhaustive) == Approx(least_loss(c)).epsilon(1e-12));
        }
}

// An order drawn at random would be the best one in 60 of n! arrays: 30, 10, 2.5, 0.5, 0.08.
TEST_CASE("bit lines: the greedy search is never better than all orders, on few bit lines often equal", "[network]") {
    constexpr int arrays = 60;
    for (Index const n : {2, 3, 4, 5, 6}) {
        int equal = 0;
        for (std::uint64_t number = 0; number < arrays; ++number) {
            auto const c = drawn(8, n, 1000 + number);
            double const best = loss_of(c, MappingMethod::exhaustive);
            double const greedy = loss_of(c, MappingMethod::bit_lines);
            REQUIRE(greedy >= best * (1 - 1e-12));
            REQUIRE(loss_of(c, MappingMethod::resistance) >= best * (1 - 1e-12));
            if (greedy <= best * (1 + 1e-12)) ++equal;
        }
        UNSCOPED_INFO("equal on " << equal << " of " << arrays << " arrays of " << n << " bit lines");
        CHECK(equal < arrays);
        if (n <= 3) CHECK(equal > (n == 2 ? 30 : 10));
    }
}

TEST_CASE("bit lines: an order is a permutation, and a column of zeros uses no cell", "[network]") {
    auto const c = drawn(16, 6, 7);
    auto order = map_column(c.weights, c.conductances, MappingMethod::bit_lines).order;
    std::ranges::sort(order);
    CHECK(order == Order{0, 1, 2, 3, 4, 5});
    for (auto const method : {MappingMethod::plain, MappingMethod::resistance, MappingMethod::bit_lines})
        CHECK_FALSE(map_column(VectorXd::Zero(16), c.conductances, method).low_resistive.any());
}

TEST_CASE("bit lines: signed weights are differences of two columns with orders of their own", "[network]") {
    auto const positive = drawn(12, 5, 1);
    auto const negative = drawn(12, 5, 2);
    VectorXd weights = positive.weights;
    for (Index row = 0; row < 12; row += 2) weights(row) = -weights(row);
    auto const map = map_signed_column(weights, positive.conductances, negative.conductances, MappingMethod::bit_lines);
    auto const values = values_of(map, positive.conductances, negative.conductances);
    for (Index row = 0; row < 12; ++row) {
        bool const below = row % 2 == 0;
        CHECK(map.positive.low_resistive.row(row).any() != below);
        CHECK(map.negative.low_resistive.row(row).any() == below);
        CHECK((values(row) < 0) == below);
    }
    CHECK(values_of(map.positive, positive.conductances) ==
          values_of(map_column(weights.cwiseMax(0), positive.conductances, MappingMethod::bit_lines),
                    positive.conductances));
    // Ideal cells: the nearest whole number on both sides.
    auto const ideal = Conductances::Ones(12, 5).eval();
    auto const rounded = values_of(map_signed_column(weights, ideal, ideal, MappingMethod::resistance), ideal, ideal);
    CHECK(rounded == weights.array().round().matrix());
}

TEST_CASE("bit lines: the error ratio is the sum of errors over the sum of weights", "[network]") {
    CHECK(quantization_error_ratio(VectorXd{{1, -3}}, VectorXd{{1.5, -2.5}}) == 0.25);
    CHECK(quantization_error_ratio(VectorXd{{0, 0}}, VectorXd{{0, 0}}) == 0);
    CHECK(std::isinf(quantization_error_ratio(VectorXd{{1}}, VectorXd{{0}})));
}

TEST_CASE("bit lines: negative weights, no numbers and too many orders are refused", "[network]") {
    auto const ones = Conductances::Ones(1, 10).eval();
    CHECK_THROWS_WITH(map_column(VectorXd::Constant(1, -1), ones, MappingMethod::plain),
                      Catch::Contains("differential"));
    CHECK_THROWS_AS(map_column(VectorXd::Constant(1, std::nan("")), ones, MappingMethod::plain), InputError);
    CHECK_THROWS_WITH(map_column(VectorXd::Ones(1), ones, MappingMethod::exhaustive), Catch::Contains("at most 9"));
    CHECK_THROWS_AS(map_column(VectorXd::Ones(2), ones, MappingMethod::plain), ContractError);
}
