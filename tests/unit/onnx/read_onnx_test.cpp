// What an ONNX file becomes, by exact values: single-precision weights are copied, so none has a tolerance.
#include "network/onnx/read_onnx.hpp"

#include "core/error.hpp"
#include "network/shapes.hpp"
#include "support/files.hpp"
#include "support/onnx_model.hpp"

#include <catch2/catch.hpp>

using namespace cimchar;
using namespace cimchar::network;
using test::Attribute;
using test::counted;
using test::Lengths;
using test::OnnxModel;

namespace {

Network imported(OnnxModel const& model) {
    test::TemporaryFolder const folder;
    return read_onnx(folder.write("some_net.onnx", model.bytes()));
}

template <class Kind>
Kind layer(Network const& network, std::size_t index) {
    REQUIRE(index < network.layers.size());
    REQUIRE(std::holds_alternative<Kind>(network.layers[index]));
    return std::get<Kind>(network.layers[index]);
}

Matrix matrix(Eigen::Index rows, Eigen::Index columns, std::vector<float> const& values) {
    return Eigen::Map<Matrix const>(values.data(), rows, columns);
}

std::vector<Attribute> window(std::int64_t kernel, std::int64_t stride, std::int64_t padding = 0) {
    return {
        {"kernel_shape", Lengths{kernel, kernel}}, {"strides", Lengths{stride, stride}}, {"pads", Lengths(4, padding)}};
}

}  // namespace

TEST_CASE("onnx: weights of a convolution are channel after channel, row after row", "[network]") {
    for (bool const raw : {true, false}) {
        // Output o, channel c, row y, column x has 1 + x + 3·y + 6·c + 12·o.
        auto const network = imported(OnnxModel({-1, 2, 5, 7})
                                          .constant("w", {3, 2, 2, 3}, counted(36), raw)
                                          .constant("b", {3}, {0.5F, -1, 2}, raw)
                                          .then("Conv", {"w", "b"},
                                                {{"kernel_shape", Lengths{2, 3}},
                                                 {"strides", Lengths{2, 2}},
                                                 {"pads", Lengths{1, 1, 1, 1}},
                                                 {"dilations", Lengths{1, 1}},
                                                 {"group", std::int64_t{1}}}));
        CHECK(network.name == "some_net");
        CHECK(network.input == Shape{2, 5, 7});
        auto const conv = layer<Convolution>(network, 0);
        CHECK(conv.kernel_height == 2);
        CHECK(conv.kernel_width == 3);
        CHECK(conv.stride == 2);
        CHECK(conv.padding == 1);
        CHECK(conv.affine.weights == matrix(3, 12, counted(36)));
        CHECK(conv.affine.weights(2, 6 + 3 + 1) == 1 + 1 + 3 + 6 + 24);
        CHECK(conv.affine.bias == std::vector<float>{0.5F, -1, 2});
        CHECK(shapes_of(network).back() == Shape{3, 3, 4});  // (5 + 2 - 2)/2 + 1, (7 + 2 - 3)/2 + 1
    }
}

TEST_CASE("onnx: weights of Gemm are an output a row, transposed or not, scaled by alpha and beta", "[network]") {
    // 2 outputs of 3 inputs; without transB the file has an input a row.
    auto const expected = matrix(2, 3, {1, 2, 3, 4, 5, 6});
    auto network = imported(OnnxModel({1, 3})
                                .constant("w", {2, 3}, {1, 2, 3, 4, 5, 6})
                                .constant("b", {2}, {7, 8})
                                .then("Gemm", {"w", "b"}, {{"transB", std::int64_t{1}}}));
    CHECK(network.input == Shape{3, 1, 1});
    CHECK(layer<FullyConnected>(network, 0).affine.weights == expected);
    CHECK(layer<FullyConnected>(network, 0).affine.bias == std::vector<float>{7, 8});
    network = imported(OnnxModel({1, 3})
                           .constant("w", {3, 2}, {1, 4, 2, 5, 3, 6})
                           .constant("b", {1, 2}, {7, 8})
                           .then("Gemm", {"w", "b"}, {{"alpha", 0.5F}, {"beta", -2.0F}}));
    CHECK(layer<FullyConnected>(network, 0).affine.weights == 0.5F * expected);
    CHECK(layer<FullyConnected>(network, 0).affine.bias == std::vector<float>{-14, -16});
    // One bias for all, and none.
    network = imported(
        OnnxModel({1, 3}).constant("w", {3, 2}, {1, 4, 2, 5, 3, 6}).constant("b", {}, {3}).then("Gemm", {"w", "b"}));
    CHECK(layer<FullyConnected>(network, 0).affine.bias == std::vector<float>{3, 3});
    network = imported(OnnxModel({1, 3}).constant("w", {3, 2}, counted(6)).then("Gemm", {"w"}));
    CHECK(layer<FullyConnected>(network, 0).affine.bias.empty());
}

