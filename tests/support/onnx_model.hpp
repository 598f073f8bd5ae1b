// ONNX models for tests, node after node, by the classes of the format itself.
#pragma once
#include <onnx/onnx_pb.h>
#include <cstdint>
#include <numeric>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace cimchar::test {

using Lengths = std::vector<std::int64_t>;
using Value = std::variant<std::int64_t, float, std::string, Lengths>;

struct Attribute {
    std::string name;
    Value value;
};

/// 1, 2, 3 … as floats.
inline std::vector<float> counted(std::size_t count) {
    std::vector<float> out(count);
    std::iota(out.begin(), out.end(), 1.0F);
    return out;
}

class OnnxModel {
public:
    /// With the input "in"; a length of -1 is left open.
    explicit OnnxModel(Lengths const& input, std::int64_t operator_set = 13) {
        proto.set_ir_version(7);
        proto.add_opset_import()->set_version(operator_set);
        auto& in = *proto.mutable_graph()->add_input();
        in.set_name("in");
        auto& type = *in.mutable_type()->mutable_tensor_type();
        type.set_elem_type(onnx::TensorProto::FLOAT);
        for (auto const length : input) {
            auto& axis = *type.mutable_shape()->add_dim();
            if (length < 0)
                axis.set_dim_param("N");
            else
                axis.set_dim_value(length);
        }
    }

    /// Behind the node before it; its output is called "after OP NUMBER", and is the graph's.
    OnnxModel& then(std::string const& op, std::vector<std::string> const& more_inputs = {},
                    std::vector<Attribute> const& attributes = {}) {
        auto inputs = more_inputs;
        inputs.insert(inputs.begin(), last);
        return node(op, inputs, attributes);
    }

    OnnxModel& node(std::string const& op, std::vector<std::string> const& inputs,
                    std::vector<Attribute> const& attributes = {}) {
        auto& graph = *proto.mutable_graph();
        auto& out = *graph.add_node();
        out.set_op_type(op);
        out.set_name(op + "_" + std::to_string(graph.node_size()));
        for (auto const& input : inputs) out.add_input(input);
        for (auto const& [name, value] : attributes) {
            auto& attribute = *out.add_attribute();
            attribute.set_name(name);
            if (auto const* integer = std::get_if<std::int64_t>(&value)) {
                attribute.set_type(onnx::AttributeProto::INT);
                attribute.set_i(*integer);
            } else if (auto const* real = std::get_if<float>(&value)) {
                attribute.set_type(onnx::AttributeProto::FLOAT);
                attribute.set_f(*real);
            } else if (auto const* text = std::get_if<std::string>(&value)) {
                attribute.set_type(onnx::AttributeProto::STRING);
                attribute.set_s(*text);
            } else {
                attribute.set_type(onnx::AttributeProto::INTS);
                for (auto const one : std::get<Lengths>(value)) attribute.add_ints(one);
            }
        }
        last = "after " + op + " " + std::to_string(graph.node_size());
        out.add_output(last);
        graph.clear_output();
        graph.add_output()->set_name(last);
        return *this;
    }

    static void fill(onnx::TensorProto& tensor, Lengths const& lengths, std::vector<float> const& values, bool raw) {
        for (auto const length : lengths) tensor.add_dims(length);
        tensor.set_data_type(onnx::TensorProto::FLOAT);
        if (raw)
            tensor.set_raw_data(std::string(reinterpret_cast<char const*>(values.data()), 4 * values.size()));
        else
            for (auto const value : values) tensor.add_float_data(value);
    }

    OnnxModel& constant(std::string const& name, Lengths const& lengths, std::vector<float> const& values,
                        bool raw = true) {
        auto& tensor = *proto.mutable_graph()->add_initializer();
        tensor.set_name(name);
        fill(tensor, lengths, values, raw);
        return *this;
    }

    OnnxModel& integers(std::string const& name, Lengths const& values) {
        auto& tensor = *proto.mutable_graph()->add_initializer();
        tensor.set_name(name);
        tensor.set_data_type(onnx::TensorProto::INT64);
        tensor.add_dims(static_cast<std::int64_t>(values.size()));
        for (auto const value : values) tensor.add_int64_data(value);
        return *this;
    }

    [[nodiscard]] std::string bytes() const { return proto.SerializeAsString(); }

    onnx::ModelProto proto;
    std::string last = "in";
};

}  // namespace cimchar::test
