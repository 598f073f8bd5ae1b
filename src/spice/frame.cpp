#include "spice/frame.hpp"

#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <utility>

namespace cimchar::spice {

namespace {

struct Header {
    std::uint64_t length = 0;
    FrameKind kind = FrameKind::request;
    std::uint32_t retire = 0;
};

void put(std::string& to, std::string_view text) {
    std::uint64_t const length = text.size();
    to.append(reinterpret_cast<char const*>(&length), sizeof length);
    to += text;
}

std::string get(std::string_view& from) {
    std::uint64_t length = 0;
    if (from.size() < sizeof length) return {};
    std::memcpy(&length, from.data(), sizeof length);
    from.remove_prefix(sizeof length);
    std::string text(from.substr(0, length));
    from.remove_prefix(text.size());
    return text;
}

bool read_exactly(int fd, char* to, std::size_t count) {
    while (count > 0) {
        auto const got = read(fd, to, count);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        to += got;
        count -= static_cast<std::size_t>(got);
    }
    return true;
}

}  // namespace

std::string encode(FrameKind kind, bool retire, std::string_view bytes) {
    Header const header{bytes.size(), kind, retire ? 1U : 0U};
    std::string frame(reinterpret_cast<char const*>(&header), sizeof header);
    frame += bytes;
    return frame;
}

std::optional<Frame> take_frame(std::string& received) {
    Header header;
    if (received.size() < sizeof header) return std::nullopt;
    std::memcpy(&header, received.data(), sizeof header);
    if (received.size() - sizeof header < header.length) return std::nullopt;
    Frame frame{header.kind, header.retire != 0, received.substr(sizeof header, header.length)};
    received.erase(0, sizeof header + header.length);
    return frame;
}

std::string encode(Failure const& failure) {
    std::string bytes;
    put(bytes, to_string(failure.kind));
    put(bytes, failure.message);
    put(bytes, failure.log_tail);
    for (auto const& rung : failure.ladder) put(bytes, rung);
    return bytes;
}

Failure decode_failure(std::string_view bytes) {
    Failure failure;
    failure.kind = failure_kind_from(get(bytes));
    failure.message = get(bytes);
    failure.log_tail = get(bytes);
    while (!bytes.empty()) failure.ladder.push_back(get(bytes));
    return failure;
}

bool write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        auto const sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::optional<Frame> read_frame(int fd) {
    Header header;
    if (!read_exactly(fd, reinterpret_cast<char*>(&header), sizeof header)) return std::nullopt;
    Frame frame{header.kind, header.retire != 0, std::string(header.length, '\0')};
    if (!read_exactly(fd, frame.bytes.data(), header.length)) return std::nullopt;
    return frame;
}

}  // namespace cimchar::spice
