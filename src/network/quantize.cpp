#include "network/quantize.hpp"

#include "core/error.hpp"
#include "network/run.hpp"
#include "network/shapes.hpp"

#include <fmt/format.h>
#include <cmath>

namespace cimchar::network {

Network quantize(Network network, Batch const& images, int weight_bits, int input_bits) {
    if (weight_bits < 2 || weight_bits > 8 || input_bits < 1 || input_bits > 8)
        throw InputError(
            fmt::format("integers of {} bits for weights and {} for inputs cannot be used; give 2 to 8, and 1 "
                        "to 8",
                        weight_bits, input_bits));
    network = fold(std::move(network));
    Batch state = images;
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
        auto* const affine = affine_of(network.layers[k]);
        if (affine != nullptr && !affine->quantization) {
            if (state.values.size() > 0 && state.values.minCoeff() < 0)
                throw InputError(
                    fmt::format("layer {} of network '{}', {}, has inputs below 0 ({:g}), which integers without "
                                "sign cannot say; use a network with a ReLU in front of it",
                                k + 1, network.name, name_of(network.layers[k]), state.values.minCoeff()));
            auto const step = [](float largest, int bits) {
                return largest > 0 ? largest / (std::ldexp(1.0F, bits) - 1) : 1;  // of nothing but zeros
            };
            affine->quantization =
                Quantization{weight_bits, step(affine->weights.cwiseAbs().maxCoeff(), weight_bits - 1), input_bits,
                             step(state.values.maxCoeff(), input_bits)};
        }
        // As floating point has it: what rounding adds is not what the next layer's range is for.
        auto plain = network.layers[k];
        if (auto* const one = affine_of(plain)) one->quantization.reset();
        state = run(plain, state);
    }
    return network;
}

}  // namespace cimchar::network
