#include "netlist/sampling.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <map>
#include <numeric>

namespace cimchar::netlist {

namespace {

using SobolSequence = boost::random::sobol_engine<std::uint32_t, 32>;

/// Stream of a dimension in one randomization.
std::uint64_t stream_of(std::string const& key, char const* what, std::uint64_t randomization) {
    return stable_hash(fmt::format("{}.{}.{}", what, randomization, key));
}

double latin(Sampling const& sampling, std::uint64_t seed, std::uint64_t sample, std::string const& key) {
    auto const randomization = sampling.randomization_of(sample);
    auto const index = (sample - 1) % sampling.block();
    auto const place = permuted(seed, stream_of(key, "latin", randomization), index, sampling.block());
    double const within = uniform(seed, stable_hash(key), sample);
    return (static_cast<double>(place) + within) / static_cast<double>(sampling.block());
}

/// Point `index` of the sequence, the zero point included (Boost's engine begins after it). Shape (dimensions).
std::vector<std::uint32_t> sobol_point(std::size_t dimensions, std::uint64_t index) {
    std::vector<std::uint32_t> point(dimensions, 0);
    if (index == 0) return point;
    SobolSequence sequence(dimensions);
    sequence.seed(static_cast<std::uint32_t>(index - 1));
    for (auto& x : point) x = sequence();
    return point;
}

/// A device in an array of many has its turn after those that stand alone: names that differ in numbers only.
std::vector<std::size_t> by_weight(std::vector<std::string> const& keys) {
    auto const family = [](std::string const& key) {
        std::string out;
        for (char const c : key)
            if (c < '0' || c > '9') out += c;
        return out;
    };
    std::map<std::string, std::size_t> sizes;
    for (auto const& key : keys) ++sizes[family(key)];
    std::vector<std::size_t> order(keys.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return sizes[family(keys[a])] < sizes[family(keys[b])]; });
    return order;
}

double shift_of(ShiftedPart const& part, std::string const& key) {
    auto const found = part.by.find(key);
    return found == part.by.end() ? 0 : found->second;
}

/// The part that chip `sample` belongs to.
ShiftedPart const& part_of(std::vector<ShiftedPart> const& parts, std::uint64_t seed, std::uint64_t sample) {
    CIMCHAR_EXPECT(!parts.empty());
    double left = uniform(seed, stable_hash("importance.part"), sample);
    for (auto const& part : parts) {
        if (left < part.share) return part;
        left -= part.share;
    }
    return parts.back();
}

}  // namespace

std::uint64_t permuted(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, std::uint64_t n) {
    CIMCHAR_EXPECT(index < n);
    // A Feistel network permutes the numbers of 2·half bits; what leaves 0 … n-1 goes through once more until it is
    // back. Fewer than four times n numbers: few rounds.
    auto const bits = static_cast<unsigned>(std::bit_width(n - 1));
    unsigned const half = std::max((bits + 1) / 2, 1U);
    std::uint64_t const mask = (std::uint64_t{1} << half) - 1;
    constexpr std::uint64_t rounds = 4;  // as many as make a random permutation of random functions (Luby and Rackoff)
    auto x = index;
    do {
        for (std::uint64_t round = 0; round < rounds; ++round) {
            auto const left = x >> half;
            auto const right = x & mask;
            double const u = uniform(seed, stream, right * rounds + round);
            x = (right << half) | (left ^ static_cast<std::uint64_t>(u * static_cast<double>(mask + 1)));
        }
    } while (x >= n);
    return x;
}

std::uint32_t owen_scrambled(std::uint32_t fraction, std::uint64_t seed, std::uint64_t stream) {
    std::uint32_t out = fraction;
    std::uint64_t above = 1;  // the bits above, led by a one: their number is in it
    for (unsigned bit = 32; bit-- > 0;) {
        if (uniform(seed, stream, above) < 0.5) out ^= std::uint32_t{1} << bit;
        above = (above << 1U) | ((fraction >> bit) & 1U);
    }
    return out;
}

std::vector<double> normal_coordinates(Sampling const& sampling, std::uint64_t seed, std::uint64_t sample,
                                       std::vector<std::string> const& keys) {
    std::vector<double> out(keys.size());
    if (sampling.scheme == SamplingScheme::random) {
        for (std::size_t i = 0; i < keys.size(); ++i) out[i] = standard_normal(seed, stable_hash(keys[i]), sample);
        return out;
    }
    if (sampling.scheme == SamplingScheme::importance) {
        auto const& part = part_of(sampling.parts, seed, sample);
        for (std::size_t i = 0; i < keys.size(); ++i)
            out[i] = standard_normal(seed, stable_hash(keys[i]), sample) + shift_of(part, keys[i]);
        return out;
    }
    CIMCHAR_EXPECT(sampling.randomizations >= 1 && sampling.samples % sampling.randomizations == 0);
    CIMCHAR_EXPECT(sample >= 1 && sample <= sampling.samples);
    if (sampling.scheme == SamplingScheme::lhs) {
        for (std::size_t i = 0; i < keys.size(); ++i) out[i] = normal_quantile(latin(sampling, seed, sample, keys[i]));
        return out;
    }
    CIMCHAR_EXPECT(std::has_single_bit(sampling.block()));
    auto const dimensions = std::min(keys.size(), sobol_dimensions);
    auto const point = sobol_point(dimensions, (sample - 1) % sampling.block());
    auto const order = by_weight(keys);
    for (std::size_t d = 0; d < keys.size(); ++d) {
        auto const& key = keys[order[d]];
        double u = 0;
        if (d < dimensions) {
            auto const stream = stream_of(key, "owen", sampling.randomization_of(sample));
            u = (owen_scrambled(point[d], seed, stream) + uniform(seed, stable_hash(key), sample)) * 0x1.0p-32;
        } else {
            u = latin(sampling, seed, sample, key);
        }
        out[order[d]] = normal_quantile(u);
    }
    return out;
}

double importance_weight(Sampling const& sampling, std::vector<std::string> const& keys,
                         std::vector<double> const& coordinates) {
    CIMCHAR_EXPECT(keys.size() == coordinates.size());
    if (sampling.scheme != SamplingScheme::importance) return 1;
    double ratio = 0;
    for (auto const& part : sampling.parts) {
        double exponent = 0;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            double const shift = shift_of(part, keys[i]);
            exponent += shift * (coordinates[i] - shift / 2);
        }
        ratio += part.share * std::exp(exponent);
    }
    return 1 / ratio;
}

}  // namespace cimchar::netlist
