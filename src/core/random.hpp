// Counter-based random numbers: any number of any stream at once, whatever was drawn before.
// Source: Salmon et al., SC'11 (Philox4x64-10), through Random123.
#pragma once
#include <cstdint>
#include <string_view>

namespace cimchar {

/// 64-bit FNV-1a, stable across machines and versions: names of devices and parameters become stream keys.
[[nodiscard]] std::uint64_t stable_hash(std::string_view text);

/// Uniform in (0, 1), never 0 or 1, for this (seed, stream, index). Pure.
[[nodiscard]] double uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

/// Value that a standard normal stays below with probability u, 0 < u < 1. Pure.
[[nodiscard]] double normal_quantile(double u);

/// Standard normal for this (seed, stream, index): the normal quantile of `uniform`. Pure.
[[nodiscard]] double standard_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index);

}  // namespace cimchar
