// Nodes with weights.
#include "core/error.hpp"
#include "network/onnx/layers.hpp"
#include "network/shapes.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <utility>

namespace cimchar::network {

namespace {

using Columns = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor>;

std::string text_of(Tensor const& tensor) {
    return tensor.lengths.empty() ? "a scalar" : fmt::format("{}", fmt::join(tensor.lengths, "×"));
}

/// Values that ONNX spreads over the activations, one for each channel. Throws InputError if they differ within one.
std::vector<float> per_channel(Tensor const& tensor, Growing const& growing, std::string_view what) {
    auto const channels = growing.shape.channels;
    if (tensor.size() == 1 && tensor.lengths.size() <= (growing.flat ? 2 : 4))
        return std::vector<float>(channels, tensor.values.front());
    // Axes are matched from the last one.
    std::vector<std::size_t> wanted{1, channels};
    if (!growing.flat) wanted.insert(wanted.end(), {1, 1});
    auto lengths = tensor.lengths;
    if (lengths.size() < wanted.size()) lengths.insert(lengths.begin(), wanted.size() - lengths.size(), 1);
    bool const one_pixel = growing.shape.height * growing.shape.width == 1;
    if (lengths != wanted || (growing.flat && !one_pixel))
        throw InputError(
            fmt::format("its {} are {} for {} channels of {}×{} (one for each channel can be computed here); "
                        "change the network",
                        what, text_of(tensor), channels, growing.shape.height, growing.shape.width));
    return tensor.values;
}

/// A list with a value for each of `count`. Throws InputError.
std::vector<float> list_of(Tensor tensor, std::size_t count, std::string_view what) {
    if (tensor.lengths != std::vector<std::size_t>{count})
        throw InputError(fmt::format("its {} are {} (there must be {}, one for each output); export it again", what,
                                     text_of(tensor), count));
    return std::move(tensor.values);
}

Tensor matrix_at(Node const& node, int input) {
    auto out = node.weights(input, "weights");
    if (out.lengths.size() != 2)
        throw InputError(fmt::format("its weights are {} (a matrix is read); change the network", text_of(out)));
    return out;
}

/// Shape (outputs, inputs) from a matrix in the file, which has (inputs, outputs) unless `transposed`.
Matrix weights_from(Tensor const& matrix, bool transposed) {
    auto const rows = static_cast<Eigen::Index>(matrix.lengths[0]);
    auto const columns = static_cast<Eigen::Index>(matrix.lengths[1]);
    if (transposed) return Eigen::Map<Matrix const>(matrix.values.data(), rows, columns);
    return Eigen::Map<Columns const>(matrix.values.data(), columns, rows);
}

void expect_vector(Node const& node, Growing const& growing) {
    if (node.is_constant(0))
        throw InputError(
            "its first input is a constant (activations times weights are read, in this order); change the "
            "network");
    if (!growing.flat)
        throw InputError("images come to it, not vectors (it would work on single rows); put Flatten before it");
}

void scale(std::vector<float>& values, float factor) {
    if (!std::isfinite(factor)) throw InputError("its alpha or beta is not finite (damage); export it again");
    for (auto& value : values) value *= factor;
}

}  // namespace

void append_conv(Node& node, Growing& growing) {
    if (growing.flat || node.is_constant(0))
        throw InputError("no images come to it (it slides over images); put it before Flatten");
    auto kernel = node.weights(1, "weights");
    if (kernel.lengths.size() != 4)
        throw InputError(
            fmt::format("its weights are {} (a convolution over rows and columns has four axes); change the "
                        "network",
                        text_of(kernel)));
    node.only("group", 1);
    Convolution layer;
    auto const outputs = kernel.lengths[0];
    layer.kernel_height = kernel.lengths[2];
    layer.kernel_width = kernel.lengths[3];
    std::vector<std::int64_t> const stored(kernel.lengths.begin() + 2, kernel.lengths.end());
    if (node.integers("kernel_shape").value_or(stored) != stored)
        throw InputError("its kernel_shape is not that of its weights (the file is damaged); export it again");
    auto const sliding = sliding_of(node, growing, layer.kernel_height, layer.kernel_width);
    layer.stride = sliding.stride;
    layer.padding = sliding.padding;
    if (kernel.lengths[1] != growing.shape.channels)
        throw InputError(fmt::format("its weights take {} channels where {} come (they must agree); export it again",
                                     kernel.lengths[1], growing.shape.channels));
    Tensor const flat{
        {outputs, kernel.lengths[1] * kernel.lengths[2] * kernel.lengths[3]}, std::move(kernel.values), {}};
    layer.affine.weights = weights_from(flat, true);
    if (node.has(2)) layer.affine.bias = list_of(node.weights(2, "biases"), outputs, "biases");
    node.finish(3);
    growing.add(std::move(layer));
    growing.takes_bias = true;
}

void append_gemm(Node& node, Growing& growing) {
    expect_vector(node, growing);
    node.only("transA", 0);
    bool const transposed = node.integer("transB", 0) != 0;
    auto matrix = matrix_at(node, 1);
    scale(matrix.values, node.real("alpha", 1));
    auto const beta = node.real("beta", 1);
    FullyConnected layer;
    layer.affine.weights = weights_from(matrix, transposed);
    growing.add(std::move(layer));
    if (node.has(2)) {
        auto bias = per_channel(node.weights(2, "biases"), growing, "biases");
        scale(bias, beta);
        affine_of(growing.network.layers.back())->bias = std::move(bias);
    }
    node.finish(3);
    growing.takes_bias = true;
}

void append_mat_mul(Node& node, Growing& growing) {
    expect_vector(node, growing);
    FullyConnected layer;
    layer.affine.weights = weights_from(matrix_at(node, 1), false);
    node.finish(2);
    growing.add(std::move(layer));
    growing.takes_bias = true;
}

void append_add(Node& node, Growing& growing) {
    if (!growing.takes_bias)
        throw InputError(
            "it is not behind a Conv, Gemm or MatMul (only as their bias can it be computed here); change the "
            "network");
    auto const more = per_channel(node.weights(node.is_constant(0) ? 0 : 1, "biases"), growing, "biases");
    node.finish(2);
    auto& bias = affine_of(growing.network.layers.back())->bias;
    if (bias.empty()) bias.resize(more.size());
    std::transform(bias.begin(), bias.end(), more.begin(), bias.begin(), [](float a, float b) { return a + b; });
}

void append_batch_normalization(Node& node, Growing& growing) {
    if (growing.flat && growing.shape.height * growing.shape.width != 1)
        throw InputError("it is behind Flatten (it would normalize single pixels, not channels); put it before");
    node.only("training_mode", 0);
    node.only("spatial", 1);
    node.ignore("momentum");
    auto const channels = growing.shape.channels;
    BatchNorm layer;
    layer.scale = list_of(node.weights(1, "scales"), channels, "scales");
    layer.shift = list_of(node.weights(2, "shifts"), channels, "shifts");
    layer.mean = list_of(node.weights(3, "means"), channels, "means");
    layer.variance = list_of(node.weights(4, "variances"), channels, "variances");
    layer.epsilon = node.real("epsilon", layer.epsilon);
    // Also false for what is not a number.
    if (!std::all_of(layer.variance.begin(), layer.variance.end(),
                     [&](float variance) { return variance + layer.epsilon > 0; }))
        throw InputError("a variance and epsilon are not above 0 together (their root divides); train it again");
    node.finish(5);
    growing.add(std::move(layer));
    growing.takes_bias = false;
}

}  // namespace cimchar::network
