#include "campaign/judge.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <limits>

namespace cimchar::campaign {

namespace {

bool names(Limit const& limit, std::size_t condition) {
    return std::find(limit.at.begin(), limit.at.end(), condition) != limit.at.end();
}

}  // namespace

double margin(Limit const& limit, double value) {
    double const above = limit.min ? value - *limit.min : std::numeric_limits<double>::infinity();
    double const below = limit.max ? *limit.max - value : std::numeric_limits<double>::infinity();
    return std::min(above, below);
}

bool applies(Limit const& limit, std::vector<Limit> const& all, std::size_t condition) {
    if (!limit.at.empty()) return names(limit, condition);
    return std::none_of(all.begin(), all.end(),
                        [&](Limit const& other) { return other.measure == limit.measure && names(other, condition); });
}

std::size_t column_of(Limit const& limit, std::vector<circuits::MeasureInfo> const& measures) {
    auto const found =
        std::find_if(measures.begin(), measures.end(), [&](auto const& info) { return info.name == limit.measure; });
    CIMCHAR_EXPECT(found != measures.end());
    return static_cast<std::size_t>(found - measures.begin());
}

}  // namespace cimchar::campaign
