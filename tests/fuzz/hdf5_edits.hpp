// HDF5 files that are whole, but say what a reader does not expect: a real file with objects removed, replaced by
// others of another shape or type, or given other values. Flipped bytes seldom get past HDF5 itself.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace cimchar::fuzz {

/// Bytes of the file `seed` after the edits that `data` says: each is four bytes, the object, what is done, and two
/// numbers for it. At most 8 edits.
[[nodiscard]] std::string edited(std::string const& seed, std::uint8_t const* data, std::size_t size);

}  // namespace cimchar::fuzz
