// Steps for a network in floating point.
#include "network/quantize.hpp"

#include "core/error.hpp"
#include "network/run.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::network;

TEST_CASE("quantize: the largest weight and the largest input met are the largest integers", "[network]") {
    Affine first{Matrix(2, 2), {0, 0}, {}};
    first.weights << 1, -2, 0.5F, 0.25F;
    Affine second{Matrix(1, 2), {0.5F}, {}};
    second.weights << -0.3F, 0.7F;
    Network const network{"n", {2, 1, 1}, {FullyConnected{first}, Relu{}, FullyConnected{second}}};
    Batch images{{2, 1, 1}, Matrix(2, 2)};
    images.values << 0.5F, 0.25F, 1, 0;
    auto const quantized = quantize(network, images, 4, 3);
    auto const& q = *std::get<FullyConnected>(quantized.layers[0]).affine.quantization;
    CHECK(q.weight_step == Approx(2.0 / 7));  // 4 bits: -8 … 7
    CHECK(q.input_step == Approx(1.0 / 7));   // 3 bits: 0 … 7
    // Behind the first layer: (0, 0.3125) and (1, 0.5), so the largest is 1.
    CHECK(std::get<FullyConnected>(quantized.layers[2]).affine.quantization->input_step == Approx(1.0 / 7));
    // With 8 bits the result is that of floating point within a few steps of a 256th.
    auto const fine = run(quantize(network, images, 8, 8), images).values;
    CHECK((fine - run(network, images).values).cwiseAbs().maxCoeff() < 0.02);
}

TEST_CASE("quantize: inputs below 0 and bits out of range are refused", "[network]") {
    Network const network{"n", {1, 1, 1}, {FullyConnected{{Matrix::Ones(1, 1), {}, {}}}}};
    CHECK_THROWS_WITH(quantize(network, {{1, 1, 1}, -Matrix::Ones(1, 1)}, 8, 8), Catch::Contains("inputs below 0"));
    CHECK_THROWS_AS(quantize(network, {{1, 1, 1}, Matrix::Ones(1, 1)}, 1, 8), InputError);
    CHECK_THROWS_AS(quantize(network, {{1, 1, 1}, Matrix::Ones(1, 1)}, 8, 9), InputError);
}
