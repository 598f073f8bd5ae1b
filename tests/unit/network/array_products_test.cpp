// Networks on arrays: what is exact, what is counted, and what spread, noise and few bits do.
#include "network/crossbar/array_products.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "network/crossbar/column_sums.hpp"

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

using namespace cimchar;
using namespace cimchar::network;

namespace {

constexpr Eigen::Index inputs = 300;  // three arrays high
constexpr Eigen::Index outputs = 10;

/// A layer whose weights are all integers of 8 bits.
Network layer_of_integers() {
    Affine affine{Matrix(outputs, inputs), {}, Quantization{8, 1, 8, 1}};
    for (Eigen::Index k = 0; k < affine.weights.size(); ++k)
        affine.weights.data()[k] =
            static_cast<float>(std::floor(256 * uniform(1, 1, static_cast<std::uint64_t>(k))) - 128);
    return {"integers", {inputs, 1, 1}, {FullyConnected{affine}}};
}

Codes random_codes(Eigen::Index vectors) {
    Codes codes(vectors, inputs);
    for (Eigen::Index k = 0; k < codes.size(); ++k)
        codes.data()[k] = static_cast<std::uint8_t>(256 * uniform(1, 2, static_cast<std::uint64_t>(k)));
    return codes;
}

Matrix exact(Network const& network, Codes const& codes) {
    return codes.cast<float>() * integer_weights(std::get<FullyConnected>(network.layers[0]).affine).transpose();
}

double rms(Matrix const& difference) {
    return std::sqrt(difference.cast<double>().squaredNorm() / static_cast<double>(difference.size()));
}

}  // namespace

TEST_CASE("arrays: with bits enough for every column nothing is lost, whatever the slices", "[network]") {
    auto const network = layer_of_integers();
    auto const codes = random_codes(20);
    auto const want = exact(network, codes);
    for (int const cell_bits : {1, 2, 4})
        for (int const dac_bits : {1, 2, 4}) {
            INFO(cell_bits << " bits a cell, " << dac_bits << " bits a DAC");
            // 128 rows times the largest product of two slices, of both signs, has to have a code: Eq. 2 of the paper
            // and one bit more for the sign.
            int const bits = std::min(16, 7 + cell_bits + dac_bits + 1);
            ArrayProducts products(network, {128, 128, cell_bits, dac_bits}, {Strategy::digital, bits}, 1, 0);
            // An LSB is then below 1 but no power of two of it unless cells and DACs have 1 bit: rounding is to half of
            // it.
            double const lsb = 2.0 * 128 * ((1 << cell_bits) - 1) * ((1 << dac_bits) - 1) / (1 << bits);
            auto const got = products.multiply(0, codes, 0);
            if (cell_bits == 1 && dac_bits == 1) CHECK(got == want);
            // Each of the conversions is off by half an LSB at most; their weights add up to 255·255 / the unit.
            CHECK((got - want).cwiseAbs().maxCoeff() <=
                  3 * 0.5 * lsb * (255.0 / ((1 << cell_bits) - 1)) * (255.0 / ((1 << dac_bits) - 1)));
        }
}

TEST_CASE("arrays: conversions are those of Eqs. 5 to 7, and cycles those of Eq. 8", "[network]") {
    auto const network = layer_of_integers();
    auto const codes = random_codes(2);
    std::array const cases{std::pair{Strategy::digital, 64U}, std::pair{Strategy::buffered, 15U},
                           std::pair{Strategy::analog, 1U}};
    for (auto const& [strategy, conversions] : cases) {
        ArrayProducts products(network, {}, {strategy, 8}, 1, 0);
        (void)products.multiply(0, codes, 0);
        auto const counts = products.counts(0);
        CHECK(counts.products == 2);
        CHECK(counts.conversions == 2 * outputs * 3 * conversions);  // three arrays high
        CHECK(counts.cycles == 2 * 8);
    }
    // 10 outputs of 8 slices in pairs of columns are 160 columns: two arrays wide, three high.
    CHECK(ArrayProducts(network, {}, {}, 1, 0).on_arrays(0).arrays == 6);
}

