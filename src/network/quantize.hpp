// Integers for a network that was trained in floating point: steps from the largest values that are met.
#pragma once
#include "network/network.hpp"

namespace cimchar::network {

/// Every convolution and fully connected layer with weights of `weight_bits` and inputs of `input_bits`: the largest
/// weight, and the largest input met on `images`, become the largest integers. Batch normalizations are folded; a layer
/// that is quantized already is left as it is. Throws InputError if an input of such a layer is below 0 on these
/// images, which integers without sign cannot say, or if bits are out of 2 … 8 and 1 … 8.
[[nodiscard]] Network quantize(Network network, Batch const& images, int weight_bits, int input_bits);

}  // namespace cimchar::network
