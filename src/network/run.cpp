#include "network/run.hpp"

#include "core/error.hpp"
#include "network/shapes.hpp"

#include <fmt/format.h>
#include <cmath>

namespace cimchar::network {

namespace {

float largest(Quantization const& q) {
    return static_cast<float>((1 << q.input_bits) - 1);
}

/// weights · inputs + bias for vectors in rows.
Matrix apply(Affine const& affine, Matrix const& inputs, Products* products, std::size_t layer, std::uint64_t first) {
    Matrix result;
    if (affine.quantization) {
        auto const& q = *affine.quantization;
        auto const codes = codes_of(inputs, q.input_step, q.input_bits);
        if (products != nullptr)
            result = products->multiply(layer, codes, first);
        else
            result.noalias() = codes.cast<float>() * integer_weights(affine).transpose();
        result *= q.weight_step * q.input_step;
    } else {
        result.noalias() = inputs * affine.weights.transpose();
    }
    if (!affine.bias.empty())
        result.rowwise() +=
            Eigen::Map<Eigen::RowVectorXf const>(affine.bias.data(), static_cast<Eigen::Index>(affine.bias.size()));
    return result;
}

struct Runner {
    Batch const& input;
    Shape behind;
    Products* products;
    std::size_t layer_number;
    std::uint64_t first_image;

