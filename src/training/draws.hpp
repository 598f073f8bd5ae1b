// Seeded draws of a training.
#pragma once
#include "core/random.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace cimchar::training {

/// Uniform numbers of one stream, in order.
class Draws {
public:
    Draws(std::uint64_t seed, std::string_view stream) : seed_(seed), stream_(stable_hash(stream)) {}
    double operator()() { return uniform(seed_, stream_, next_++); }
    std::size_t below(std::size_t n) {
        return std::min(static_cast<std::size_t>((*this)() * static_cast<double>(n)), n - 1);
    }

private:
    std::uint64_t seed_;
    std::uint64_t stream_;
    std::uint64_t next_ = 0;
};

}  // namespace cimchar::training
