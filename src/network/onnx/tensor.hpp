// Constants of an ONNX file: weights, shapes, flags.
#pragma once
#include <onnx/onnx_pb.h>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace cimchar::network {

struct Tensor {
    std::vector<std::size_t> lengths;    ///< of the axes, the last runs fastest
    std::vector<float> values;           ///< shape (product of lengths), all finite; empty for integers and booleans
    std::vector<std::int64_t> integers;  ///< the same of integers and booleans; empty for floats
    [[nodiscard]] std::size_t size() const { return values.size() + integers.size(); }
};

/// Throws InputError if the type is no 32-bit float, integer or boolean, values lie in another file, are not finite, or
/// are too few or too many for the shape.
[[nodiscard]] Tensor tensor_of(onnx::TensorProto const& stored);

/// What a `Constant` node gives. Throws InputError likewise.
[[nodiscard]] Tensor constant_of(onnx::NodeProto const& node);

/// `tensor` with other lengths: an ONNX shape, where -1 is what is left and 0 the length of the same axis. Throws
/// InputError if the number of values would change.
[[nodiscard]] Tensor reshaped(Tensor tensor, std::vector<std::int64_t> const& shape, bool zero_is_zero);

/// Constants by name. Initializers are taken when asked for: one that nothing uses may be of any type.
class Constants {
public:
    explicit Constants(onnx::GraphProto const& graph);
    [[nodiscard]] bool contains(std::string const& name) const;
    /// Throws InputError as tensor_of(), and ContractError if there is none.
    [[nodiscard]] Tensor at(std::string const& name) const;
    void add(std::string const& name, Tensor tensor);

private:
    std::map<std::string, onnx::TensorProto const*, std::less<>> stored_;
    std::map<std::string, Tensor, std::less<>> made_;
};

}  // namespace cimchar::network
