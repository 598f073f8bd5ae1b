// The last text a simulator wrote, in memory that can be shared: a worker's ring outlives its crash.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cimchar::spice {

/// Plain memory, so that it can live in a mapping two processes share; all zero is empty.
struct LogRing {
    std::uint64_t written = 0;  ///< bytes ever appended
    std::array<char, 1U << 15U> text{};

    void append(std::string_view line);  ///< adds the line and a line feed
    void clear() { written = 0; }
    /// The last `lines` whole lines, oldest first, joined by line feeds.
    [[nodiscard]] std::string tail(std::size_t lines = 30) const;
};

}  // namespace cimchar::spice
