// Layers of published networks as tables of shapes: no weights, only how many there are and how often they are used.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::network::system {

/// A layer with weights: `groups` matrices of (kernel · in_channels/groups) inputs and (out_channels/groups) outputs,
/// each multiplied at every position of its output.
struct LayerShape {
    std::string name;
    std::string kind;  ///< "convolution", "fully_connected", "recurrent"
    std::size_t kernel_height = 1;
    std::size_t kernel_width = 1;
    std::size_t stride = 1;
    std::size_t in_channels = 1;
    std::size_t out_channels = 1;
    std::size_t output_height = 1;
    std::size_t output_width = 1;  ///< of a recurrent layer, steps
    std::size_t groups = 1;

    [[nodiscard]] std::size_t inputs() const { return kernel_height * kernel_width * in_channels / groups; }
    [[nodiscard]] std::size_t outputs() const { return out_channels / groups; }
    [[nodiscard]] std::size_t positions() const { return output_height * output_width; }
    [[nodiscard]] std::size_t weights() const { return groups * inputs() * outputs(); }
    [[nodiscard]] std::size_t products() const { return weights() * positions(); }
};

struct LayerTable {
    std::string name;
    std::vector<LayerShape> layers;
    std::size_t input_bytes = 0;  ///< of an image, one byte a number
};

[[nodiscard]] std::size_t weights_of(LayerTable const& table);
/// Multiplications by weights of one image.
[[nodiscard]] std::size_t products_of(LayerTable const& table);

/// Reads a table: lines of comment begin with '#', the first other line has the columns' names, in the order of
/// LayerShape. A first layer of convolution takes an image stride times as high and wide as its output.
/// Throws InputError with `file` and the line on anything else, and on groups that do not divide the channels.
[[nodiscard]] LayerTable parse_layer_table(std::string name, std::string_view text, std::string const& file);

}  // namespace cimchar::network::system
