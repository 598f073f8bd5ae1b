// What the fuzzed readers share. A reader returns, or throws InputError with one line; anything else is a bug.
#pragma once
#include "core/error.hpp"

#include <unistd.h>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

namespace cimchar::fuzz {

/// Calls the reader; ends the process where an error is not one line, or no InputError.
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

/// The input as a file: for readers that take a path. In memory where the system has such a folder.
class File {
public:
    File(std::uint8_t const* data, std::size_t size) {
        int const fd = ::mkstemp(path_.data());
        if (fd < 0) std::abort();
        for (std::size_t done = 0; done < size;) {
            auto const n = ::write(fd, data + done, size - done);
            if (n <= 0) std::abort();
            done += static_cast<std::size_t>(n);
        }
        ::close(fd);
    }
    ~File() { ::unlink(path_.c_str()); }
    File(File const&) = delete;
    File& operator=(File const&) = delete;

    [[nodiscard]] std::string const& path() const { return path_; }

private:
    std::string path_ = (::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + std::string("/cimchar-fuzz-XXXXXX");
};

}  // namespace cimchar::fuzz
