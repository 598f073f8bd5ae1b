// Shapes of activations through a network.
#pragma once
#include "network/network.hpp"

#include <string>
#include <vector>

namespace cimchar::network {

/// "convolution 5×5, 6 channels", "fully connected, 84", "maximum 2×2" …
[[nodiscard]] std::string name_of(Layer const& layer);

/// The weights of a layer that has some, or null.
[[nodiscard]] Affine* affine_of(Layer& layer);
[[nodiscard]] Affine const* affine_of(Layer const& layer);

/// Shape behind a layer. Throws InputError, saying what does not fit, if the layer cannot take `input`.
[[nodiscard]] Shape shape_behind(Layer const& layer, Shape const& input);

/// In front of every layer and behind the last one, shape (layers + 1). Throws InputError that names the layer.
[[nodiscard]] std::vector<Shape> shapes_of(Network const& network);

/// Positions a convolution's kernel takes, and 1 for a fully connected layer: matrix-vector products of an image.
[[nodiscard]] std::size_t positions_of(Layer const& layer, Shape const& input);

/// Multiplications by weights of one image.
[[nodiscard]] std::size_t multiplications_of(Network const& network);

}  // namespace cimchar::network
