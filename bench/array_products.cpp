// Matrix-vector products of an array per second, one core: 128 by 128 weights of 8 bits in one-bit slices, inputs of 8
// bits one bit at a time, a conversion for every slice of both, 256 vectors.
#include "network/crossbar/array_products.hpp"
#include "core/random.hpp"

#include <benchmark/benchmark.h>
#include <cmath>

namespace {

using namespace cimchar;
using namespace cimchar::network;

constexpr Eigen::Index size = 128;
constexpr Eigen::Index vectors = 256;

Network square_layer() {
    Affine affine{Matrix(size, size), {}, Quantization{8, 1, 8, 1}};
    for (Eigen::Index k = 0; k < affine.weights.size(); ++k)
        affine.weights.data()[k] =
            static_cast<float>(std::floor(256 * uniform(1, 1, static_cast<std::uint64_t>(k))) - 128);
    return {"square", {size, 1, 1}, {FullyConnected{affine}}};
}

Codes random_codes() {
    Codes codes(vectors, size);
    for (Eigen::Index k = 0; k < codes.size(); ++k)
        codes.data()[k] = static_cast<std::uint8_t>(256 * uniform(1, 2, static_cast<std::uint64_t>(k)));
    return codes;
}

/// Levels that are half an LSB off at random, for every column.
std::vector<Quantizer> converters_of_columns() {
    std::vector<Quantizer> converters;
    for (std::uint64_t column = 0; column < size; ++column) {
        std::vector<double> levels;
        for (std::uint64_t k = 0; k < 255; ++k) levels.push_back(static_cast<double>(k) + uniform(1, 3 + column, k));
        converters.emplace_back(levels);
    }
    return converters;
}

void run(benchmark::State& state, ConversionOptions const& conversion) {
    auto const network = square_layer();
    auto const codes = random_codes();
    ArrayOptions arrays;
    arrays.spread = 0.025;
    ArrayProducts products(network, arrays, conversion, 1, 1);
    std::uint64_t first = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(products.multiply(0, codes, first));
        first += vectors;
    }
    state.counters["products/s"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * vectors, benchmark::Counter::kIsRate);
}

void ideal_quantizer(benchmark::State& state) {
    run(state, {Strategy::digital, 8});
}
void levels_of_every_column(benchmark::State& state) {
    run(state, {Strategy::digital, 8, 1, 0, 0, converters_of_columns()});
}
void levels_and_noise(benchmark::State& state) {
    run(state, {Strategy::digital, 8, 1, 0.3, 0, converters_of_columns()});
}
BENCHMARK(ideal_quantizer)->Unit(benchmark::kMillisecond);
BENCHMARK(levels_of_every_column)->Unit(benchmark::kMillisecond);
BENCHMARK(levels_and_noise)->Unit(benchmark::kMillisecond);

}  // namespace
