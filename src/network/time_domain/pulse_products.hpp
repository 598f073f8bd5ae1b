// Layers of time-domain neurons: sums of products become counted pulses, which drive the word lines of the next layer.
// Dequantization, ReLU and re-quantization are the neuron's. Idea: Lee and Lee (lee); circuit:
// docs/circuits/time_neuron.md.
#pragma once
#include "network/run.hpp"
#include "network/time_domain/model_neurons.hpp"
#include "network/time_domain/pulse_columns.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace cimchar::network {

struct PulseOptions {
    std::size_t layers = 1;    ///< of the quantized ones, from the first on; the others are computed in digits
    std::size_t rows = 32;     ///< word lines of an array
    std::size_t columns = 32;  ///< neurons of an array
    double cell_spread = 0;    ///< σ of ln of the current of a unit cell
    double ratio_step = 0.25;  ///< of the ramp's DAC, in units of the sum per output step; 0: every ratio can be had
    double common_mode = 0;    ///< what a unit of charge that both columns hold adds to the sum [units]
};

/// What has been done, of one layer.
struct PulseCounts {
    std::uint64_t products = 0;  ///< matrix-vector products of the whole layer
    std::uint64_t pulses = 0;    ///< conversions, whether there was a pulse or not
    std::uint64_t silent = 0;    ///< of these, without a pulse: ReLU
    std::uint64_t clipped = 0;   ///< of these, more than half a step beyond full scale
};

/// Thread-safe. A layer's result is such that scaling and bias, which run() adds, give the counted pulse times the next
/// layer's step.
class PulseProducts final : public Products {
public:
    /// Of the quantized layers of `network`, which must outlive it; `chip` 0 is nominal. `neurons`: of each layer with
    /// neurons, or none at all for ideal ones; output m has neuron m modulo their count. Throws InputError, naming the
    /// layer, if what is behind one is not ReLU, pools of maxima and a quantized layer, in this order, and if options
    /// are out of range.
    PulseProducts(Network const& network, PulseOptions const& options, std::vector<ModelNeurons> neurons,
                  std::uint64_t seed, std::uint64_t chip);

    [[nodiscard]] Matrix multiply(std::size_t layer, Codes const& inputs, std::uint64_t first) override;

    [[nodiscard]] PulseCounts counts(std::size_t layer) const;
    [[nodiscard]] bool has_neurons(std::size_t layer) const { return layers_[layer] != nullptr; }
    /// Arrays that a layer with neurons takes; those that share an output share its neuron.
    [[nodiscard]] std::size_t arrays(std::size_t layer) const;
    /// Units of the sum per output step, as the DAC has it.
    [[nodiscard]] double ratio(std::size_t layer) const { return layers_[layer]->ratio; }

private:
    struct Layer {
        PulseColumns columns;
        Eigen::RowVectorXf digital_bias;  ///< what run() adds [units of the sum]
        double wanted_ratio = 1;
        double ratio = 1;
        int bits = 4;
        std::uint64_t jitter_stream = 0;
        double jitter_lsb = 0;
        std::vector<Quantizer> neurons;  ///< at least one
        std::atomic<std::uint64_t> products{0}, silent{0}, clipped{0};
    };

    Network const& network_;
    PulseOptions options_;
    std::uint64_t seed_;
    std::vector<std::unique_ptr<Layer>> layers_;  ///< null where there are no neurons
};

/// Layers of the network that `layers` neurons' layers are, in order. Throws InputError if there are not so many.
[[nodiscard]] std::vector<std::size_t> layers_with_neurons(Network const& network, std::size_t layers);

/// Bits that the pulses of a layer with neurons are counted in: those of the quantized layer behind it. Throws
/// InputError as PulseProducts.
[[nodiscard]] int counted_bits(Network const& network, std::size_t layer);

/// Units of the sum per output step of a layer with neurons: s_y/(s_w·s_x), s_y being the input step of the quantized
/// layer behind it. Throws InputError as PulseProducts.
[[nodiscard]] double ratio_of(Network const& network, std::size_t layer);

}  // namespace cimchar::network
