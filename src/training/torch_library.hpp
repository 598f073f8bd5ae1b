// The library that trains by gradients: loaded at the first use, so that nothing else needs libtorch (ADR 19).
#pragma once
#include <string>

namespace cimchar::training {

/// One of the library's functions. Throws InputError, ending in `remedy`, where this program has no such library.
[[nodiscard]] void* torch_function(std::string const& name, std::string const& remedy);

}  // namespace cimchar::training
