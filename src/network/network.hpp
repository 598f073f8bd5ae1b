// A feed-forward network, layer after layer: what is trained, imported, run in floating point and mapped to arrays.
// Plain data.
#pragma once
#include <cstddef>
#include <cstdint>
#include <Eigen/Core>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cimchar::network {

/// Row-major, so that a row is one output's weights or one image.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Of one image's activations, stored channel after channel, each row after row; a vector has (n, 1, 1).
struct Shape {
    std::size_t channels = 1;
    std::size_t height = 1;
    std::size_t width = 1;
    [[nodiscard]] std::size_t size() const { return channels * height * width; }
    bool operator==(Shape const&) const = default;
};

/// What makes a layer's operands integers: weight = weight_step · n with n = -2^(b-1) … 2^(b-1) - 1, activation =
/// input_step · n with n = 0 … 2^b - 1. [1] throughout.
struct Quantization {
    int weight_bits = 8;
    float weight_step = 1;
    int input_bits = 8;
    float input_step = 1;
};

/// y = weights · x + bias.
struct Affine {
    Matrix weights;           ///< shape (outputs, inputs)
    std::vector<float> bias;  ///< shape (outputs), or empty
    std::optional<Quantization> quantization;
};

/// Slides over rows and columns without flipping the kernel; outside the image there are zeros. The inputs of `affine`
/// are channel after channel, each kernel row after row.
struct Convolution {
    std::size_t kernel_height = 3;
    std::size_t kernel_width = 3;
    std::size_t stride = 1;
    std::size_t padding = 0;
    Affine affine;
};

/// Takes an image of any shape as the vector of its activations in the order of storage.
struct FullyConnected {
    Affine affine;
};

/// Over windows that lie inside the image, per channel.
struct Pool {
    enum class Kind { maximum, average };
    Kind kind = Kind::maximum;
    std::size_t size = 2;
    std::size_t stride = 2;
};

/// scale · (x - mean)/√(variance + epsilon) + shift per channel. fold() takes it into the layer before.
struct BatchNorm {
    std::vector<float> scale, shift, mean, variance;  ///< shape (channels)
    float epsilon = 1e-5F;
};

struct Relu {};

using Layer = std::variant<Convolution, FullyConnected, Pool, BatchNorm, Relu>;

struct Network {
    std::string name;
    Shape input;
    std::vector<Layer> layers;
};

/// Images or activations, one a row, with their common shape.
struct Batch {
    Shape shape;
    Matrix values;  ///< shape (images, shape.size())
};

}  // namespace cimchar::network
