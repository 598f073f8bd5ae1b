#include "network/onnx/tensor.hpp"

#include "core/error.hpp"
#include "network/data/bytes.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <utility>

namespace cimchar::network {

namespace {

static_assert(std::endian::native == std::endian::little, "raw data of ONNX are little-endian");

/// Values of a tensor: raw bytes of type `Stored`, or else one of the repeated fields. Throws InputError.
template <class Stored, class Field>
auto values_of(onnx::TensorProto const& stored, Field const& field, std::size_t count) {
    std::conditional_t<std::is_same_v<Stored, float>, std::vector<float>, std::vector<std::int64_t>> out;
    auto const& raw = stored.raw_data();
    auto const there = stored.has_raw_data() ? raw.size() / sizeof(Stored) : static_cast<std::size_t>(field.size());
    if (there != count || (stored.has_raw_data() && raw.size() % sizeof(Stored) != 0))
        throw InputError(
            fmt::format("its constant '{}' has {} values for a shape of {} (the file is damaged); export it "
                        "again",
                        stored.name(), there, count));
    if (!stored.has_raw_data()) return decltype(out)(field.begin(), field.end());
    out.reserve(count);
    for (std::size_t at = 0; at < raw.size(); at += sizeof(Stored)) {
        Stored value{};
        std::memcpy(&value, raw.data() + at, sizeof value);
        out.push_back(value);
    }
    return out;
}

template <class Lengths>
std::size_t product(Lengths const& lengths, std::string const& name) {
    std::size_t count = 1;
    for (auto const length : lengths) {
        auto const size = static_cast<std::size_t>(length);
        if (length < 0 || size > largest_file || (count *= size) > largest_file)  // below 2^30·2^30
            throw InputError(
                fmt::format("its constant '{}' has a shape that no file holds (the file is damaged); export "
                            "it again",
                            name));
    }
    return count;
}

}  // namespace

Tensor tensor_of(onnx::TensorProto const& stored) {
    if (stored.data_location() == onnx::TensorProto::EXTERNAL || stored.external_data_size() != 0)
        throw InputError(
            fmt::format("its constant '{}' lies in another file (one file is read); export with all weights "
                        "inside",
                        stored.name()));
    Tensor out;
    auto const count = product(stored.dims(), stored.name());
    out.lengths.assign(stored.dims().begin(), stored.dims().end());
    switch (stored.data_type()) {
        case onnx::TensorProto::FLOAT:
            out.values = values_of<float>(stored, stored.float_data(), count);
            break;
        case onnx::TensorProto::INT64:
            out.integers = values_of<std::int64_t>(stored, stored.int64_data(), count);
            break;
        case onnx::TensorProto::INT32:
            out.integers = values_of<std::int32_t>(stored, stored.int32_data(), count);
            break;
        case onnx::TensorProto::BOOL:
            out.integers = values_of<std::int8_t>(stored, stored.int32_data(), count);
            break;
        default:
            throw InputError(
                fmt::format("its constant '{}' has numbers of type {} (32-bit floats are read); export it in "
                            "single precision",
                            stored.name(), stored.data_type()));
    }
    if (!std::all_of(out.values.begin(), out.values.end(), [](float value) { return std::isfinite(value); }))
        throw InputError(
            fmt::format("its constant '{}' has values that are not finite (no network computes with them); "
                        "train it again",
                        stored.name()));
    return out;
}

Tensor constant_of(onnx::NodeProto const& node) {
    if (node.attribute_size() != 1) throw InputError("it has not one value (a constant has); export it again");
    auto const& attribute = node.attribute(0);
    auto const count = [](auto const& list) { return static_cast<std::size_t>(list.size()); };
    if (attribute.name() == "value" && attribute.has_t()) return tensor_of(attribute.t());
    if (attribute.name() == "value_float") return {{}, {attribute.f()}, {}};
    if (attribute.name() == "value_int") return {{}, {}, {attribute.i()}};
    if (attribute.name() == "value_floats")
        return {{count(attribute.floats())}, {attribute.floats().begin(), attribute.floats().end()}, {}};
    if (attribute.name() == "value_ints")
        return {{count(attribute.ints())}, {}, {attribute.ints().begin(), attribute.ints().end()}};
    throw InputError(
        fmt::format("its value is a '{}' (numbers in a tensor, a list or alone are read); export it with "
                    "plain constants",
                    attribute.name()));
}

Tensor reshaped(Tensor tensor, std::vector<std::int64_t> const& shape, bool zero_is_zero) {
    auto const refuse = [&]() {
        throw InputError(
            fmt::format("a constant of {} values cannot have the shape {} (the file is damaged); export it "
                        "again",
                        tensor.size(), fmt::join(shape, "×")));
    };
    std::vector<std::size_t> lengths;
    std::size_t known = 1;
    std::size_t left_to = shape.size();
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        auto length = shape[axis];
        if (length == 0 && !zero_is_zero) {
            if (axis >= tensor.lengths.size()) refuse();
            length = static_cast<std::int64_t>(tensor.lengths[axis]);
        }
        if (length == -1 && left_to == shape.size()) {
            left_to = axis;
            length = 1;
        }
        if (length <= 0 || static_cast<std::size_t>(length) > largest_file) refuse();
        known *= static_cast<std::size_t>(length);  // below 2^60
        if (known > largest_file) refuse();
        lengths.push_back(static_cast<std::size_t>(length));
    }
    if (left_to != shape.size()) {
        lengths[left_to] = tensor.size() / known;
        known *= lengths[left_to];
    }
    if (known != tensor.size()) refuse();
    tensor.lengths = std::move(lengths);
    return tensor;
}

Constants::Constants(onnx::GraphProto const& graph) {
    for (auto const& tensor : graph.initializer()) stored_[tensor.name()] = &tensor;
}

bool Constants::contains(std::string const& name) const {
    return stored_.contains(name) || made_.contains(name);
}

Tensor Constants::at(std::string const& name) const {
    if (auto const made = made_.find(name); made != made_.end()) return made->second;
    auto const stored = stored_.find(name);
    CIMCHAR_EXPECT(stored != stored_.end());
    return tensor_of(*stored->second);
}

void Constants::add(std::string const& name, Tensor tensor) {
    made_[name] = std::move(tensor);
}

}  // namespace cimchar::network
