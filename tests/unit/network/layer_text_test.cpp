// Layers as words.
#include "network/layer_text.hpp"

#include "core/error.hpp"
#include "network/shapes.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::network;

TEST_CASE("layer text: words make layers whose weights fit what comes in", "[network]") {
    auto const network =
        make_network("n", {1, 28, 28},
                     {"convolution 6 5x3 padding 2 stride 2", "batch_norm", "relu", "average 2", "fully_connected 10"});
    // Rows: (28 + 4 - 5)/2 + 1 = 14, columns (28 + 4 - 3)/2 + 1 = 15; the pool leaves 7 by 7.
    CHECK(shapes_of(network).at(1) == Shape{6, 14, 15});
    CHECK(std::get<FullyConnected>(network.layers.back()).affine.weights.cols() == 6 * 7 * 7);
}

TEST_CASE("layer text: a layer's words make the same layer again", "[network]") {
    for (auto const& words : layer_examples()) {
        auto const once = make_network("n", {3, 32, 32}, {words});
        auto const twice = make_network("n", {3, 32, 32}, {text_of(once.layers[0])});
        CHECK(text_of(twice.layers[0]) == text_of(once.layers[0]));
        CHECK(shapes_of(twice) == shapes_of(once));
    }
}

TEST_CASE("layer text: what cannot be made is quoted", "[network]") {
    auto const made = [](std::string const& words) { return make_network("n", {1, 28, 28}, {words}); };
    CHECK_THROWS_WITH(made("convolve 6 5x5"), Catch::Contains("'convolve 6 5x5'") && Catch::Contains("no such layer"));
    CHECK_THROWS_WITH(made("convolution 6 5"), Catch::Contains("kernel is '5'"));
    CHECK_THROWS_WITH(made("convolution 6 5x5 pading 2"), Catch::Contains("'pading' is no word of it"));
    CHECK_THROWS_WITH(made("fully_connected -3"), Catch::Contains("number of outputs is '-3'"));
    CHECK_THROWS_WITH(made("maximum 30"), Catch::Contains("does not fit"));
    CHECK_THROWS_WITH(make_network("n", {65536, 65536, 65536}, {"fully_connected 10"}),
                      Catch::Contains("too many weights"));
    CHECK_THROWS_WITH(make_network("n", {0, 28, 28}, {"relu"}), Catch::Contains("takes images of 0×28×28"));
    CHECK_THROWS_AS(make_network("n", {1, 1, 1}, {}), InputError);
}
