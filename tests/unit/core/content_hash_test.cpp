// The identity of a text is git's.
#include "core/content_hash.hpp"

#include <unistd.h>
#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

using namespace cimchar;

namespace {
/// What `git hash-object` says of a file with this content.
std::string hash_by_git(std::string const& text) {
    auto const path = std::filesystem::temp_directory_path() / ("cimchar_hash_" + std::to_string(getpid()));
    std::ofstream(path, std::ios::binary) << text;
    auto const command = "git hash-object --no-filters '" + path.string() + "'";
    FILE* const pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::array<char, 64> line{};
    auto const* const got = fgets(line.data(), line.size(), pipe);
    int const status = pclose(pipe);
    std::filesystem::remove(path);
    REQUIRE(got != nullptr);
    REQUIRE(status == 0);
    return std::string(line.data()).substr(0, 40);
}
}  // namespace

TEST_CASE("content_hash: the two ids every git user has seen", "[core]") {
    CHECK(content_hash("") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    CHECK(content_hash("hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a");
}

TEST_CASE("content_hash: agrees with git hash-object on any bytes and any length", "[core]") {
    // Around the 64-byte blocks of SHA-1 (header included), with zero bytes and bytes above 127.
    for (std::size_t const size : {1U, 46U, 47U, 48U, 55U, 56U, 64U, 119U, 120U, 1000000U}) {
        std::string text(size, '\0');
        for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>((i * 131 + i / 256) % 256);
        CAPTURE(size);
        CHECK(content_hash(text) == hash_by_git(text));
    }
}

TEST_CASE("content_hash: one changed character is another text", "[core]") {
    CHECK(content_hash("r1 a b 10k\n") != content_hash("r1 a b 11k\n"));
    CHECK(content_hash("x") != content_hash("x\n"));
}
