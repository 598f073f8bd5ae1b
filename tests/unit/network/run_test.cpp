// Networks in floating point and in integers, against sums by hand.
#include "network/run.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::network;

namespace {

Matrix random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t stream) {
    Matrix m(rows, columns);
    for (Eigen::Index k = 0; k < m.size(); ++k)
        m.data()[k] = static_cast<float>(standard_normal(1, stream, static_cast<std::uint64_t>(k)));
    return m;
}

/// A convolution as its definition says it, one output at a time.
float output_of(Convolution const& layer, Batch const& input, Eigen::Index image, std::size_t m, std::size_t y,
                std::size_t x) {
    float sum = layer.affine.bias.at(m);
    for (std::size_t c = 0; c < input.shape.channels; ++c)
        for (std::size_t i = 0; i < layer.kernel_height; ++i)
            for (std::size_t j = 0; j < layer.kernel_width; ++j) {
                auto const row = static_cast<long>(y * layer.stride + i) - static_cast<long>(layer.padding);
                auto const column = static_cast<long>(x * layer.stride + j) - static_cast<long>(layer.padding);
                if (row < 0 || column < 0 || row >= static_cast<long>(input.shape.height) ||
                    column >= static_cast<long>(input.shape.width))
                    continue;
                auto const pixel = (c * input.shape.height + static_cast<std::size_t>(row)) * input.shape.width +
                                   static_cast<std::size_t>(column);
                auto const weight = (c * layer.kernel_height + i) * layer.kernel_width + j;
                sum += input.values(image, static_cast<Eigen::Index>(pixel)) *
                       layer.affine.weights(static_cast<Eigen::Index>(m), static_cast<Eigen::Index>(weight));
            }
    return sum;
}

}  // namespace

TEST_CASE("run: a convolution is the sum that defines it, with stride and padding", "[network]") {
    Convolution const layer{3, 2, 2, 1, {random_matrix(4, 2 * 3 * 2, 1), {0.1F, 0.2F, 0.3F, 0.4F}, {}}};
    Batch const input{{2, 5, 6}, random_matrix(3, 60, 2)};
    auto const output = run(layer, input);
    REQUIRE(output.shape == Shape{4, 3, 4});
    for (Eigen::Index image = 0; image < 3; ++image)
        for (std::size_t m = 0; m < 4; ++m)
            for (std::size_t y = 0; y < 3; ++y)
                for (std::size_t x = 0; x < 4; ++x)
                    // 12 products of order 1 in single precision, in another order.
                    CHECK(output.values(image, static_cast<Eigen::Index>((m * 3 + y) * 4 + x)) ==
                          Approx(output_of(layer, input, image, m, y, x)).margin(1e-5));
}

TEST_CASE("run: pools take the largest or the mean of their windows", "[network]") {
    Batch input{{1, 2, 4}, Matrix(1, 8)};
    input.values << 1, 2, 3, 4, 5, 6, 7, -8;
    CHECK(run(Pool{Pool::Kind::maximum, 2, 2}, input).values == (Matrix(1, 2) << 6, 7).finished());
    CHECK(run(Pool{Pool::Kind::average, 2, 2}, input).values == (Matrix(1, 2) << 3.5, 1.5).finished());
}

TEST_CASE("run: a folded normalization gives what the normalization gave", "[network]") {
    Network const network{"n",
                          {2, 4, 4},
                          {Convolution{3, 3, 1, 1, {random_matrix(3, 18, 3), {}, {}}},
                           BatchNorm{{1, 2, -1}, {0, 0.5, 1}, {0.1F, 0, -0.3F}, {1, 0.25, 4}}, Relu{}}};
    Batch const input{{2, 4, 4}, random_matrix(2, 32, 4)};
    auto const folded = fold(network);
    CHECK(folded.layers.size() == 2);
    CHECK((run(network, input).values - run(folded, input).values).cwiseAbs().maxCoeff() < 1e-5);
    CHECK_THROWS_AS(fold({"n", {2, 4, 4}, {Relu{}, network.layers[1]}}), InputError);
}

TEST_CASE("run: a quantized layer multiplies integers within their range", "[network]") {
    // Steps of 0.5 and 0.25: 2.0 is out of 2 bits' range and becomes 3·0.25, -3.0 becomes -4·0.5.
    Affine affine{Matrix(1, 3), {1}, Quantization{3, 0.5F, 2, 0.25F}};
    affine.weights << 0.4F, -3.0F, 1.1F;
    Batch input{{3, 1, 1}, Matrix(1, 3)};
    input.values << 0.3F, 2.0F, -1.0F;
    // Codes 1, 3, 0; weights 1, -4, 2: 1 - 12 = -11, times 0.125, plus 1.
    CHECK(run(FullyConnected{affine}, input).values(0, 0) == Approx(-0.375));
}
