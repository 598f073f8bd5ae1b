#include "core/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <numeric>

namespace cimchar {

namespace {
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t const above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            diagonal = above;
        }
    }
    return row.back();
}
}  // namespace

std::string nearest(std::string_view word, std::vector<std::string> const& candidates) {
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
