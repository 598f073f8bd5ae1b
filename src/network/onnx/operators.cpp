#include "network/onnx/read_onnx.hpp"

#include <array>

namespace cimchar::network {

std::span<std::string_view const> onnx_operators() {
    static constexpr std::array<std::string_view, 16> names{"Add",      "AveragePool", "BatchNormalization",
                                                            "Constant", "Conv",        "Dropout",
                                                            "Flatten",  "Gemm",        "GlobalAveragePool",
                                                            "Identity", "LogSoftmax",  "MatMul",
                                                            "MaxPool",  "Relu",        "Reshape",
                                                            "Softmax"};
    return names;
}

}  // namespace cimchar::network