TEST_CASE("arrays: an ideal converter's error is its rounding", "[network]") {
    auto const network = layer_of_integers();
    auto const codes = random_codes(200);
    ArrayProducts products(network, {}, {Strategy::analog, 10}, 1, 0);
    // Uniform over an LSB of 2 · full / 1024, once for each of three arrays.
    double const lsb = 2 * 128.0 * 255 * 255 / 1024;
    double const want = lsb * std::sqrt(3.0 / 12);
    // 2000 values: the rms is known to 1.6 %; four of these.
    CHECK(rms(products.multiply(0, codes, 0) - exact(network, codes)) == Approx(want).epsilon(0.065));
}

TEST_CASE("arrays: noise of a conversion adds as its standard deviation says", "[network]") {
    auto const network = layer_of_integers();
    auto const codes = random_codes(200);
    ArrayProducts products(network, {}, {Strategy::analog, 10, 1, 2.0}, 1, 0);
    double const lsb = 2 * 128.0 * 255 * 255 / 1024;
    double const want = lsb * std::sqrt(3 * (1.0 / 12 + 4.0));
    CHECK(rms(products.multiply(0, codes, 0) - exact(network, codes)) == Approx(want).epsilon(0.065));
}

TEST_CASE("arrays: cells' spread adds up over the driven rows", "[network]") {
    auto const network = layer_of_integers();
    auto const codes = random_codes(200);
    constexpr double spread = 0.05;
    ArrayOptions arrays;
    arrays.spread = spread;
    // Variance of one output: Σ input² · Σ over the slices in use of 4^k · spread², and its mean shift is spread²/2 of
    // the output, below a hundredth of that.
    auto const weights = integer_weights(std::get<FullyConnected>(network.layers[0]).affine);
    double want = 0;
    for (Eigen::Index v = 0; v < codes.rows(); ++v)
        for (Eigen::Index m = 0; m < outputs; ++m)
            for (Eigen::Index r = 0; r < inputs; ++r) {
                auto const magnitude = static_cast<unsigned>(std::abs(weights(m, r)));
                for (unsigned k = 0; k < 8; ++k)
                    if ((magnitude >> k & 1U) != 0)
                        want += std::pow(codes(v, r) * std::ldexp(spread, static_cast<int>(k)), 2);
            }
    want = std::sqrt(want / (200.0 * outputs));
    double square = 0;
    for (std::uint64_t chip = 1; chip <= 20; ++chip) {
        ArrayProducts products(network, arrays, {Strategy::analog, 16}, 1, chip);
        square += std::pow(rms(products.multiply(0, codes, 0) - exact(network, codes)), 2);
    }
    // Inputs of one chip share its cells: 20 chips of 10 outputs are 200 independent values, which give 5 %; four of
    // these.
    CHECK(std::sqrt(square / 20) == Approx(want).epsilon(0.2));
}

TEST_CASE("arrays: a chip stays itself, whatever the batches", "[network]") {
    auto const network = layer_of_integers();
    auto const codes = random_codes(30);
    ArrayOptions arrays;
    arrays.spread = 0.05;
    ConversionOptions const conversion{Strategy::digital, 8, 1, 0.5};
    ArrayProducts whole(network, arrays, conversion, 1, 7);
    ArrayProducts parts(network, arrays, conversion, 1, 7);
    auto const want = whole.multiply(0, codes, 0);
    CHECK(parts.multiply(0, codes.middleRows(10, 20), 10) == want.middleRows(10, 20));
    CHECK(parts.multiply(0, codes.topRows(10), 0) == want.topRows(10));
    ArrayProducts other(network, arrays, conversion, 1, 8);
    CHECK(other.multiply(0, codes, 0) != want);
}

TEST_CASE("arrays: a calibrated range holds what it has met, and counts what it has not", "[network]") {
    auto const network = layer_of_integers();
    auto const codes = random_codes(50);
    Batch const images{{inputs, 1, 1}, codes.cast<float>()};
    ArrayProducts products(network, {}, {Strategy::analog, 8, 0}, 1, 0);
    products.calibrate(images);
    CHECK(products.range(0) < 0.2);  // random signs: sums are far from what 128 equal rows would give
    CHECK(products.counts(0).conversions == 0);
    (void)products.multiply(0, codes, 0);
    CHECK(products.counts(0).outside == 0);
    Codes const full = Codes::Constant(1, inputs, 255);
    (void)products.multiply(0, full, 0);
    ArrayProducts narrow(network, {}, {Strategy::analog, 8, products.range(0) / 4}, 1, 0);
    (void)narrow.multiply(0, codes, 0);
    CHECK(narrow.counts(0).outside > 0);
}

