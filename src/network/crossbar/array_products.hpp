// Products of a network's layers on arrays, with the converters behind their columns. Three ways to add what bits of
// inputs and weights contribute. Source: Cao et al. (neuralpim), §3.1, Fig. 3, Eqs. 2 to 8.
#pragma once
#include "network/crossbar/arrays.hpp"
#include "network/crossbar/quantizer.hpp"
#include "network/run.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace cimchar::network {

enum class Strategy {
    digital,   ///< A, ISAAC: every slice of the weights is converted at every slice of the inputs
    buffered,  ///< B, CASCADE: sums of equal weight are collected in a buffer of cells, then converted
    analog,    ///< C, Neural-PIM: all is added before one conversion
};

struct ConversionOptions {
    Strategy strategy = Strategy::digital;
    int bits = 8;
    /// Largest difference of two columns that is converted, as a share of what all rows can give. 0: the largest that
    /// the layer meets while it is calibrated.
    double range = 1;
    double noise_lsb = 0;      ///< σ of every conversion, referred to its input
    double buffer_spread = 0;  ///< σ of what a buffer's cell holds, as a share of it
    std::vector<Quantizer> chip =
        {};  ///< converters of the chip; column c has number c modulo their count; empty: ideal
};

/// What has been done, of one layer.
struct Counts {
    std::uint64_t products = 0;     ///< matrix-vector products of the whole layer
    std::uint64_t conversions = 0;  ///< A/D
    std::uint64_t cycles = 0;       ///< in which inputs were applied: slices of an input, per product
    std::uint64_t outside = 0;      ///< conversions whose input was beyond the converter's range
};

/// Thread-safe but for calibrate().
class ArrayProducts final : public Products {
public:
    /// Of the quantized layers of `network`; `chip` 0 is nominal. `network` must outlive it. Throws InputError if
    /// options are out of range or no layer is quantized.
    ArrayProducts(Network const& network, ArrayOptions const& arrays, ConversionOptions const& conversion,
                  std::uint64_t seed, std::uint64_t chip);

    /// Runs `images` in order to set the ranges of all layers, if they are to be; not counted.
    void calibrate(Batch const& images);
    /// Takes over the ranges of another chip of the same network and options.
    void use_ranges(ArrayProducts const& other);

    [[nodiscard]] Matrix multiply(std::size_t layer, Codes const& inputs, std::uint64_t first) override;

    [[nodiscard]] Counts counts(std::size_t layer) const;
    [[nodiscard]] LayerOnArrays const& on_arrays(std::size_t layer) const { return of(layer).mapped; }
    /// Share of the full sum that converters span.
    [[nodiscard]] double range(std::size_t layer) const { return of(layer).range; }

private:
    struct Layer {
        LayerOnArrays mapped;
        double range = 1;
        unsigned input_bits = 8;
        unsigned input_slices = 8;
        std::uint64_t noise_stream = 0;
        std::uint64_t buffer_stream = 0;
        std::atomic<std::uint64_t> products{0}, conversions{0}, outside{0};
    };
    struct Work;
    [[nodiscard]] Layer& of(std::size_t layer) const;
    void multiply(Layer& layer, Block const& block, Work& work) const;
    void convert(Layer const& layer, float full, float const* sums, double weight, Work& work) const;

    Network const& network_;
    ArrayOptions arrays_;
    ConversionOptions conversion_;
    std::uint64_t seed_;
    std::vector<std::unique_ptr<Layer>> layers_;  ///< null where a layer has no product
    bool calibrating_ = false;
};

}  // namespace cimchar::network
