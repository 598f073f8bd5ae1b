#include "network/crossbar/column_sums.hpp"

#include <algorithm>
#include <cstring>

// Compiled once for each width of vectors, and chosen when the program is loaded. Every column is a sum of its own, so
// the width changes no bit of it. Sanitizers cannot follow the choice.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define CIMCHAR_VECTORIZED __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define CIMCHAR_VECTORIZED
#endif

namespace cimchar::network {

namespace {

/// Columns at once. Written out, because compilers that vectorize the loop over rows make it several times slower.
using Eight = float __attribute__((vector_size(32), aligned(4), may_alias));

}  // namespace

CIMCHAR_VECTORIZED
void column_sums(float const* tile, Driven const& driven, float* sum) {
    static_assert(tile_columns == 64);
    Eight total[8] = {};
    auto const count = driven.row.size();
    auto const* const rows = driven.row.data();
    auto const* const drives = driven.drive.data();
    if (driven.all_full)
        for (std::size_t r = 0; r < count; ++r) {
            auto const* const row = reinterpret_cast<Eight const*>(tile + rows[r] * tile_columns);
            for (int k = 0; k < 8; ++k) total[k] += row[k];
        }
    else
        for (std::size_t r = 0; r < count; ++r) {
            auto const* const row = reinterpret_cast<Eight const*>(tile + rows[r] * tile_columns);
            for (int k = 0; k < 8; ++k) total[k] += drives[r] * row[k];
        }
    std::memcpy(sum, total, sizeof total);
}

CIMCHAR_VECTORIZED
std::uint64_t add_rounded(float const* sum, std::size_t columns, Rounding const& rounding, double* total) {
    auto const [per_lsb, zero, codes, weight] = rounding;
    std::int32_t outside = 0;
    for (std::size_t c = 0; c < columns; ++c) {
        float const above = sum[c] * per_lsb + zero + 0.5F;  // its whole part is the code
        outside += static_cast<std::int32_t>(above < 0) | static_cast<std::int32_t>(above >= codes);
        auto const code = static_cast<std::int32_t>(std::min(std::max(above, 0.0F), codes - 0.5F));
        total[c] += weight * static_cast<double>(static_cast<float>(code) - zero);
    }
    return static_cast<std::uint64_t>(outside);
}

}  // namespace cimchar::network
