// Training of networks that classify images: in floating point, then with weights and activations that are integers of
// few bits, whose step sizes are learned too. Source: Esser et al., "Learned step size quantization", ICLR 2020 (LSQ).
#pragma once
#include "network/network.hpp"

#include <cstdint>
#include <functional>
#include <span>

namespace cimchar::training {

/// Images of a data set: pixels 0 … 255, shape (images, shape.size()), a label each.
struct LabelledImages {
    network::Shape shape;
    std::span<std::uint8_t const> pixels;
    std::span<std::uint8_t const> labels;
};

struct ClassifierOptions {
    std::uint64_t seed = 1;
    int batch = 128;           ///< images of a step
    int epochs = 10;           ///< in floating point
    double rate = 2e-3;        ///< of Adam at the start; falls to nothing along a quarter of a cosine
    int shift_pixels = 2;      ///< images are moved by up to so many, another way in every epoch
    double smoothing = 0;      ///< share of a label that the other classes get
    int quantized_epochs = 0;  ///< after those in floating point; 0: the network stays in floating point
    double quantized_rate = 5e-4;
    int weight_bits = 8;
    int input_bits = 8;        ///< of every layer but the first
    int first_input_bits = 8;  ///< of the image, whose full scale is that of the pixels
    double noise_db = 0;  ///< SINAD of noise that is added to every layer's output while it is quantized [Eq. 13 of
                          ///< Cao et al., neuralpim]; 0: none
};

struct ClassifierProgress {
    int epoch = 0;     ///< of all
    double share = 0;  ///< of the whole training, 0 … 1
    double loss = 0;   ///< mean cross entropy of the latest steps
};
/// Called now and then; false ends the training, whose result is then void.
using ClassifierWatch = std::function<bool(ClassifierProgress const&)>;

/// Throws InputError if the network does not take these images, or has too few outputs for their labels.
void check_fit(network::Network const& network, LabelledImages const& images);

/// Trains `start`, whose weights need only have the right shape: they are drawn anew from the seed. Images are scaled
/// to 0 … 1. Batch normalizations have their averages; they are folded before quantization. On one thread, so that the
/// same arguments give the same weights. Throws InputError as check_fit(), and where this
/// program has no training by gradients. Without layers if `watch` ended it.
[[nodiscard]] network::Network train_classifier(network::Network const& start, LabelledImages const& images,
                                                ClassifierOptions const& options, ClassifierWatch const& watch);

}  // namespace cimchar::training
