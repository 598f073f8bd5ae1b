#include "network/shapes.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <utility>

namespace cimchar::network {

namespace {

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

std::string text_of(Shape const& shape) {
    return shape.height * shape.width == 1 ? fmt::format("{}", shape.channels)
                                           : fmt::format("{}×{}×{}", shape.channels, shape.height, shape.width);
}

void check_affine(Affine const& affine, std::size_t inputs, std::string const& of) {
    if (affine.weights.rows() == 0) throw InputError("it has no weights; give at least one output");
    if (static_cast<std::size_t>(affine.weights.cols()) != inputs)
        throw InputError(fmt::format("its weights take {} inputs where {} come ({}); make them agree",
                                     affine.weights.cols(), inputs, of));
    if (!affine.bias.empty() && affine.bias.size() != static_cast<std::size_t>(affine.weights.rows()))
        throw InputError(fmt::format("it has {} biases for {} outputs; give one for each, or none", affine.bias.size(),
                                     affine.weights.rows()));
}

/// Windows along one axis.
std::size_t steps(std::size_t length, std::size_t window, std::size_t stride) {
    if (stride == 0 || window == 0) throw InputError("a window and a stride have at least one pixel; give more than 0");
    if (length < window)
        throw InputError(fmt::format("its window of {} does not fit into {} pixels; make it smaller", window, length));
    return (length - window) / stride + 1;
}

Shape behind(Convolution const& layer, Shape const& input) {
    auto const kernel = layer.kernel_height * layer.kernel_width;
    check_affine(layer.affine, input.channels * kernel,
                 fmt::format("{} channels of {}×{} pixels", input.channels, layer.kernel_height, layer.kernel_width));
    return {static_cast<std::size_t>(layer.affine.weights.rows()),
            steps(input.height + 2 * layer.padding, layer.kernel_height, layer.stride),
            steps(input.width + 2 * layer.padding, layer.kernel_width, layer.stride)};
}

Shape behind(FullyConnected const& layer, Shape const& input) {
    check_affine(layer.affine, input.size(), text_of(input));
    return {static_cast<std::size_t>(layer.affine.weights.rows()), 1, 1};
}

Shape behind(Pool const& layer, Shape const& input) {
    return {input.channels, steps(input.height, layer.size, layer.stride),
            steps(input.width, layer.size, layer.stride)};
}

Shape behind(BatchNorm const& layer, Shape const& input) {
    for (auto const* values : {&layer.scale, &layer.shift, &layer.mean, &layer.variance})
        if (values->size() != input.channels)
            throw InputError(
                fmt::format("it has {} values for {} channels; give one for each", values->size(), input.channels));
    return input;
}

Shape behind(Relu const&, Shape const& input) {
    return input;
}

}  // namespace

std::string name_of(Layer const& layer) {
    return std::visit(
        Overloaded{[](Convolution const& l) {
                       return fmt::format("convolution {}×{}, {} channels", l.kernel_height, l.kernel_width,
                                          l.affine.weights.rows());
                   },
                   [](FullyConnected const& l) { return fmt::format("fully connected, {}", l.affine.weights.rows()); },
                   [](Pool const& l) {
                       return fmt::format("{} {}×{}", l.kind == Pool::Kind::maximum ? "maximum" : "average", l.size,
                                          l.size);
                   },
                   [](BatchNorm const&) { return std::string("batch normalization"); },
                   [](Relu const&) { return std::string("ReLU"); }},
        layer);
}

Affine const* affine_of(Layer const& layer) {
    if (auto const* convolution = std::get_if<Convolution>(&layer)) return &convolution->affine;
    if (auto const* connected = std::get_if<FullyConnected>(&layer)) return &connected->affine;
    return nullptr;
}

Affine* affine_of(Layer& layer) {
    return const_cast<Affine*>(affine_of(std::as_const(layer)));
}

Shape shape_behind(Layer const& layer, Shape const& input) {
    return std::visit([&](auto const& one) { return behind(one, input); }, layer);
}

std::vector<Shape> shapes_of(Network const& network) {
    std::vector<Shape> shapes{network.input};
    for (std::size_t k = 0; k < network.layers.size(); ++k) try {
            shapes.push_back(shape_behind(network.layers[k], shapes.back()));
        } catch (InputError const& error) {
            throw InputError(fmt::format("layer {} of network '{}', {}, does not fit: {}", k + 1, network.name,
                                         name_of(network.layers[k]), error.what()));
        }
    return shapes;
}

std::size_t positions_of(Layer const& layer, Shape const& input) {
    if (!std::holds_alternative<Convolution>(layer)) return 1;
    auto const output = shape_behind(layer, input);
    return output.height * output.width;
}

std::size_t multiplications_of(Network const& network) {
    auto const shapes = shapes_of(network);
    std::size_t count = 0;
    for (std::size_t k = 0; k < network.layers.size(); ++k)
        if (auto const* affine = affine_of(network.layers[k]))
            count += static_cast<std::size_t>(affine->weights.size()) * positions_of(network.layers[k], shapes[k]);
    return count;
}

}  // namespace cimchar::network
