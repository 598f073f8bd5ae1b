#include "core/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>

namespace cimchar {

namespace {
/// Edit distance in which two neighbouring letters that changed places count once (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i)
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const substituted = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, substituted});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}
}  // namespace

std::string nearest(std::string_view word, std::vector<std::string> const& candidates) {
    // The beginning of a longer word: what people type when they do not remember its unit.
    for (auto const& candidate : candidates)
        if (word.size() >= 3 && candidate.starts_with(word)) return candidate;
    std::string best;
    std::size_t best_distance = word.size() / 2 + 1;
    for (auto const& candidate : candidates) {
        auto const distance = edit_distance(word, candidate);
        if (distance < best_distance) {
            best_distance = distance;
            best = candidate;
        }
    }
    return best;
}

std::string suggestion(std::string_view word, std::vector<std::string> const& candidates) {
    if (auto const near = nearest(word, candidates); !near.empty()) return fmt::format("; did you mean '{}'?", near);
    return fmt::format("; valid: {}", fmt::join(candidates, ", "));
}

}  // namespace cimchar
