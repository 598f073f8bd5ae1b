// Shapes through a network, and what does not fit.
#include "network/shapes.hpp"

#include "core/error.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::network;

namespace {

Affine affine(Eigen::Index outputs, Eigen::Index inputs) {
    return {Matrix::Zero(outputs, inputs), {}, {}};
}

/// The first half of LeNet-5, by hand: 28 + 2·2 - 5 + 1 = 28, halved 14, 14 - 5 + 1 = 10, halved 5.
Network lenet() {
    return {"lenet",
            {1, 28, 28},
            {Convolution{5, 5, 1, 2, affine(6, 25)}, Relu{}, Pool{}, Convolution{5, 5, 1, 0, affine(16, 150)}, Relu{},
             Pool{}, FullyConnected{affine(120, 400)}}};
}

}  // namespace

TEST_CASE("shapes: a network's shapes follow from its layers", "[network]") {
    auto const shapes = shapes_of(lenet());
    REQUIRE(shapes.size() == 8);
    CHECK(shapes[1] == Shape{6, 28, 28});
    CHECK(shapes[3] == Shape{6, 14, 14});
    CHECK(shapes[6] == Shape{16, 5, 5});
    CHECK(shapes[7] == Shape{120, 1, 1});
}

TEST_CASE("shapes: multiplications are weights times positions", "[network]") {
    CHECK(multiplications_of(lenet()) == 28 * 28 * 6 * 25 + 10 * 10 * 16 * 150 + 120 * 400);
}

TEST_CASE("shapes: what does not fit is named with its layer", "[network]") {
    auto network = lenet();
    network.layers[3] = Convolution{5, 5, 1, 0, affine(16, 100)};
    CHECK_THROWS_WITH(shapes_of(network), Catch::Contains("layer 4 of network 'lenet', convolution 5×5, 16 channels") &&
                                              Catch::Contains("100 inputs where 150 come"));
    network = lenet();
    network.input = {1, 8, 8};
    CHECK_THROWS_AS(shapes_of(network), InputError);
    network.layers = {BatchNorm{{1, 1}, {0}, {0}, {1}}};
    CHECK_THROWS_WITH(shapes_of(network), Catch::Contains("2 values for 1 channels"));
}
