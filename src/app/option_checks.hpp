// What a number on the command line may be, beyond its type: CLI11 takes "nan" for a number and wraps "-1" around.
#pragma once
#include <CLI/CLI.hpp>
#include <cstdint>

namespace cimchar::app {

/// A finite number.
[[nodiscard]] CLI::Validator finite();

/// A whole number of least … most.
[[nodiscard]] CLI::Validator whole(std::uint64_t least, std::uint64_t most);

}  // namespace cimchar::app
