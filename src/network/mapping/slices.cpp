#include "network/mapping/slices.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <bit>

namespace cimchar::network {

namespace {

constexpr int most_slice_bits = 16;
constexpr int most_bits = 62;

std::int64_t weight_of(std::size_t slice, int slice_bits) {
    return std::int64_t{1} << (static_cast<int>(slice) * slice_bits);
}

}  // namespace

int slices_for(int bits, int slice_bits) {
    if (bits < 1 || bits > most_bits)
        throw InputError(fmt::format("numbers of {} bits cannot be sliced; take 1 to {}", bits, most_bits));
    if (slice_bits < 1 || slice_bits > most_slice_bits)
        throw InputError(fmt::format("a slice of {} bits is none that a cell or converter takes; take 1 to {}",
                                     slice_bits, most_slice_bits));
    return (bits + slice_bits - 1) / slice_bits;
}

int magnitude_bits(IntegerMatrix const& values) {
    std::uint64_t const largest = values.size() == 0 ? 0 : static_cast<std::uint64_t>(values.cwiseAbs().maxCoeff());
    return std::max(1, static_cast<int>(std::bit_width(largest)));
}

std::vector<IntegerMatrix> sliced(IntegerMatrix const& values, int slice_bits, int count) {
    CIMCHAR_EXPECT(count >= 1 && slices_for(1, slice_bits) == 1);
    int const bits = std::min(count * slice_bits, most_bits);
    if (values.size() > 0 && (values.minCoeff() < 0 || values.maxCoeff() >> bits != 0))
        throw InputError(fmt::format(
            "numbers of {} … {} do not fit into {} slices of {} bits (0 … {}); take more, or split signs first",
            values.minCoeff(), values.maxCoeff(), count, slice_bits, (std::int64_t{1} << bits) - 1));
    std::vector<IntegerMatrix> slices;
    auto const mask = (std::int64_t{1} << slice_bits) - 1;
    IntegerMatrix rest = values;
    for (int s = 0; s < count; ++s) {
        slices.emplace_back(rest.unaryExpr([mask](std::int64_t v) { return v & mask; }));
        rest = rest.unaryExpr([slice_bits](std::int64_t v) { return v >> slice_bits; }).eval();
    }
    return slices;
}

IntegerMatrix joined(std::vector<IntegerMatrix> const& slices, int slice_bits) {
    CIMCHAR_EXPECT(!slices.empty());
    IntegerMatrix sum = IntegerMatrix::Zero(slices.front().rows(), slices.front().cols());
    // From the top, so that a slice of zeros above the 63rd bit is never shifted by its place.
    for (auto s = slices.size(); s-- > 0;) sum = (sum * weight_of(1, slice_bits) + slices[s]).eval();
    return sum;
}

SlicedWeights sliced_weights(IntegerMatrix const& weights, int bits, int cell_bits) {
    int const count = slices_for(bits, cell_bits);
    if (magnitude_bits(weights) > bits)
        throw InputError(fmt::format("weights have magnitudes of {} bits where {} are meant; give them all, or clip",
                                     magnitude_bits(weights), bits));
    return {cell_bits, sliced(weights.cwiseMax(0), cell_bits, count), sliced((-weights).cwiseMax(0), cell_bits, count)};
}

IntegerVector product_of_slices(SlicedWeights const& weights, IntegerVector const& input, int input_bits,
                                int dac_bits) {
    CIMCHAR_EXPECT(!weights.positive.empty() && weights.positive.size() == weights.negative.size());
    CIMCHAR_EXPECT(weights.positive.front().cols() == input.size());
    auto const inputs = sliced(input, dac_bits, slices_for(input_bits, dac_bits));
    IntegerVector sum = IntegerVector::Zero(weights.positive.front().rows());
    for (std::size_t t = 0; t < inputs.size(); ++t)
        for (std::size_t s = 0; s < weights.positive.size(); ++s) {
            IntegerVector const partial = (weights.positive[s] - weights.negative[s]) * inputs[t].col(0);
            sum += weight_of(t, dac_bits) * weight_of(s, weights.cell_bits) * partial;
        }
    return sum;
}

}  // namespace cimchar::network
