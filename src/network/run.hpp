// Running a network: in floating point, or with its layers' products computed by something else (arrays, say).
#pragma once
#include "network/network.hpp"

#include <cstdint>

namespace cimchar::network {

/// Activations as integers 0 … 2^b - 1, one vector a row.
using Codes = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Computes weights · inputs of quantized layers.
class Products {
public:
    virtual ~Products() = default;
    /// Of the network's layer `layer`. `inputs`: shape (vectors, inputs); `first`: number of the first of them, counted
    /// over all images of the layer, whatever the batches. Returns shape (vectors, outputs), in units of weight_step ·
    /// input_step: integers if nothing is lost.
    [[nodiscard]] virtual Matrix multiply(std::size_t layer, Codes const& inputs, std::uint64_t first) = 0;
};

/// Windows of a convolution, shape (images · positions, in · kernel height · kernel width); zeros beyond the image.
[[nodiscard]] Matrix windows_of(Convolution const& layer, Batch const& input);

/// Activations as integers: x / step to the nearest, ties to even, kept within 0 … 2^bits - 1.
[[nodiscard]] Codes codes_of(Matrix const& values, float step, int bits);

/// Weights as integers, within -2^(b-1) … 2^(b-1) - 1; shape as the weights. The layer must be quantized.
[[nodiscard]] Matrix integer_weights(Affine const& affine);

/// Output of one layer. A quantized layer multiplies integers, by `products` if it is given, `layer_number` and
/// `first_image` being for it alone. Throws InputError if the shapes do not fit.
[[nodiscard]] Batch run(Layer const& layer, Batch const& input, Products* products = nullptr,
                        std::size_t layer_number = 0, std::uint64_t first_image = 0);

/// Output of the last layer.
[[nodiscard]] Batch run(Network const& network, Batch const& images, Products* products = nullptr,
                        std::uint64_t first_image = 0);

/// Takes every batch normalization into the convolution or fully connected layer just before it. Throws InputError if
/// there is none. Quantized layers are folded before they are quantized, so this refuses them.
[[nodiscard]] Network fold(Network network);

/// Class of every image: number of the largest output, the first of equal ones. Shape (images).
[[nodiscard]] std::vector<std::size_t> classes_of(Batch const& output);

}  // namespace cimchar::network
