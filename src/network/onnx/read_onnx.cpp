#include "network/onnx/read_onnx.hpp"

#include "core/error.hpp"
#include "network/data/bytes.hpp"
#include "network/onnx/layers.hpp"
#include "network/shapes.hpp"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>
#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

namespace cimchar::network {

namespace {

/// From this operator set on, operators spread constants over axes as they do now.
constexpr std::int64_t lowest_operator_set = 7;
constexpr std::int64_t longest_side = 1 << 16;  // of an input [pixels or channels]

bool is_default_domain(std::string const& domain) {
    return domain.empty() || domain == "ai.onnx";
}

/// Of what a file calls something: short enough for one line.
std::string shown(std::string const& name) {
    constexpr std::size_t longest = 60;
    return name.size() > longest ? name.substr(0, longest) + " …" : name;
}

std::string label_of(onnx::NodeProto const& node, int number) {
    return node.name().empty() ? fmt::format("node {} ({})", number + 1, shown(node.op_type()))
                               : fmt::format("node '{}' ({})", shown(node.name()), shown(node.op_type()));
}

onnx::ModelProto parsed(std::string const& path) {
    google::protobuf::LogSilencer const quiet;  // what is wrong is said once, by us
    auto const bytes = read_file(path);
    onnx::ModelProto model;
    if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) || !model.has_graph() ||
        model.graph().node_size() == 0)
        throw InputError(
            fmt::format("'{}' is no ONNX file, or is damaged (no graph with nodes is in its {} bytes); "
                        "export the network again",
                        path, bytes.size()));
    return model;
}

void check_operator_set(onnx::ModelProto const& model, std::string const& path) {
    std::int64_t version = 0;
    for (auto const& set : model.opset_import())
        if (is_default_domain(set.domain())) version = set.version();
    if (version < lowest_operator_set)
        throw InputError(
            fmt::format("'{}' is for operator set {} of ONNX (from {} on is read); export it with a newer "
                        "one (opset_version)",
                        path, version, lowest_operator_set));
}

void check_operators(onnx::GraphProto const& graph, std::string const& path) {
    auto const known = onnx_operators();
    for (int k = 0; k < graph.node_size(); ++k) {
        auto const& node = graph.node(k);
        bool const found = std::find(known.begin(), known.end(), node.op_type()) != known.end();
        if (!found || !is_default_domain(node.domain()))
            throw InputError(
                fmt::format("{} of '{}' is an operator that is not read (a chain of {} is); change the "
                            "network or export it as such a chain",
                            label_of(node, k), path, fmt::join(known, ", ")));
    }
}

/// Returns the name of the only input that is no constant, and takes its shape. Throws InputError.
std::string start(onnx::GraphProto const& graph, Constants const& constants, Growing& growing,
                  std::string const& path) {
    std::vector<onnx::ValueInfoProto const*> inputs;
    for (auto const& input : graph.input())
        if (!constants.contains(input.name())) inputs.push_back(&input);
    if (inputs.size() != 1)
        throw InputError(fmt::format("the graph of '{}' has {} inputs (one, the images, is read); export it with one",
                                     path, inputs.size()));
    auto const& type = inputs.front()->type().tensor_type();
    auto const& axes = type.shape().dim();
    std::vector<std::size_t> lengths;
    for (int axis = 1; axis < axes.size(); ++axis) {
        auto const length = axes[axis].has_dim_value() ? axes[axis].dim_value() : 0;
        if (length >= 1 && length <= longest_side) lengths.push_back(static_cast<std::size_t>(length));
    }
    bool const whole = static_cast<int>(lengths.size()) == axes.size() - 1;
    if (type.elem_type() != onnx::TensorProto::FLOAT || !whole || (lengths.size() != 1 && lengths.size() != 3))
        throw InputError(
            fmt::format("input '{}' of '{}' is not (images, channels, height, width) or (images, numbers) of "
                        "32-bit floats with lengths of 1 … {} (layers need to know their sizes); export it "
                        "with an example of one image",
                        shown(inputs.front()->name()), path, longest_side));
    growing.flat = lengths.size() == 1;
    growing.shape = growing.flat ? Shape{lengths[0], 1, 1} : Shape{lengths[0], lengths[1], lengths[2]};
    growing.images = axes[0].has_dim_value() ? std::max<std::int64_t>(axes[0].dim_value(), 0) : 0;
    if (growing.shape.size() > most_activations)
        throw InputError(fmt::format("input '{}' of '{}' has more than 2^28 numbers (damage); export it again",
                                     shown(inputs.front()->name()), path));
    growing.network.input = growing.shape;
    return inputs.front()->name();
}

