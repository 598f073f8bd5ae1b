// Files that a test writes, in a folder that goes away with it; in memory where the system has such a folder.
#pragma once
#include <unistd.h>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace cimchar::test {

class TemporaryFolder {
public:
    TemporaryFolder() {
        if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder could be made");
    }
    ~TemporaryFolder() {
        std::error_code error;
        std::filesystem::remove_all(path_, error);
    }
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;

    [[nodiscard]] std::string path(std::string const& name = "") const { return path_ + "/" + name; }

    /// Returns the file's path.
    std::string write(std::string const& name, std::string const& bytes) const {
        std::ofstream(path(name), std::ios::binary) << bytes;
        return path(name);
    }

private:
    std::string path_ =
        (::access("/dev/shm", W_OK) == 0 ? "/dev/shm" : std::filesystem::temp_directory_path().string()) +
        "/cimchar_test_XXXXXX";
};

inline std::string bytes_of(std::string const& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace cimchar::test
