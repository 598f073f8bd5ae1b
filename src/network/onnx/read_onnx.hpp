// Import of networks from ONNX files, as PyTorch and others export them. docs/formats/onnx.md says what is taken.
#pragma once
#include "network/network.hpp"

#include <span>
#include <string>
#include <string_view>

namespace cimchar::network {

/// The network of an ONNX file whose nodes are a chain of `onnx_operators`, with weights of 32-bit floats; shapes_of()
/// accepts it, and its name is the file's without the ending. Throws InputError if the file is damaged or holds
/// anything else, which is never left out quietly, or if the program is built without libonnx.
[[nodiscard]] Network read_onnx(std::string const& path);

/// Names of the operators that are read, sorted.
[[nodiscard]] std::span<std::string_view const> onnx_operators();

/// Whether the program is built with libonnx.
[[nodiscard]] bool has_onnx();

}  // namespace cimchar::network
