// From nodes of an ONNX graph to layers of a network.
#pragma once
#include "network/network.hpp"
#include "network/onnx/node.hpp"

#include <cstdint>
#include <string>

namespace cimchar::network {

/// The part of a network that has been read, and what is behind it.
struct Growing {
    Network network;
    Shape shape;
    bool flat = false;        ///< ONNX has (images, n) here, otherwise (images, channels, height, width)
    std::int64_t images = 0;  ///< at a time, as the file says; 0 for any
    bool takes_bias = false;  ///< the last layer has weights, and nothing since has changed its outputs
    std::string classifier;   ///< Softmax or LogSoftmax once it was met: nothing may come behind it

    /// Throws InputError if the layer does not fit behind.
    void add(Layer layer);
};

/// Activations of an image in front of or behind a layer [numbers]: more are taken for damage. VGG-16 has 2^22.
constexpr std::size_t most_activations = std::size_t{1} << 28;

/// Appends what a node with one of `onnx_operators` does; its first input that is no constant is the tensor behind
/// `growing`. Throws InputError that does not name the node.
void append(Node& node, Growing& growing);

/// Parts of append().
void append_conv(Node& node, Growing& growing);
void append_gemm(Node& node, Growing& growing);
void append_mat_mul(Node& node, Growing& growing);
void append_add(Node& node, Growing& growing);
void append_batch_normalization(Node& node, Growing& growing);

/// How a window slides, of Conv and pools: the same along both axes.
struct Sliding {
    std::size_t stride = 1;
    std::size_t padding = 0;
};

/// Takes the attributes strides, pads, dilations and auto_pad. Throws InputError for what a layer here cannot do.
[[nodiscard]] Sliding sliding_of(Node& node, Growing const& growing, std::size_t height, std::size_t width);

}  // namespace cimchar::network
