#include "network/crossbar/column_sums.hpp"

#include <algorithm>

// Compiled once for each width of vectors, and chosen when the program is loaded. Every column is a sum of its own, so
// the width changes no bit of it. Sanitizers cannot follow the choice.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define CIMCHAR_VECTORIZED __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define CIMCHAR_VECTORIZED
#endif

namespace cimchar::network {

namespace {

/// Columns that are summed at once: as many as registers hold.
constexpr std::size_t width = 64;

}  // namespace

CIMCHAR_VECTORIZED
void column_sums(float const* conductance, std::size_t columns, Driven const* driven, std::size_t count, float* sum) {
    std::size_t column = 0;
    for (; column + width <= columns; column += width) {
        float total[width] = {};
        for (std::size_t r = 0; r < count; ++r) {
            float const* const row = conductance + driven[r].row * columns + column;
            float const drive = driven[r].drive;
            for (std::size_t c = 0; c < width; ++c) total[c] += drive * row[c];
        }
        std::copy_n(total, width, sum + column);
    }
    auto const rest = columns - column;
    std::fill_n(sum + column, rest, 0.0F);
    for (std::size_t r = 0; r < count; ++r) {
        float const* const row = conductance + driven[r].row * columns + column;
        for (std::size_t c = 0; c < rest; ++c) sum[column + c] += driven[r].drive * row[c];
    }
}

}  // namespace cimchar::network
