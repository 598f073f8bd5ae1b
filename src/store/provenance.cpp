#include "store/provenance.hpp"

#include <fmt/chrono.h>
#include <unistd.h>
#include <array>
#include <ctime>

// The build passes both; a compiler called by hand does not.
#ifndef CIMCHAR_VERSION
#define CIMCHAR_VERSION "unknown"
#endif
#ifndef CIMCHAR_GIT_HASH
#define CIMCHAR_GIT_HASH "unknown"
#endif

namespace cimchar::store {

std::string code_version() {
    return CIMCHAR_VERSION;
}

std::string git_hash() {
    return CIMCHAR_GIT_HASH;
}

std::string date_now() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

std::string host_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

}  // namespace cimchar::store