    Matrix operator()(Convolution const& layer) const {
        auto const positions = behind.height * behind.width;
        auto const products_of =
            apply(layer.affine, windows_of(layer, input), products, layer_number, first_image * positions);
        // From (image, position, channel) to (image, channel, position).
        Matrix output(input.values.rows(), static_cast<Eigen::Index>(behind.size()));
        auto const n = static_cast<Eigen::Index>(positions);
        auto const channels = static_cast<Eigen::Index>(behind.channels);
        for (Eigen::Index image = 0; image < output.rows(); ++image)
            Eigen::Map<Matrix>(output.row(image).data(), channels, n) =
                products_of.middleRows(image * n, n).transpose();
        return output;
    }
    Matrix operator()(FullyConnected const& layer) const {
        return apply(layer.affine, input.values, products, layer_number, first_image);
    }
    Matrix operator()(Pool const& layer) const {
        Matrix output(input.values.rows(), static_cast<Eigen::Index>(behind.size()));
        auto const width = input.shape.width;
        auto const share = 1 / static_cast<float>(layer.size * layer.size);
        for (Eigen::Index image = 0; image < output.rows(); ++image) {
            float const* const from = input.values.row(image).data();
            float* to = output.row(image).data();
            for (std::size_t c = 0; c < behind.channels; ++c)
                for (std::size_t y = 0; y < behind.height; ++y)
                    for (std::size_t x = 0; x < behind.width; ++x) {
                        float const* const corner =
                            from + (c * input.shape.height + y * layer.stride) * width + x * layer.stride;
                        float most = corner[0];
                        float sum = 0;
                        for (std::size_t i = 0; i < layer.size; ++i)
                            for (std::size_t j = 0; j < layer.size; ++j) {
                                most = std::max(most, corner[i * width + j]);
                                sum += corner[i * width + j];
                            }
                        *to++ = layer.kind == Pool::Kind::maximum ? most : sum * share;
                    }
        }
        return output;
    }
    Matrix operator()(BatchNorm const& layer) const {
        Matrix output = input.values;
        auto const n = static_cast<Eigen::Index>(behind.height * behind.width);
        for (std::size_t c = 0; c < behind.channels; ++c) {
            float const factor = layer.scale[c] / std::sqrt(layer.variance[c] + layer.epsilon);
            auto channel = output.middleCols(static_cast<Eigen::Index>(c) * n, n);
            channel = ((channel.array() - layer.mean[c]) * factor + layer.shift[c]).matrix().eval();
        }
        return output;
    }
    Matrix operator()(Relu const&) const { return input.values.cwiseMax(0); }
};

}  // namespace

Matrix windows_of(Convolution const& layer, Batch const& input) {
    auto const behind = shape_behind(layer, input.shape);
    auto const [channels, height, width] = input.shape;
    auto const kernel = layer.kernel_height * layer.kernel_width;
    Matrix windows = Matrix::Zero(input.values.rows() * static_cast<Eigen::Index>(behind.height * behind.width),
                                  static_cast<Eigen::Index>(channels * kernel));
    float* window = windows.data();
    for (Eigen::Index image = 0; image < input.values.rows(); ++image) {
        float const* const from = input.values.row(image).data();
        for (std::size_t y = 0; y < behind.height; ++y)
            for (std::size_t x = 0; x < behind.width; ++x)
                for (std::size_t c = 0; c < channels; ++c)
                    for (std::size_t i = 0; i < layer.kernel_height; ++i)
                        for (std::size_t j = 0; j < layer.kernel_width; ++j, ++window) {
                            auto const row = y * layer.stride + i - layer.padding;  // beyond the image it wraps to huge
                            auto const column = x * layer.stride + j - layer.padding;
                            if (row < height && column < width) *window = from[(c * height + row) * width + column];
                        }
    }
    return windows;
}

Codes codes_of(Matrix const& values, float step, int bits) {
    auto const most = largest({.input_bits = bits});
    return (values.array() / step)
        .unaryExpr(
            [most](float x) { return static_cast<std::uint8_t>(std::nearbyint(std::min(std::max(x, 0.0F), most))); })
        .matrix();
}

Matrix integer_weights(Affine const& affine) {
    CIMCHAR_EXPECT(affine.quantization.has_value());
    auto const& q = *affine.quantization;
    auto const half = static_cast<float>(1 << (q.weight_bits - 1));
    return (affine.weights.array() / q.weight_step)
        .unaryExpr([half](float w) { return std::nearbyint(std::min(std::max(w, -half), half - 1)); })
        .matrix();
}

Batch run(Layer const& layer, Batch const& input, Products* products, std::size_t layer_number,
          std::uint64_t first_image) {
    auto const behind = shape_behind(layer, input.shape);
    return {behind, std::visit(Runner{input, behind, products, layer_number, first_image}, layer)};
}

Batch run(Network const& network, Batch const& images, Products* products, std::uint64_t first_image) {
    Batch state = images;
    for (std::size_t k = 0; k < network.layers.size(); ++k)
        state = run(network.layers[k], state, products, k, first_image);
    return state;
}

Network fold(Network network) {
    std::vector<Layer> folded;
    for (auto& layer : network.layers) {
        auto const* const norm = std::get_if<BatchNorm>(&layer);
        if (norm == nullptr) {
            folded.push_back(std::move(layer));
            continue;
        }
        auto* const affine = folded.empty() ? nullptr : affine_of(folded.back());
        if (affine == nullptr || affine->quantization)
            throw InputError(
                fmt::format("network '{}' has a batch normalization that is not right behind a convolution "
                            "or a fully connected layer in floating point, and only into these can it be "
                            "folded; fold it before quantizing, or move it there",
                            network.name));
        auto const outputs = static_cast<std::size_t>(affine->weights.rows());
        affine->bias.resize(outputs, 0);
        for (std::size_t c = 0; c < outputs; ++c) {
            float const factor = norm->scale[c] / std::sqrt(norm->variance[c] + norm->epsilon);
            affine->weights.row(static_cast<Eigen::Index>(c)) *= factor;
            affine->bias[c] = (affine->bias[c] - norm->mean[c]) * factor + norm->shift[c];
        }
    }
    network.layers = std::move(folded);
    return network;
}

std::vector<std::size_t> classes_of(Batch const& output) {
    std::vector<std::size_t> classes(static_cast<std::size_t>(output.values.rows()));
    for (std::size_t i = 0; i < classes.size(); ++i) {
        Eigen::Index best = 0;
        output.values.row(static_cast<Eigen::Index>(i)).maxCoeff(&best);
        classes[i] = static_cast<std::size_t>(best);
    }
    return classes;
}

}  // namespace cimchar::network
