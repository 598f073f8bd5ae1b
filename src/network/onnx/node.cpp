#include "network/onnx/node.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

namespace cimchar::network {

bool Node::is_constant(int input) const {
    return has(input) && constants_.contains(proto_.input(input));
}

Tensor Node::constant(int input, std::string_view what) const {
    if (!is_constant(input))
        throw InputError(
            fmt::format("its {} are not in the file (they are computed, or given from outside); export them "
                        "as constants",
                        what));
    return constants_.at(proto_.input(input));
}

Tensor Node::weights(int input, std::string_view what) const {
    auto out = constant(input, what);
    if (!out.integers.empty())
        throw InputError(
            fmt::format("its {} are integers (floats are read); export a network that is not quantized yet", what));
    return out;
}

onnx::AttributeProto const* Node::find(std::string const& name, onnx::AttributeProto::AttributeType type) {
    asked_.insert(name);
    for (auto const& attribute : proto_.attribute()) {
        if (attribute.name() != name) continue;
        if (attribute.type() != type || attribute.has_ref_attr_name())
            throw InputError(
                fmt::format("its attribute '{}' is of another type than ONNX says (the file is damaged); "
                            "export it again",
                            name));
        return &attribute;
    }
    return nullptr;
}

std::int64_t Node::integer(std::string const& name, std::int64_t otherwise) {
    auto const* const found = find(name, onnx::AttributeProto::INT);
    return found != nullptr ? found->i() : otherwise;
}

float Node::real(std::string const& name, float otherwise) {
    auto const* const found = find(name, onnx::AttributeProto::FLOAT);
    return found != nullptr ? found->f() : otherwise;
}

std::string Node::text(std::string const& name, std::string const& otherwise) {
    auto const* const found = find(name, onnx::AttributeProto::STRING);
    return found != nullptr ? found->s() : otherwise;
}

std::optional<std::vector<std::int64_t>> Node::integers(std::string const& name) {
    auto const* const found = find(name, onnx::AttributeProto::INTS);
    if (found == nullptr) return {};
    return std::vector<std::int64_t>(found->ints().begin(), found->ints().end());
}

void Node::only(std::string const& name, std::int64_t value) {
    if (auto const found = integer(name, value); found != value)
        throw InputError(fmt::format("its attribute '{}' is {} (only {} can be computed here); change the network",
                                     name, found, value));
}

void Node::finish(int most_inputs) const {
    for (auto const& attribute : proto_.attribute())
        if (!asked_.contains(attribute.name()))
            throw InputError(
                fmt::format("its attribute '{}' is not known here (what it does would be lost); export "
                            "without it",
                            attribute.name()));
    if (inputs() > most_inputs)
        throw InputError(
            fmt::format("it has {} inputs (at most {} are known); export it again", inputs(), most_inputs));
}

}  // namespace cimchar::network
