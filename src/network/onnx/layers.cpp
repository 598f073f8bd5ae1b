#include "network/onnx/layers.hpp"

#include "core/error.hpp"
#include "network/shapes.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace cimchar::network {

namespace {

constexpr std::int64_t largest_stride = 1 << 16;  // [pixels]; more is damage
constexpr std::int64_t largest_padding = 1 << 10;

/// One value for all axes. Throws InputError.
std::int64_t equal(std::vector<std::int64_t> const& values, std::size_t count, std::int64_t lowest,
                   std::int64_t highest, std::string_view what) {
    bool const all = std::all_of(values.begin(), values.end(), [&](auto value) { return value == values.front(); });
    if (values.size() != count || !all || values.front() < lowest || values.front() > highest)
        throw InputError(fmt::format(
            "its {} are {} (only {} values that are {} can be computed here); change the network", what,
            fmt::join(values, ", "), count,
            lowest == highest ? fmt::format("{}", lowest) : fmt::format("equal, {} … {},", lowest, highest)));
    return values.front();
}

/// Zeros in all that SAME_UPPER and SAME_LOWER put around one axis.
std::size_t same_padding(std::size_t length, std::size_t window, std::size_t stride) {
    auto const reach = ((length + stride - 1) / stride - 1) * stride + window;
    return reach > length ? reach - length : 0;
}

void append_pool(Node& node, Growing& growing, Pool::Kind kind) {
    if (growing.flat) throw InputError("vectors come to it (it slides over images); put it before Flatten");
    auto const kernel = node.integers("kernel_shape");
    if (!kernel) throw InputError("it has no kernel_shape (ONNX asks for one); export it again");
    Pool layer;
    layer.kind = kind;
    layer.size = static_cast<std::size_t>(equal(*kernel, 2, 1, largest_stride, "kernel_shape"));
    auto const [stride, padding] = sliding_of(node, growing, layer.size, layer.size);
    layer.stride = stride;
    if (padding != 0) throw InputError("it has padding (pools lie within the image here); change the network");
    auto const left_over = [&](std::size_t length) {
        return length > layer.size && (length - layer.size) % layer.stride != 0;
    };
    if (node.integer("ceil_mode", 0) != 0 && (left_over(growing.shape.height) || left_over(growing.shape.width)))
        throw InputError(
            "its last windows reach beyond the image (ceil_mode; windows lie within it here); change the "
            "network");
    if (kind == Pool::Kind::maximum) {
        node.ignore("storage_order");  // of indices, which nothing reads
    } else {
        node.ignore("count_include_pad");  // there is no padding
    }
    node.finish(1);
    growing.add(layer);
    growing.takes_bias = false;
}

void append_global_pool(Node& node, Growing& growing) {
    node.finish(1);
    if (growing.flat) throw InputError("vectors come to it (it averages over images); put it before Flatten");
    if (growing.shape.height != growing.shape.width)
        throw InputError(fmt::format("images of {}×{} come to it (a window is a square here); change the network",
                                     growing.shape.height, growing.shape.width));
    growing.add(Pool{Pool::Kind::average, growing.shape.height, growing.shape.height});
    growing.takes_bias = false;
}

void append_relu(Node& node, Growing& growing) {
    node.finish(1);
    growing.add(Relu{});
    growing.takes_bias = false;
}

/// Flat from here. A layer's channels are no longer ONNX's last axis where they had several pixels.
void flatten(Growing& growing) {
    growing.flat = true;
    growing.takes_bias = growing.takes_bias && growing.shape.height * growing.shape.width == 1;
}

void append_flatten(Node& node, Growing& growing) {
    auto const axes = growing.flat ? 2 : 4;
    auto const axis = node.integer("axis", 1);
    if ((axis < 0 ? axis + axes : axis) != 1)
        throw InputError(fmt::format("its axis is {} (images become vectors with axis 1); change the network", axis));
    node.finish(1);
    flatten(growing);
}

void append_reshape(Node& node, Growing& growing) {
    auto const target = node.constant(1, "lengths").integers;
    bool const zero_is_zero = node.integer("allowzero", 0) != 0;
    node.finish(2);
    auto const size = static_cast<std::int64_t>(growing.shape.size());
    bool fits = target.size() == 2;
    if (fits) {
        bool const same_images =
            target[0] == 1 || (target[0] == 0 && !zero_is_zero) || (target[0] == growing.images && growing.images != 0);
        fits = (target[0] == -1 && target[1] == size) || (same_images && (target[1] == -1 || target[1] == size));
    }
    if (!fits)
        throw InputError(
            fmt::format("it makes {} of images with {} numbers (only vectors, (images, {}), can be made "
                        "here); change the network",
                        fmt::join(target, "×"), size, size));
    flatten(growing);
}

void append_dropout(Node& node, Growing& growing) {
    static_cast<void>(growing);
    node.ignore("ratio");
    node.ignore("seed");
    node.finish(3);
    if (node.has(2)) {
        auto const training = node.constant(2, "flags").integers;
        if (training.size() != 1 || training[0] != 0)
            throw InputError(
                "it drops out in use as well (training_mode; results would be random); export the trained "
                "network");
    }
}

void append_identity(Node& node, Growing& growing) {
    static_cast<void>(growing);
    node.finish(1);
}

/// Left out: it changes neither the largest output nor the order.
void append_softmax(Node& node, Growing& growing) {
    auto const axis = node.integer("axis", growing.flat ? -1 : 1);
    node.finish(1);
    if (axis != 1 && !(growing.flat && axis == -1))
        throw InputError(
            fmt::format("its axis is {} (over the outputs of one image, axis 1, it can be left out); change "
                        "the network",
                        axis));
    growing.classifier = node.op();
}

}  // namespace

