// What every metric asks of its data before it computes.
#pragma once
#include <cstddef>
#include <span>
#include <string_view>

namespace cimchar::metrics {

/// Throws InputError if a value is NaN or infinite; names it as "`what` 4" (counted from 1).
void require_finite(std::span<double const> values, std::string_view what);

/// Throws InputError if there are fewer than `least` values; `why` says what needs them.
void require_count(std::span<double const> values, std::size_t least, std::string_view what, std::string_view why);

}  // namespace cimchar::metrics
