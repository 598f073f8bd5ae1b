// Tables of layers: the shipped ones against well-known totals, and what is refused.
#include "network/system/layer_table.hpp"

#include "core/error.hpp"
#include "core/text.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace cimchar;
using namespace cimchar::network::system;

namespace {

constexpr auto head =
    "layer,kind,kernel_height,kernel_width,stride,in_channels,out_channels,output_height,output_width,groups\n";

LayerTable shipped(std::string const& name) {
    auto const file = std::string(CIMCHAR_SOURCE_DIR) + "/data/networks/shapes/" + name + ".csv";
    auto const text = read_text(file);
    REQUIRE(text.has_value());
    return parse_layer_table(name, *text, file);
}

}  // namespace

TEST_CASE("layer table: the shipped networks have the totals that are known of them", "[network]") {
    struct Known {
        std::string name;
        std::size_t layers;  // with weights
        double products;     // of an image
        double weights;
    };
    // Published counts, as rounded where they are told: He et al. name 50 and 101 layers without the four shortcuts;
    // VGG and AlexNet by their papers' 138, 144 and 60 million (with biases); the others by their authors' model pages.
    // Two digits and a half are told, so 1.5 % is asked; counts with biases and normalization are up to 0.3 % more.
    for (auto const& known :
         {Known{"alexnet", 8, 0.724e9, 61.0e6}, Known{"vgg16", 16, 15.47e9, 138.3e6},
          Known{"vgg19", 19, 19.6e9, 143.7e6}, Known{"resnet50", 50 + 4, 4.1e9, 25.5e6},
          Known{"resnet101", 101 + 4, 7.8e9, 44.5e6}, Known{"googlenet", 1 + 2 + 9 * 6 + 1, 1.58e9, 7.0e6},
          Known{"inception_v3", 95, 5.7e9, 23.8e6}, Known{"mobilenet_v2", 53, 0.30e9, 3.5e6}}) {
        INFO(known.name);
        auto const table = shipped(known.name);
        CHECK(table.layers.size() == known.layers);
        CHECK(static_cast<double>(products_of(table)) == Approx(known.products).epsilon(0.015));
        CHECK(static_cast<double>(weights_of(table)) == Approx(known.weights).epsilon(0.015));
    }
}

TEST_CASE("layer table: layers of the shipped networks follow each other", "[network]") {
    // What a chain's layer takes is what the one before gives, pooled or flattened where the edge says so.
    for (std::string const name : {"vgg16", "vgg19"}) {
        auto const table = shipped(name);
        for (std::size_t k = 1; k < table.layers.size(); ++k) {
            auto const& before = table.layers[k - 1];
            auto const& layer = table.layers[k];
            INFO(name << " " << layer.name);
            auto const flat = before.kind == "convolution" && layer.kind == "fully_connected";
            CHECK(layer.in_channels == before.out_channels * (flat ? 7 * 7 : 1));
        }
    }
    CHECK(shipped("vgg16").input_bytes == 224 * 224 * 3);
}

TEST_CASE("layer table: the captioner's time steps count as positions", "[network]") {
    auto const table = shipped("neuraltalk");
    // 4096 features to 512; 12 steps of 1024 × 4·512 gates; 11 words of 8791.
    CHECK(weights_of(table) == 4096 * 512 + 1024 * 2048 + 512 * 8791);
    CHECK(products_of(table) == 4096 * 512 + 12 * 1024 * 2048 + 11 * 512 * 8791);
    CHECK(table.input_bytes == 4096);
}

TEST_CASE("layer table: groups share weights out", "[network]") {
    auto const table = parse_layer_table("t", std::string(head) + "a,convolution,3,3,1,32,32,10,20,32\n", "t.csv");
    CHECK(table.layers.front().inputs() == 9);
    CHECK(table.layers.front().outputs() == 1);
    CHECK(weights_of(table) == 9 * 32);
    CHECK(products_of(table) == 9 * 32 * 200);
}

TEST_CASE("layer table: what is wrong is named with its line", "[network]") {
    auto const refused = [](std::string const& text) { return parse_layer_table("t", text, "t.csv"); };
    std::string const comment = "# a comment\n";
    CHECK_THROWS_WITH(refused(""), Catch::Contains("no layer"));
    CHECK_THROWS_WITH(refused(comment + "a,b\n"),
                      Catch::Contains("columns are not named") && Catch::Contains("t.csv:2"));
    CHECK_THROWS_WITH(refused(head + std::string("a,convolution,3,3\n")), Catch::Contains("4 cells"));
    CHECK_THROWS_WITH(refused(head + std::string("a,convoluton,3,3,1,3,8,5,5,1\n")), Catch::Contains("'convolution'"));
    CHECK_THROWS_WITH(refused(head + std::string("a,convolution,3,3,1,3,0,5,5,1\n")),
                      Catch::Contains("out_channels is '0'"));
    CHECK_THROWS_WITH(refused(head + std::string("a,convolution,3,x,1,3,8,5,5,1\n")), Catch::Contains("kernel_width"));
    CHECK_THROWS_WITH(refused(head + std::string("a,convolution,3,3,1,3,8,5,5,2\n")), Catch::Contains("do not divide"));
    CHECK_THROWS_WITH(refused(head + std::string("a,convolution,1,1,1,1000000,1000000,1000000,1,1\n")),
                      Catch::Contains("products"));
}
