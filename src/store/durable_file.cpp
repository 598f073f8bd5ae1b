#include "store/durable_file.hpp"

#include "core/error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace cimchar::store {

namespace {

[[noreturn]] void cannot(std::string_view what, std::string const& path, int error) {
    auto const advice = error == ENOSPC || error == EDQUOT || error == EFBIG
                            ? "free some space and run the same command again"
                            : "check the path and its permissions";
    throw InputError(fmt::format("cannot {} {} ({}; what was there before is untouched); {}", what, path,
                                 std::strerror(error), advice));
}

/// A file descriptor that closes itself.
struct Descriptor {
    explicit Descriptor(int opened) : fd(opened) {}
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    int fd;
    ~Descriptor() {
        if (fd >= 0) ::close(fd);
    }
};

/// fsync of a directory makes the names in it durable.
void sync_directory_of(std::string const& path) {
    auto directory = std::filesystem::path(path).parent_path();
    if (directory.empty()) directory = ".";
    Descriptor const d{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    // Some file systems refuse fsync on a directory (EINVAL): then there is nothing more to be done.
    if (d.fd < 0 || (::fsync(d.fd) != 0 && errno != EINVAL)) cannot("write", directory.string(), errno);
}

void write_all(int fd, std::string_view bytes, std::string const& path) {
    while (!bytes.empty()) {
        auto const n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) cannot("write", path, errno);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

/// Removes a ".part" of ours unless it has been renamed.
struct PartGuard {
    explicit PartGuard(std::string name) : part(std::move(name)) {}
    PartGuard(PartGuard const&) = delete;
    PartGuard& operator=(PartGuard const&) = delete;
    std::string part;
    bool keep = false;
    ~PartGuard() {
        if (!keep) ::unlink(part.c_str());
    }
};

int create_part(std::string const& part) {
    int const fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) cannot("write", part, errno);
    return fd;
}

/// Writes and commits a ".part" that is ours alone.
void fill_part(Descriptor const& d, std::string_view bytes, std::string const& path) {
    PartGuard guard{path + std::string(part_suffix)};
    write_all(d.fd, bytes, path);
    commit_part(path);
    guard.keep = true;
}

}  // namespace

void write_whole(std::string const& path, std::string_view bytes) {
    fill_part(Descriptor{create_part(path + std::string(part_suffix))}, bytes, path);
}

bool write_new(std::string const& path, std::string_view bytes) {
    auto const part = path + std::string(part_suffix);
    Descriptor const d{::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644)};
    if (d.fd < 0 && errno == EEXIST) return false;
    if (d.fd < 0) cannot("write", part, errno);
    // Who made `path` had this part until then: whoever has it now sees the path if there is one.
    if (::access(path.c_str(), F_OK) == 0) {
        ::unlink(part.c_str());
        return false;
    }
    fill_part(d, bytes, path);
    return true;
}

void commit_part(std::string const& path) {
    auto const part = path + std::string(part_suffix);
    PartGuard guard{part};
    {
        Descriptor const d{::open(part.c_str(), O_RDONLY | O_CLOEXEC)};
        if (d.fd < 0 || ::fsync(d.fd) != 0) cannot("write", path, errno);
    }
    if (::rename(part.c_str(), path.c_str()) != 0) cannot("write", path, errno);
    guard.keep = true;
    sync_directory_of(path);
}

void expect_room(std::string const& path, std::uint64_t bytes) {
    auto const part = path + std::string(part_suffix);
    Descriptor const d{create_part(part)};
    PartGuard const guard{part};
    int const error = ::posix_fallocate(d.fd, 0, static_cast<off_t>(bytes));
    // A file system that cannot reserve says so; the write itself will tell.
    if (error != 0 && error != EOPNOTSUPP && error != EINVAL) cannot("write", path, error);
}

void make_directory(std::string const& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) cannot("create directory", path, error.value());
    if (!std::filesystem::is_directory(path)) cannot("create directory", path, ENOTDIR);
    sync_directory_of(path);
}

std::string read_bytes(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in.is_open() || in.bad()) cannot("read", path, errno);
    return bytes;
}

}  // namespace cimchar::store
