#include "network/mapping/fixed_point.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <cmath>

namespace cimchar::network {

namespace {

constexpr int most_bits = 62;

void check_word(int bits) {
    if (bits < 1 || bits > most_bits)
        throw InputError(fmt::format("a word of {} bits cannot be computed with; take 1 to {}", bits, most_bits));
}

void check(FixedPoint const& format) {
    check_word(format.word_bits);
    if (std::abs(format.fraction_bits) > most_bits)
        throw InputError(fmt::format("a fraction of {} bits cannot be computed with; take -{} to {}",
                                     format.fraction_bits, most_bits, most_bits));
}

std::int64_t smallest(int word_bits) {
    return -(std::int64_t{1} << (word_bits - 1));
}

std::int64_t largest(int word_bits) {
    return (std::int64_t{1} << (word_bits - 1)) - 1;
}

}  // namespace

std::int64_t word_of(double value, FixedPoint const& format, Rounding rounding) {
    check(format);
    if (std::isnan(value)) throw InputError("NaN has no fixed-point word; give a number");
    double const scaled = std::ldexp(value, format.fraction_bits);
    double const whole = rounding == Rounding::nearest ? std::round(scaled) : std::trunc(scaled);
    // Compared as doubles, for what is clipped need not fit into 64 bits; the largest word may round up to a power
    // of 2.
    if (whole >= std::ldexp(1.0, format.word_bits - 1)) return largest(format.word_bits);
    if (whole < static_cast<double>(smallest(format.word_bits))) return smallest(format.word_bits);
    return static_cast<std::int64_t>(whole);
}

double value_of(std::int64_t word, FixedPoint const& format) {
    check(format);
    return std::ldexp(static_cast<double>(word), -format.fraction_bits);
}

std::uint64_t bits_of(std::int64_t word, int word_bits) {
    check_word(word_bits);
    return static_cast<std::uint64_t>(word) & ((std::uint64_t{1} << word_bits) - 1);
}

std::int64_t from_bits(std::uint64_t bits, int word_bits) {
    check_word(word_bits);
    auto const unused = 64 - word_bits;
    return static_cast<std::int64_t>(bits << unused) >> unused;
}

int bits_of_rows(std::size_t rows) {
    if (rows == 0) throw InputError("a crossbar without rows has no output; give at least one");
    return static_cast<int>(std::bit_width(rows - 1));
}

int output_word_bits(int activation_bits, int weight_bits, std::size_t rows) {
    check_word(activation_bits);
    check_word(weight_bits);
    return activation_bits + weight_bits + bits_of_rows(rows);
}

int discarded_high_bits(int weight_bits, std::size_t rows, int weight_fraction_bits) {
    check_word(weight_bits);
    int const high = weight_bits + bits_of_rows(rows) - weight_fraction_bits;
    if (high < 0)
        throw InputError(fmt::format(
            "{} fraction bits of a weight of {} bits on {} rows leave {} bits too few for the output; take at "
            "most {}",
            weight_fraction_bits, weight_bits, rows, -high, weight_fraction_bits + high));
    return high;
}

std::int64_t truncated(std::int64_t word, int word_bits, int high, int low, Overflow overflow) {
    check_word(word_bits);
    CIMCHAR_EXPECT(high >= 0 && low >= 0 && high + low < word_bits);
    CIMCHAR_EXPECT(word >= smallest(word_bits) && word <= largest(word_bits));
    int const kept = word_bits - high - low;
    auto const shifted = word >> low;
    if (overflow == Overflow::saturate) return std::clamp(shifted, smallest(kept), largest(kept));
    return from_bits(bits_of(shifted, kept), kept);
}

}  // namespace cimchar::network
