// Many random numbers of one stream in a row, for where a call for each would cost too much: an engine for the
// distributions of Boost.Random. Source: Salmon et al., SC'11 (Philox4x64-10), through Random123.
#pragma once
#include "core/random.hpp"

#include <Random123/philox.h>
#include <array>
#include <cstdint>

namespace cimchar {

/// The same words for the same (seed, stream, index), whatever was drawn elsewhere.
class RandomStream {
public:
    using result_type = std::uint64_t;
    RandomStream(std::uint64_t seed, std::uint64_t stream, std::uint64_t index)
        : counter_{{index, stream, 0, 1}}, key_{{seed, 0}} {}
    static constexpr result_type min() { return 0; }
    static constexpr result_type max() { return ~result_type{0}; }
    result_type operator()() {
        if (next_ == words_.size()) {
            words_ = r123::Philox4x64{}(counter_, key_);
            ++counter_[2];
            next_ = 0;
        }
        return words_[next_++];
    }

private:
    r123::Philox4x64::ctr_type counter_;
    r123::Philox4x64::key_type key_;
    r123::Philox4x64::ctr_type words_{};
    std::size_t next_ = 4;
};

}  // namespace cimchar
