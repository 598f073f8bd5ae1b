// What is no chain of known operators, or no whole file, is refused with its reason.
#include "core/error.hpp"
#include "network/onnx/read_onnx.hpp"
#include "network/shapes.hpp"
#include "support/damage.hpp"
#include "support/files.hpp"
#include "support/onnx_model.hpp"

#include <catch2/catch.hpp>
#include <map>

using namespace cimchar;
using namespace cimchar::network;
using Catch::Contains;
using test::Attribute;
using test::counted;
using test::Lengths;
using test::OnnxModel;

namespace {

std::string refusal(std::string const& bytes) {
    test::TemporaryFolder const folder;
    try {
        static_cast<void>(read_onnx(folder.write("n.onnx", bytes)));
    } catch (InputError const& error) {
        return error.what();
    }
    return "read";
}

std::string refusal(OnnxModel const& model) {
    return refusal(model.bytes());
}

/// 2 channels of 6×6 through 3×3 kernels.
OnnxModel conv(std::vector<Attribute> const& attributes = {}) {
    return OnnxModel({1, 2, 6, 6}).constant("w", {4, 2, 3, 3}, counted(72)).then("Conv", {"w"}, attributes);
}

OnnxModel pool(std::string const& op, std::vector<Attribute> attributes) {
    attributes.push_back({"kernel_shape", Lengths{2, 2}});
    return OnnxModel({1, 2, 7, 6}).then(op, {}, attributes);
}

OnnxModel small_network() {
    OnnxModel model({-1, 1, 6, 6});
    model.constant("w1", {2, 1, 3, 3}, counted(18))
        .constant("b1", {2}, {1, 2})
        .constant("s", {2}, {1, 2})
        .constant("w2", {3, 8}, counted(24), false)
        .integers("flat", {-1, 8})
        .then("Conv", {"w1", "b1"}, {{"pads", Lengths{0, 0, 0, 0}}})
        .then("BatchNormalization", {"s", "s", "s", "s"})
        .then("Relu")
        .then("MaxPool", {}, {{"kernel_shape", Lengths{2, 2}}, {"strides", Lengths{2, 2}}})
        .then("Reshape", {"flat"})
        .then("Gemm", {"w2"}, {{"transB", std::int64_t{1}}})
        .then("LogSoftmax");
    return model;
}

}  // namespace

TEST_CASE("onnx: the first operator that is not read is named, with those that are", "[network]") {
    auto const text = refusal(conv().then("Sigmoid").then("Tanh"));
    CHECK_THAT(text, Contains("node 'Sigmoid_2' (Sigmoid) of") && Contains("Add, AveragePool, BatchNormalization,"));
    CHECK_THAT(text, Contains("Relu, Reshape, Softmax") && !Contains("Tanh"));
    auto foreign = conv().then("Relu");
    foreign.proto.mutable_graph()->mutable_node(1)->set_domain("com.example");
    CHECK_THAT(refusal(foreign), Contains("'Relu_2' (Relu)") && Contains("is not read"));
}

TEST_CASE("onnx: a branch is named by its tensor and both nodes", "[network]") {
    CHECK_THAT(refusal(conv().then("Relu").then("Relu").node("Add", {"after Relu 3", "after Conv 1"})),
               Contains("node 'Add_4' (Add)") &&
                   Contains("takes tensor 'after Conv 1', as node 'Relu_2' (Relu) does: the graph branches there"));
    CHECK_THAT(refusal(conv().node("Add", {"after Conv 1", "after Conv 1"})), Contains("takes the same tensor twice"));
    CHECK_THAT(refusal(conv().then("Add", {"nothing"})), Contains("no node before it gives its input 'nothing'"));
    auto model = conv().then("Relu");
    model.proto.mutable_graph()->mutable_output(0)->set_name("after Conv 1");
    CHECK_THAT(refusal(model), Contains("is not what its last node gives, 'after Relu 2'"));
}

