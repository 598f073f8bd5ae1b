// Messages between the pool and its workers: a header with the length, then the bytes.
#pragma once
#include "core/simulation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cimchar::spice {

enum class FrameKind : std::uint32_t {
    request,
    response,
    failure,
};

struct Frame {
    FrameKind kind = FrameKind::request;
    bool retire = false;  ///< the worker should be replaced: its ngspice is not to be trusted any more
    std::string bytes;
};

/// The frame as it goes through the socket.
[[nodiscard]] std::string encode(FrameKind kind, bool retire, std::string_view bytes);

/// Takes a whole frame off the front of `received`; nothing while it is not complete.
[[nodiscard]] std::optional<Frame> take_frame(std::string& received);

[[nodiscard]] std::string encode(Failure const& failure);
[[nodiscard]] Failure decode_failure(std::string_view bytes);

/// Blocking, whole, undisturbed by signals; false if the other side is gone.
[[nodiscard]] bool write_all(int fd, std::string_view bytes);
[[nodiscard]] std::optional<Frame> read_frame(int fd);

}  // namespace cimchar::spice
