// One node of an ONNX graph as the reader sees it: its inputs, told apart into the tensor of the chain and constants,
// and its attributes, each of which must be asked for.
#pragma once
#include "network/onnx/tensor.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::network {

/// All functions throw InputError where the node has something else than is asked for.
class Node {
public:
    Node(onnx::NodeProto const& proto, Constants const& constants) : proto_(proto), constants_(constants) {}

    [[nodiscard]] std::string const& op() const { return proto_.op_type(); }
    [[nodiscard]] int inputs() const { return proto_.input_size(); }

    [[nodiscard]] bool has(int input) const { return input < inputs() && !proto_.input(input).empty(); }
    [[nodiscard]] bool is_constant(int input) const;
    [[nodiscard]] Tensor constant(int input, std::string_view what) const;
    /// The same, of floats.
    [[nodiscard]] Tensor weights(int input, std::string_view what) const;

    [[nodiscard]] std::int64_t integer(std::string const& name, std::int64_t otherwise);
    [[nodiscard]] float real(std::string const& name, float otherwise);
    [[nodiscard]] std::string text(std::string const& name, std::string const& otherwise);
    /// Nothing if there is no such attribute.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> integers(std::string const& name);

    /// Throws InputError if the attribute is there with another value: what it asks for cannot be had here.
    void only(std::string const& name, std::int64_t value);
    /// For attributes that change nothing when a trained network is run.
    void ignore(std::string const& name) { asked_.insert(name); }
    /// Throws InputError if there are more inputs, or attributes that were not asked for.
    void finish(int most_inputs) const;

private:
    onnx::AttributeProto const* find(std::string const& name, onnx::AttributeProto::AttributeType type);

    onnx::NodeProto const& proto_;
    Constants const& constants_;
    std::set<std::string> asked_;
};

}  // namespace cimchar::network
