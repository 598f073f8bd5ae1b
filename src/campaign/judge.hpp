// Limits: where they apply, and how far a value is from them.
#pragma once
#include "campaign/spec.hpp"

#include <cstddef>
#include <vector>

namespace cimchar::campaign {

/// Distance to the nearer side of the limit, negative outside; in the measure's unit.
[[nodiscard]] double margin(Limit const& limit, double value);

/// Whether this limit holds at a condition: one that names its conditions holds there, and there instead of those of
/// the same measure that name none.
[[nodiscard]] bool applies(Limit const& limit, std::vector<Limit> const& all, std::size_t condition);

/// Place of the limit's measure; throws ContractError if there is none.
[[nodiscard]] std::size_t column_of(Limit const& limit, std::vector<circuits::MeasureInfo> const& measures);

}  // namespace cimchar::campaign
