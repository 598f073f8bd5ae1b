// A short fuzz run without libFuzzer: every file of a corpus, then mutations of it that are the same at every run.
// usage: replay_NAME CORPUS_DIR MUTATIONS LAST_INPUT
// Each input is written to LAST_INPUT before it is read, and stays there if the reader fails.
#include "core/random.hpp"

#include <unistd.h>
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

namespace fs = std::filesystem;
using cimchar::stable_hash;
using cimchar::uniform;

constexpr unsigned longest_s = 20;  // one input; a reader that takes longer hangs

std::string bytes_of(fs::path const& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Up to four edits: a flipped bit, another byte, a cut or doubled piece, or the end cut off.
std::string mutated(std::string bytes, std::uint64_t seed, std::uint64_t number) {
    std::uint64_t drawn = 0;
    auto const below = [&](std::size_t limit) {
        return std::min(static_cast<std::size_t>(uniform(seed, number, drawn++) * static_cast<double>(limit)),
                        limit - 1);
    };
    auto const edits = 1 + below(4);
    for (std::size_t i = 0; i < edits && !bytes.empty(); ++i) {
        auto const at = below(bytes.size());
        auto const length = std::min(1 + below(32), bytes.size() - at);
        switch (below(10)) {
            case 0:
                bytes.resize(at);
                break;
            case 1:
                bytes.erase(at, length);
                break;
            case 2:
                bytes.insert(below(bytes.size()), bytes.substr(at, length));
                break;
            case 3:
            case 4:
            case 5:
                bytes[at] = static_cast<char>(below(256));
                break;
            default:
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        }
    }
    return bytes;
}

void run(std::string const& bytes, char const* last_input) {
    std::ofstream(last_input, std::ios::binary) << bytes;
    alarm(longest_s);
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
    alarm(0);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: %s CORPUS_DIR MUTATIONS LAST_INPUT\n", argv[0]);
        return 2;
    }
    std::vector<fs::path> files;
    for (auto const& entry : fs::directory_iterator(argv[1])) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    if (files.empty()) {
        std::fprintf(stderr, "%s is empty\n", argv[1]);
        return 2;
    }
    auto const mutations = std::strtoull(argv[2], nullptr, 10);
    for (auto const& file : files) {
        auto const bytes = bytes_of(file);
        auto const seed = stable_hash(file.filename().string());
        std::fprintf(stderr, "%s\n", file.c_str());  // tells which one, should the reader end the process
        run(bytes, argv[3]);
        for (std::uint64_t number = 0; number < mutations; ++number) run(mutated(bytes, seed, number), argv[3]);
    }
    std::printf("%zu files, %llu mutations of each\n", files.size(), mutations);
    fs::remove(argv[3]);
    return 0;
}
