// What the fuzzed readers share. A reader returns, or throws InputError with one line; anything else is a bug.
#pragma once
#include "core/error.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

namespace cimchar::fuzz {

/// Calls the reader; ends the process where an error is not one line.
inline void read(std::function<void()> const& reader) {
    try {
        reader();
    } catch (InputError const& error) {
        std::string_view const text = error.what();
        if (!text.empty() && text.find('\n') == std::string_view::npos) return;
        std::fprintf(stderr, "an error that is not one line: %s\n", error.what());
        std::abort();
    }
}

/// The input as a file in memory: for readers that take a path.
class File {
public:
    File(std::uint8_t const* data, std::size_t size) : fd_(memfd_create("input", 0)) {
        for (std::size_t done = 0; done < size;) {
            auto const n = ::write(fd_, data + done, size - done);
            if (n <= 0) std::abort();
            done += static_cast<std::size_t>(n);
        }
    }
    ~File() { ::close(fd_); }
    File(File const&) = delete;
    File& operator=(File const&) = delete;

    [[nodiscard]] std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

private:
    int fd_;
};

}  // namespace cimchar::fuzz