void Growing::add(Layer layer) {
    auto const behind = shape_behind(layer, shape);
    // A product of three that are below 2^33 after a window over at most 2^28 pixels, but not of all three.
    if (behind.height * behind.width > most_activations ||
        behind.channels > most_activations / (behind.height * behind.width))
        throw InputError("it gives more than 2^28 activations of one image (damage); export it again");
    shape = behind;
    network.layers.push_back(std::move(layer));
}

Sliding sliding_of(Node& node, Growing const& growing, std::size_t height, std::size_t width) {
    equal(node.integers("dilations").value_or(std::vector<std::int64_t>{1, 1}), 2, 1, 1, "dilations");
    Sliding out;
    out.stride = static_cast<std::size_t>(
        equal(node.integers("strides").value_or(std::vector<std::int64_t>{1, 1}), 2, 1, largest_stride, "strides"));
    auto const pads = node.integers("pads");
    auto const mode = node.text("auto_pad", "NOTSET");
    if (mode == "NOTSET") {
        if (pads) out.padding = static_cast<std::size_t>(equal(*pads, 4, 0, largest_padding, "pads"));
    } else if (mode == "SAME_UPPER" || mode == "SAME_LOWER") {
        auto const rows = same_padding(growing.shape.height, height, out.stride);
        auto const columns = same_padding(growing.shape.width, width, out.stride);
        if (rows != columns || rows % 2 != 0 || rows / 2 > largest_padding)
            throw InputError(
                fmt::format("its auto_pad puts {} zeros around rows and {} around columns (as many on all "
                            "four sides can be computed here); change the network",
                            rows, columns));
        out.padding = rows / 2;
    } else if (mode != "VALID") {
        throw InputError(fmt::format("its auto_pad is '{}' (ONNX has no such); export it again", mode));
    }
    return out;
}

void append(Node& node, Growing& growing) {
    static std::map<std::string_view, std::function<void(Node&, Growing&)>> const parts{
        {"Add", append_add},
        {"AveragePool", [](Node& n, Growing& g) { append_pool(n, g, Pool::Kind::average); }},
        {"BatchNormalization", append_batch_normalization},
        {"Conv", append_conv},
        {"Dropout", append_dropout},
        {"Flatten", append_flatten},
        {"Gemm", append_gemm},
        {"GlobalAveragePool", append_global_pool},
        {"Identity", append_identity},
        {"LogSoftmax", append_softmax},
        {"MatMul", append_mat_mul},
        {"MaxPool", [](Node& n, Growing& g) { append_pool(n, g, Pool::Kind::maximum); }},
        {"Relu", append_relu},
        {"Reshape", append_reshape},
        {"Softmax", append_softmax}};
    auto const part = parts.find(node.op());
    CIMCHAR_EXPECT(part != parts.end());
    if (!growing.classifier.empty() && node.op() != "Identity")
        throw InputError(
            fmt::format("it is behind {}, which is left out as the last node only (it changes what comes "
                        "behind it); change the network",
                        growing.classifier));
    part->second(node, growing);
}

}  // namespace cimchar::network
