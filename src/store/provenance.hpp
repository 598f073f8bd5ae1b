// What program wrote a file, when and where.
#pragma once
#include <string>

namespace cimchar::store {

/// Version of the program ("0.1.0").
[[nodiscard]] std::string code_version();
/// Commit it was built from, or "unknown".
[[nodiscard]] std::string git_hash();
/// Now, UTC, ISO 8601 ("2026-01-31T12:00:00Z").
[[nodiscard]] std::string date_now();
/// Name of this machine.
[[nodiscard]] std::string host_name();

}  // namespace cimchar::store