TEST_CASE("onnx: what a layer cannot do is refused, not rounded off", "[network]") {
    using Integer = std::int64_t;
    CHECK(refusal(conv()) == "read");
    CHECK_THAT(refusal(conv({{"group", Integer{2}}})), Contains("'group' is 2 (only 1"));
    CHECK_THAT(refusal(conv({{"pads", Lengths{0, 0, 1, 1}}})), Contains("its pads are 0, 0, 1, 1"));
    CHECK_THAT(refusal(conv({{"strides", Lengths{1, 2}}})), Contains("its strides are 1, 2"));
    CHECK_THAT(refusal(conv({{"dilations", Lengths{2, 2}}})), Contains("its dilations are 2, 2"));
    CHECK_THAT(refusal(conv({{"kernel_shape", Lengths{5, 5}}})), Contains("kernel_shape is not that of its weights"));
    CHECK_THAT(refusal(conv({{"new_thing", Integer{1}}})), Contains("attribute 'new_thing' is not known"));
    CHECK_THAT(refusal(conv({{"group", 1.0F}})), Contains("'group' is of another type"));
    CHECK_THAT(refusal(conv({{"auto_pad", std::string("SAME_UPPER")}, {"strides", Lengths{2, 2}}})),
               Contains("puts 1 zeros around rows"));
    CHECK_THAT(refusal(OnnxModel({1, 3, 6, 6}).constant("w", {4, 2, 3, 3}, counted(72)).then("Conv", {"w"})),
               Contains("its weights take 2 channels where 3 come"));
    CHECK_THAT(refusal(OnnxModel({1, 2, 2, 6}).constant("w", {4, 2, 3, 3}, counted(72)).then("Conv", {"w"})),
               Contains("does not fit into 2 pixels"));
    CHECK(refusal(pool("MaxPool", {})) == "read");
    CHECK_THAT(refusal(pool("MaxPool", {{"pads", Lengths{1, 1, 1, 1}}})), Contains("it has padding"));
    CHECK_THAT(refusal(pool("AveragePool", {{"strides", Lengths{2, 2}}, {"ceil_mode", Integer{1}}})),
               Contains("beyond the image"));
    CHECK_THAT(refusal(OnnxModel({1, 2, 7, 6}).then("GlobalAveragePool")), Contains("images of 7×6"));
    CHECK_THAT(refusal(OnnxModel({1, 2, 7, 6}).then("Flatten", {}, {{"axis", Integer{2}}})), Contains("its axis is 2"));
    CHECK_THAT(refusal(OnnxModel({1, 2, 7, 6}).constant("w", {6, 2}, counted(12)).then("MatMul", {"w"})),
               Contains("put Flatten before"));
    CHECK_THAT(
        refusal(OnnxModel({1, 3}).constant("w", {3, 3}, counted(9)).then("Gemm", {"w"}, {{"transA", Integer{1}}})),
        Contains("'transA' is 1"));
    CHECK_THAT(refusal(OnnxModel({1, 3}).constant("w", {2, 1}, counted(2)).node("MatMul", {"w", "in"})),
               Contains("activations times weights"));
    CHECK_THAT(refusal(OnnxModel({1, 3}).constant("b", {3}, counted(3)).then("Relu").then("Add", {"b"})),
               Contains("not behind a Conv"));
    CHECK_THAT(refusal(conv().constant("b", {4}, counted(4)).then("Add", {"b"})),
               Contains("its biases are 4 for 4 channels"));
    CHECK_THAT(refusal(OnnxModel({1, 2, 3, 3}).integers("s", {2, 9}).then("Reshape", {"s"})),
               Contains("it makes 2×9 of images with 18 numbers"));
    CHECK_THAT(refusal(OnnxModel({1, 3}).then("Softmax").then("Relu")), Contains("it is behind Softmax"));
    CHECK_THAT(refusal(OnnxModel({1, 2, 3, 3}).then("Softmax", {}, {{"axis", Integer{-1}}})),
               Contains("its axis is -1"));
    CHECK_THAT(
        refusal(OnnxModel({1, 3}).constant("v", {3}, {1, 1, -1}).then("BatchNormalization", {"v", "v", "v", "v"})),
        Contains("not above 0 together"));
    CHECK_THAT(refusal(OnnxModel({1, 3}).then("Identity")), Contains("has no layers"));
}

TEST_CASE("onnx: what is no network in one whole file is refused", "[network]") {
    CHECK_THAT(refusal(""), Contains("is no ONNX file"));
    CHECK_THAT(refusal("hello"), Contains("is no ONNX file"));
    auto const bytes = small_network().bytes();
    CHECK(refusal(bytes) == "read");
    CHECK_THAT(refusal(bytes.substr(0, bytes.size() - 40)), Contains("is no ONNX file, or is damaged"));
    CHECK_THAT(refusal(OnnxModel({1, 3}, 6).then("Relu")), Contains("operator set 6") && Contains("from 7 on"));
    CHECK_THAT(refusal(OnnxModel({1, 3, -1, 28}).then("Relu")), Contains("layers need to know their sizes"));
    CHECK_THAT(refusal(OnnxModel({1, 3, 28}).then("Relu")), Contains("layers need to know their sizes"));
    CHECK_THAT(refusal(OnnxModel({}).then("Relu")), Contains("layers need to know their sizes"));
    auto two = OnnxModel({1, 3}).then("Relu");
    two.proto.mutable_graph()->add_input()->set_name("more");
    CHECK_THAT(refusal(two), Contains("has 2 inputs"));
    auto const with = [](auto const& change) {
        auto model = conv();
        change(*model.proto.mutable_graph()->mutable_initializer(0));
        return refusal(model);
    };
    CHECK_THAT(with([](auto& w) { w.set_data_location(onnx::TensorProto::EXTERNAL); }),
               Contains("lies in another file"));
    CHECK_THAT(with([](auto& w) { w.set_data_type(onnx::TensorProto::FLOAT16); }), Contains("numbers of type 10"));
    CHECK_THAT(with([](auto& w) { w.mutable_raw_data()->pop_back(); }), Contains("has 71 values for a shape of 72"));
    CHECK_THAT(with([](auto& w) { w.set_dims(0, std::int64_t{1} << 62); }), Contains("has a shape that no file holds"));
    CHECK_THAT(with([](auto& w) { (*w.mutable_raw_data())[3] = '\x7f', (*w.mutable_raw_data())[2] = '\x80'; }),
               Contains("not finite"));
}

TEST_CASE("onnx: files damaged anywhere are read or refused, never more", "[network]") {
    test::TemporaryFolder const folder;
    auto const outcomes = test::read_damaged(small_network().bytes(), 4000, 1, [&](std::string const& bytes) {
        auto const network = read_onnx(folder.write("damaged.onnx", bytes));
        REQUIRE(shapes_of(network).size() == network.layers.size() + 1);
    });
    // Some edits meet weights and names alone.
    CHECK(outcomes.read > 100);
    CHECK(outcomes.refused > 1000);
}
