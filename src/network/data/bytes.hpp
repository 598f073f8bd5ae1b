// Whole files as bytes, packed or not. What a header claims is never believed: memory grows with bytes that are there.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cimchar::network {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<std::uint8_t const>;

/// No file that is read here, packed or not, is larger [bytes]; the largest published set has 225 MB in one file.
constexpr std::size_t largest_file = std::size_t{1} << 30;

/// What is around deflated data: gzip for files of their own, zlib within a file.
enum class Wrapping { gzip, zlib };

/// The whole file. Throws InputError if it cannot be read, is no regular file, or is larger than `largest_file`.
[[nodiscard]] Bytes read_file(std::string const& path);

/// What `packed` unpacks to; `where` is for messages. Throws InputError if it is damaged, ends early, has bytes behind
/// its end, or gives more than `largest_file`. gzip may have several members one after the other.
[[nodiscard]] Bytes unpacked(ByteView packed, Wrapping wrapping, std::string const& where);

/// The whole file, unpacked if its first two bytes are gzip's. Throws InputError as both of the above.
[[nodiscard]] Bytes read_unpacked(std::string const& path);

}  // namespace cimchar::network
