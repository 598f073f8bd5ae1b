// Layers as words, as training files and reports write them: "convolution 6 5x5 padding 2", "maximum 2".
#pragma once
#include "network/network.hpp"

#include <string>
#include <vector>

namespace cimchar::network {

/// What a user may write, an example of each.
[[nodiscard]] std::vector<std::string> layer_examples();

/// A network whose weights are all 0. Layers: "convolution OUTPUTS HxW [stride N] [padding N]", "fully_connected
/// OUTPUTS", "maximum SIZE [stride N]", "average SIZE [stride N]", "batch_norm", "relu"; a pool's stride is its size if
/// none is given. Throws InputError that quotes the layer.
[[nodiscard]] Network make_network(std::string const& name, Shape const& input, std::vector<std::string> const& layers);

/// The words of a layer.
[[nodiscard]] std::string text_of(Layer const& layer);

}  // namespace cimchar::network
