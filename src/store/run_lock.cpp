#include "store/run_lock.hpp"

#include "core/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

namespace cimchar::store {

namespace {

constexpr auto patience = std::chrono::seconds(2);
constexpr auto pause = std::chrono::milliseconds(50);
constexpr auto long_pause = std::chrono::seconds(1);  // a shared file system is asked over the network

std::string path_in(std::string const& directory) {
    return directory + "/lock";
}

std::string this_process() {
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0) return std::to_string(::getpid());
    return fmt::format("{} on {}", ::getpid(), host.data());
}

/// Process number and machine of the holder, as it wrote them; "?" if that cannot be read.
std::string holder(int fd) {
    std::array<char, 320> text{};
    auto const n = ::pread(fd, text.data(), text.size() - 1, 0);
    return n > 0 ? std::string(text.data()) : "?";
}

}  // namespace

RunLock::RunLock(std::string const& directory, IfInUse if_in_use) : owner_(::getpid()) {
    auto const path = path_in(directory);
    fd_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd_ < 0)
        throw InputError(
            fmt::format("cannot write {} ({}); check the path and its permissions", path, std::strerror(errno)));
    auto const deadline = std::chrono::steady_clock::now() + patience;
    bool told = false;
    while (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
        int const error = errno;
        if (error == EINTR) continue;
        bool const busy = error == EWOULDBLOCK;
        bool const late = std::chrono::steady_clock::now() >= deadline;
        if (busy && late && if_in_use == IfInUse::wait && !told) {
            fmt::print(stderr, "waiting: {} is in use by another run (process {})\n", directory, holder(fd_));
            told = true;
        }
        if (busy && (!late || if_in_use == IfInUse::wait)) {
            std::this_thread::sleep_for(late ? long_pause : pause);
            continue;
        }
        auto const who = holder(fd_);
        ::close(fd_);
        if (busy)
            throw InputError(
                fmt::format("{} is in use by another run (process {}); wait for it to end, or give "
                            "another directory",
                            directory, who));
        throw InputError(
            fmt::format("cannot lock {} ({}; two runs in one directory would spoil it); use a file system "
                        "with flock",
                        path, std::strerror(error)));
    }
    auto const text = this_process();
    // Only for the message above: if it cannot be written the lock holds all the same.
    if (::ftruncate(fd_, 0) == 0) (void)!::pwrite(fd_, text.data(), text.size(), 0);
}

RunLock::~RunLock() {
    // Unlocking works for all copies of the descriptor: a forked worker that ends must not do it.
    if (::getpid() == owner_) ::flock(fd_, LOCK_UN);
    ::close(fd_);
}

bool is_locked(std::string const& directory) {
    int const fd = ::open(path_in(directory).c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    // Shared and given back at once; a run that starts in this instant retries.
    bool const locked = ::flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(fd);
    return locked;
}

}  // namespace cimchar::store
