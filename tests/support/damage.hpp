// Damaged copies of a file for the robustness tests of readers, the same at every run.
#pragma once
#include "core/error.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace cimchar::test {

/// One to four edits: another byte, a flipped bit, a piece doubled or taken out, or the end cut off. Half of them fall
/// into the first 64 bytes, where headers are.
inline std::string damaged(std::string bytes, std::uint64_t seed, std::uint64_t number) {
    std::uint64_t drawn = 0;
    auto const below = [&](std::size_t limit) {
        return std::min(static_cast<std::size_t>(uniform(seed, number, drawn++) * static_cast<double>(limit)),
                        limit - 1);
    };
    auto const edits = 1 + below(4);
    for (std::size_t k = 0; k < edits && !bytes.empty(); ++k) {
        auto const at = below(2) == 0 ? below(std::min<std::size_t>(bytes.size(), 64)) : below(bytes.size());
        auto const length = std::min(1 + below(16), bytes.size() - at);
        switch (below(8)) {
            case 0:
                bytes.resize(at);
                break;
            case 1:
                bytes.erase(at, length);
                break;
            case 2:
                bytes.insert(at, bytes.substr(at, length));
                break;
            case 3:
            case 4:
                bytes[at] = static_cast<char>(below(256));
                break;
            default:
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        }
    }
    return bytes;
}

struct Outcomes {
    int read = 0;
    int refused = 0;
};

/// Gives `count` damaged copies to a reader and counts; any exception but an InputError of one line goes through.
inline Outcomes read_damaged(std::string const& bytes, int count, std::uint64_t seed,
                             std::function<void(std::string const&)> const& reader) {
    Outcomes out;
    for (int k = 0; k < count; ++k) try {
            reader(damaged(bytes, seed, static_cast<std::uint64_t>(k)));
            ++out.read;
        } catch (InputError const& error) {
            if (std::string_view(error.what()).find('\n') != std::string_view::npos) throw;
            ++out.refused;
        }
    return out;
}

}  // namespace cimchar::test