TEST_CASE("onnx: MatMul and Add are a fully connected layer, Add is a bias on either side", "[network]") {
    auto const network = imported(OnnxModel({1, 3})
                                      .constant("w", {3, 2}, {1, 4, 2, 5, 3, 6})
                                      .constant("b", {2}, {10, 20})
                                      .constant("c", {1, 2}, {1, 2})
                                      .then("MatMul", {"w"})
                                      .then("Add", {"b"})
                                      .node("Add", {"c", "after Add 2"}));
    CHECK(network.layers.size() == 1);
    CHECK(layer<FullyConnected>(network, 0).affine.weights == matrix(2, 3, {1, 2, 3, 4, 5, 6}));
    CHECK(layer<FullyConnected>(network, 0).affine.bias == std::vector<float>{11, 22});
    for (auto const& lengths : {Lengths{2, 1, 1}, Lengths{1, 2, 1, 1}})
        CHECK(layer<Convolution>(imported(OnnxModel({1, 1, 4, 4})
                                              .constant("w", {2, 1, 3, 3}, counted(18))
                                              .constant("b", lengths, {5, 6})
                                              .then("Conv", {"w"})
                                              .then("Add", {"b"})),
                                 0)
                  .affine.bias == std::vector<float>{5, 6});
}

TEST_CASE("onnx: a whole classifier becomes its layers; what changes no result is left out", "[network]") {
    OnnxModel model({-1, 1, 28, 28}, 17);
    model.constant("w1", {6, 1, 5, 5}, counted(150))
        .constant("scale", {6}, counted(6))
        .constant("shift", {6}, {0, 0, 0, 0, 0, 1})
        .constant("mean", {6}, {1, 0, 0, 0, 0, 0})
        .constant("variance", {6}, {1, 1, 1, 1, 1, 2})
        .constant("w2", {16, 6, 5, 5}, counted(2400))
        .constant("w3", {10, 16}, counted(160))
        .constant("ratio", {}, {0.5F})
        .then("Conv", {"w1"}, {{"pads", Lengths{2, 2, 2, 2}}})
        .then("BatchNormalization", {"scale", "shift", "mean", "variance"},
              {{"epsilon", 0.001F}, {"momentum", 0.9F}, {"training_mode", std::int64_t{0}}})
        .then("Relu")
        .then("MaxPool", {}, window(2, 2))
        .then("Conv", {"w2"}, {{"auto_pad", std::string("VALID")}})
        .then("Relu")
        .then("AveragePool", {}, window(2, 2))
        .then("GlobalAveragePool")
        .then("Flatten", {}, {{"axis", std::int64_t{1}}})
        .then("Dropout", {"ratio"})
        .then("Identity")
        .then("Gemm", {"w3"}, {{"transB", std::int64_t{1}}})
        .then("Softmax", {}, {{"axis", std::int64_t{-1}}});
    auto const network = imported(model);
    REQUIRE(network.layers.size() == 9);
    auto const norm = layer<BatchNorm>(network, 1);
    CHECK(norm.scale == counted(6));
    CHECK(norm.shift.back() == 1);
    CHECK(norm.mean.front() == 1);
    CHECK(norm.variance.back() == 2);
    CHECK(norm.epsilon == 0.001F);
    CHECK(layer<Pool>(network, 3).kind == Pool::Kind::maximum);
    CHECK(layer<Pool>(network, 6).kind == Pool::Kind::average);
    CHECK(layer<Pool>(network, 7).size == 5);  // 28, 14, 10, 5
    auto const shapes = shapes_of(network);
    CHECK(shapes[7] == Shape{16, 5, 5});
    CHECK(shapes.back() == Shape{10, 1, 1});
}

// The way of the classifier of handwritten digits that CNTK exported to the ONNX model zoo: SAME_UPPER, biases as Add,
// weights through a Reshape of their own.
TEST_CASE("onnx: constants through Constant, Identity and Reshape, and symmetric SAME padding, are followed",
          "[network]") {
    OnnxModel model({1, 1, 6, 6}, 8);
    auto& first = *model.node("Constant", {}).proto.mutable_graph()->mutable_node(0);
    auto& value = *first.add_attribute();
    value.set_name("value");
    value.set_type(onnx::AttributeProto::TENSOR);
    OnnxModel::fill(*value.mutable_t(), {2, 1, 5, 5}, counted(50), true);
    model.last = "in";
    model.integers("to vector", {1, 18})
        .integers("to matrix", {-1, 3})
        .constant("w", {2, 3, 3, 3}, counted(54))
        .constant("b", {1, 3}, {1, 2, 3})
        .then("Conv", {"after Constant 1"}, {{"auto_pad", std::string("SAME_UPPER")}, {"kernel_shape", Lengths{5, 5}}})
        .then("MaxPool", {},
              {{"kernel_shape", Lengths{2, 2}}, {"strides", Lengths{2, 2}}, {"auto_pad", std::string("NOTSET")}})
        .then("Reshape", {"to vector"});
    auto const activations = model.last;
    model.node("Identity", {"w"})
        .node("Reshape", {"after Identity 5", "to matrix"})
        .node("MatMul", {activations, "after Reshape 6"})
        .then("Add", {"b"});
    auto const network = imported(model);
    REQUIRE(network.layers.size() == 3);
    CHECK(layer<Convolution>(network, 0).padding == 2);
    CHECK(layer<Convolution>(network, 0).affine.weights == matrix(2, 25, counted(50)));
    // Row i, output o of the file's matrix is 1 + 3·i + o.
    auto const connected = layer<FullyConnected>(network, 2);
    CHECK(connected.affine.weights.rows() == 3);
    CHECK(connected.affine.weights(2, 17) == 1 + 3 * 17 + 2);
    CHECK(connected.affine.bias == std::vector<float>{1, 2, 3});
}

TEST_CASE("onnx: initializers that older files list among the inputs are constants", "[network]") {
    OnnxModel model({1, 3});
    model.constant("w", {3, 2}, counted(6)).then("MatMul", {"w"});
    model.proto.mutable_graph()->add_input()->set_name("w");
    CHECK(imported(model).layers.size() == 1);
}
