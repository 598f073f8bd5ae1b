#include "metrics/finite.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <cmath>

namespace cimchar::metrics {

void require_finite(std::span<double const> values, std::string_view what) {
    for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isfinite(values[i]))
            throw InputError(fmt::format("{} {} is {} (counted from 1; every one enters the result); measure it again",
                                         what, i + 1, values[i]));
}

void require_count(std::span<double const> values, std::size_t least, std::string_view what, std::string_view why) {
    if (values.size() < least)
        throw InputError(fmt::format("{} {}s are too few ({}); give at least {}", values.size(), what, why, least));
}

}  // namespace cimchar::metrics
