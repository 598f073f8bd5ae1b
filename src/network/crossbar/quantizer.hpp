// A converter as its transition levels: what a column's sum becomes.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cimchar::network {

/// Codes of inputs in LSB. Levels are where a rising input's code becomes 1, 2 … 2^N - 1 [IEEE1241]; those of an ideal
/// converter are 0.5, 1.5 … An input on a level belongs to the code above.
class Quantizer {
public:
    /// The ideal converter of so many bits, 1 … 16.
    explicit Quantizer(int bits);
    /// Any levels [LSB], 2^N - 1 of them, ascending; equal ones are missing codes. Throws InputError if they descend,
    /// if one is not finite or if there are none.
    explicit Quantizer(std::span<double const> levels_lsb);

    [[nodiscard]] std::size_t codes() const { return levels_.size(); }
    [[nodiscard]] bool ideal() const { return ideal_; }
    /// The code of one input, which is a number.
    [[nodiscard]] std::uint32_t code(float input_lsb) const {
        // The bin's first code, then the levels of the bin that lie below the input: nearly always none or one.
        float const at = std::min(std::max((input_lsb - first_) * bins_per_lsb_, 0.0F), last_bin_);
        auto code = start_[static_cast<std::size_t>(static_cast<std::int32_t>(at))];
        code += input_lsb >= levels_[code] ? 1 : 0;
        while (input_lsb >= levels_[code]) ++code;
        return code;
    }

private:
    void index();
    bool ideal_ = false;
    float first_ = 0;  ///< where the first bin begins [LSB]
    float bins_per_lsb_ = 1;
    float last_bin_ = 0;
    std::vector<float> levels_;         ///< and infinity behind the last
    std::vector<std::uint32_t> start_;  ///< levels below each bin
};

}  // namespace cimchar::network
