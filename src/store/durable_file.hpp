// Files that are there whole or not at all: written under a temporary name, synced, renamed.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace cimchar::store {

/// Suffix of a file that is being written. A run that is killed leaves one behind; readers pass over it.
inline constexpr std::string_view part_suffix = ".part";

/// Writes `bytes` to `path` + ".part", syncs, renames to `path` and syncs the directory; durable on return. Throws
/// InputError (disk full, not writable …) and then leaves no ".part" and an older `path` as it was.
void write_whole(std::string const& path, std::string_view bytes);

/// write_whole() for a name that nobody has taken: false, and nothing is touched, if `path` or its ".part" is there.
/// Holds between machines that share a file system.
[[nodiscard]] bool write_new(std::string const& path, std::string_view bytes);

/// The same as write_whole() for a file already written at `path` + ".part" by someone else (HDF5).
void commit_part(std::string const& path);

/// Throws InputError unless `bytes` can be written at `path` + ".part", by reserving them; leaves nothing behind.
void expect_room(std::string const& path, std::uint64_t bytes);

/// Makes a directory with all parents, durably. Throws InputError.
void make_directory(std::string const& path);

/// All bytes of a file. Throws InputError if it cannot be read.
[[nodiscard]] std::string read_bytes(std::string const& path);

}  // namespace cimchar::store
