#include "network/data/bytes.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <zlib.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>

namespace cimchar::network {

namespace {

/// First room for what is unpacked or read [bytes]; it doubles from there.
constexpr std::size_t first_room = std::size_t{1} << 16;

/// zlib's state, released whatever happens.
class Inflation {
public:
    explicit Inflation(Wrapping wrapping) {
        constexpr int largest_window = 15;  // of deflate: 32 KiB
        constexpr int as_gzip = 16;         // zlib.h: added to the window
        if (::inflateInit2(&stream, largest_window + (wrapping == Wrapping::gzip ? as_gzip : 0)) != Z_OK)
            throw InputError("there is no memory to unpack a file; close other programs");
    }
    ~Inflation() { ::inflateEnd(&stream); }
    Inflation(Inflation const&) = delete;
    Inflation& operator=(Inflation const&) = delete;

    z_stream stream{};
};

/// Doubles the room that is full. Throws InputError beyond `largest_file`.
void grow(Bytes& out, std::string const& where) {
    if (out.size() >= largest_file)
        throw InputError(
            fmt::format("'{}' holds more than {} MiB (nothing that is read here is as large); take the "
                        "published file",
                        where, largest_file >> 20));
    out.resize(std::min(std::max(first_room, 2 * out.size()), largest_file));
}

bool starts_as_gzip(ByteView bytes) {
    return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;  // RFC 1952, ID1 and ID2
}

}  // namespace

Bytes read_file(std::string const& path) {
    std::error_code error;
    std::ifstream stream;
    if (std::filesystem::is_regular_file(path, error)) stream.open(path, std::ios::binary);
    if (!stream.is_open())
        throw InputError(fmt::format("cannot read '{}' (no such file, or not readable); check the path", path));
    Bytes out;
    std::size_t filled = 0;
    while (stream) {
        if (filled == out.size()) grow(out, path);
        stream.read(reinterpret_cast<char*>(out.data() + filled), static_cast<std::streamsize>(out.size() - filled));
        filled += static_cast<std::size_t>(stream.gcount());
    }
    if (stream.bad()) throw InputError(fmt::format("reading '{}' failed at byte {}; check the disk", path, filled));
    out.resize(filled);
    return out;
}

Bytes unpacked(ByteView packed, Wrapping wrapping, std::string const& where) {
    static_assert(largest_file <= std::numeric_limits<uInt>::max(), "zlib counts in uInt");
    Inflation inflation(wrapping);
    auto& stream = inflation.stream;
    stream.next_in = const_cast<Bytef*>(packed.data());  // zlib.h: not written to
    stream.avail_in = static_cast<uInt>(packed.size());
    Bytes out;
    std::size_t filled = 0;
    while (true) {
        if (filled == out.size()) grow(out, where);
        stream.next_out = out.data() + filled;
        stream.avail_out = static_cast<uInt>(out.size() - filled);
        auto const result = ::inflate(&stream, Z_NO_FLUSH);
        filled = out.size() - stream.avail_out;
        if (result == Z_STREAM_END) {
            if (stream.avail_in == 0) break;
            bool const another =
                wrapping == Wrapping::gzip && starts_as_gzip(packed.subspan(packed.size() - stream.avail_in));
            if (!another)
                throw InputError(
                    fmt::format("'{}' has {} bytes behind its packed data (it is damaged, or two files in "
                                "one); fetch it again",
                                where, stream.avail_in));
            ::inflateReset(&stream);
        } else if (result == Z_BUF_ERROR || (result == Z_OK && stream.avail_in == 0 && stream.avail_out != 0)) {
            throw InputError(
                fmt::format("'{}' ends within its packed data (it was cut off after {} bytes); fetch it again", where,
                            packed.size()));
        } else if (result != Z_OK) {
            throw InputError(fmt::format("'{}' does not unpack ({}: it is damaged); fetch it again", where,
                                         stream.msg != nullptr ? stream.msg : "no valid packed data"));
        }
    }
    out.resize(filled);
    return out;
}

Bytes read_unpacked(std::string const& path) {
    auto bytes = read_file(path);
    return starts_as_gzip(bytes) ? unpacked(bytes, Wrapping::gzip, path) : bytes;
}

}  // namespace cimchar::network