TEST_CASE("arrays: options out of range are refused", "[network]") {
    auto const network = layer_of_integers();
    CHECK_THROWS_AS(ArrayProducts(network, {0, 128}, {}, 1, 0), InputError);
    CHECK_THROWS_AS(ArrayProducts(network, {128, 128, 9}, {}, 1, 0), InputError);
    CHECK_THROWS_AS(ArrayProducts(network, {}, {Strategy::digital, 17}, 1, 0), InputError);
    CHECK_THROWS_AS(ArrayProducts(network, {}, {Strategy::digital, 8, 2}, 1, 0), InputError);
    CHECK_THROWS_AS(ArrayProducts({"empty", {1, 1, 1}, {Relu{}}}, {}, {}, 1, 0), InputError);
}

TEST_CASE("quantizer: codes are levels passed, equal levels are missing codes", "[network]") {
    std::array const levels{0.5, 1.75, 1.75};
    Quantizer const converter(levels);
    CHECK(converter.code(0.4F) == 0);
    CHECK(converter.code(0.5F) == 1);
    CHECK(converter.code(1.7F) == 1);
    CHECK(converter.code(1.75F) == 3);
    CHECK(converter.code(1e6F) == 3);
    CHECK(converter.code(-1e6F) == 0);
    CHECK_THROWS_AS(Quantizer(std::array{2.0, 1.0}), InputError);
    CHECK_THROWS_AS(Quantizer(std::span<double const>{}), InputError);
}

TEST_CASE("quantizer: crowded levels are found as by counting", "[network]") {
    std::vector<double> levels;
    for (std::uint64_t k = 0; k < 255; ++k) levels.push_back(std::pow(uniform(1, 3, k), 4) * 255);
    std::sort(levels.begin(), levels.end());
    Quantizer const converter(levels);
    for (std::uint64_t k = 0; k < 5000; ++k) {
        auto const input = static_cast<float>(260 * uniform(1, 4, k) - 2);
        auto const want = std::count_if(levels.begin(), levels.end(),
                                        [&](double level) { return static_cast<float>(level) <= input; });
        REQUIRE(converter.code(input) == static_cast<std::uint32_t>(want));
    }
}

TEST_CASE("column sums: every column adds its driven rows in order", "[network]") {
    std::vector<float> tile(5 * tile_columns);
    for (std::size_t k = 0; k < tile.size(); ++k) tile[k] = static_cast<float>(uniform(1, 5, k));
    std::vector<float> sum(tile_columns);
    column_sums(tile.data(), {{0, 3, 4}, {1, 0.5F, 0.25F}, false}, sum.data());
    for (std::size_t c = 0; c < tile_columns; ++c)
        CHECK(sum[c] == (tile[c] + 0.5F * tile[3 * tile_columns + c]) + 0.25F * tile[4 * tile_columns + c]);
    column_sums(tile.data(), {{1, 2}, {1, 1}, true}, sum.data());
    for (std::size_t c = 0; c < tile_columns; ++c) CHECK(sum[c] == tile[tile_columns + c] + tile[2 * tile_columns + c]);
}

TEST_CASE("column sums: an ideal converter rounds to the nearest code, and counts what has none", "[network]") {
    std::array const sums{-3.0F, -2.5F, -0.5F, 0.49F, 0.5F, 1.4F, 1.5F, 9.0F};
    std::array<double, sums.size()> total{};
    // Four codes about zero, -2 … 1, of 1 each.
    CHECK(add_rounded(sums.data(), sums.size(), {1, 2, 4, 10}, total.data()) == 3);
    CHECK(total == std::array<double, sums.size()>{-20, -20, 0, 0, 10, 10, 10, 10});
}
