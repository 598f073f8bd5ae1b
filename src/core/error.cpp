#include "core/error.hpp"

#include <fmt/format.h>

namespace cimchar::detail {

void contract_broken(char const* kind, char const* condition, char const* file, int line) {
    throw ContractError(fmt::format("{} '{}' at {}:{}", kind, condition, file, line));
}

}  // namespace cimchar::detail