/// A chain's nodes one after the other.
class Walk {
public:
    Walk(std::string input, Constants& constants, Growing& growing)
        : constants_(constants), growing_(growing), tensor_(std::move(input)) {}

    /// Throws InputError that does not name the node.
    void step(onnx::NodeProto const& proto, std::string const& label) {
        if (proto.output_size() == 0) throw InputError("it has no output (damage); export it again");
        if (proto.op_type() == "Constant") return constants_.add(proto.output(0), constant_of(proto));
        Node node(proto, constants_);
        int from_chain = 0;
        for (auto const& input : proto.input()) {
            if (input.empty() || constants_.contains(input)) continue;
            if (input != tensor_ || ++from_chain > 1) refuse_input(input);
        }
        if (from_chain == 0) return constants_.add(proto.output(0), computed(node));
        append(node, growing_);
        readers_[tensor_] = label;
        tensor_ = proto.output(0);
    }

    /// Behind the last node.
    [[nodiscard]] std::string const& tensor() const { return tensor_; }

private:
    [[noreturn]] void refuse_input(std::string const& input) const {
        if (input == tensor_) throw InputError("it takes the same tensor twice (a chain is read); change the network");
        auto const reader = readers_.find(input);
        if (reader == readers_.end())
            throw InputError(
                fmt::format("no node before it gives its input '{}' as a first output (a chain is read); "
                            "export it again",
                            shown(input)));
        throw InputError(
            fmt::format("it takes tensor '{}', as {} does: the graph branches there (a chain is read); change "
                        "the network",
                        shown(input), reader->second));
    }

    /// What exporters do with constants: new names, other shapes.
    static Tensor computed(Node& node) {
        if (node.op() == "Identity" && node.inputs() == 1) return node.constant(0, "values");
        if (node.op() != "Reshape")
            throw InputError(
                "it computes with constants alone (Identity and Reshape may); export with constants folded");
        auto out = node.constant(0, "values");
        auto const shape = node.constant(1, "lengths").integers;
        bool const zero_is_zero = node.integer("allowzero", 0) != 0;
        node.finish(2);
        return reshaped(std::move(out), shape, zero_is_zero);
    }

    Constants& constants_;
    Growing& growing_;
    std::string tensor_;
    std::map<std::string, std::string> readers_;  ///< of tensors of the chain: the node that took it
};

}  // namespace

bool has_onnx() {
    return true;
}

Network read_onnx(std::string const& path) {
    auto const model = parsed(path);
    auto const& graph = model.graph();
    check_operator_set(model, path);
    check_operators(graph, path);
    Constants constants(graph);
    Growing growing;
    growing.network.name = std::filesystem::path(path).stem().string();
    Walk walk(start(graph, constants, growing, path), constants, growing);
    for (int k = 0; k < graph.node_size(); ++k) try {
            walk.step(graph.node(k), label_of(graph.node(k), k));
        } catch (InputError const& error) {
            throw InputError(
                fmt::format("{} of '{}' cannot be taken: {}", label_of(graph.node(k), k), path, error.what()));
        }
    if (graph.output_size() != 1 || graph.output(0).name() != walk.tensor())
        throw InputError(
            fmt::format("the output of '{}' is not what its last node gives, '{}' (a chain with one output "
                        "is read); change the network",
                        path, shown(walk.tensor())));
    if (growing.network.layers.empty())
        throw InputError(
            fmt::format("'{}' has no layers (none of its nodes computes anything); export a network", path));
    static_cast<void>(shapes_of(growing.network));
    return std::move(growing.network);
}

}  // namespace cimchar::network
