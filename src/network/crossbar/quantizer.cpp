#include "network/crossbar/quantizer.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>

namespace cimchar::network {

Quantizer::Quantizer(int bits) : ideal_(true) {
    if (bits < 1 || bits > 16)
        throw InputError(fmt::format("a converter of {} bits cannot be made; give 1 to 16", bits));
    levels_.resize((std::size_t{1} << static_cast<unsigned>(bits)) - 1);
    for (std::size_t k = 0; k < levels_.size(); ++k) levels_[k] = static_cast<float>(k) + 0.5F;
    index();
}

Quantizer::Quantizer(std::span<double const> levels_lsb) : levels_(levels_lsb.begin(), levels_lsb.end()) {
    if (levels_.empty()) throw InputError("a converter without transition levels has a single code; give at least one");
    if (!std::all_of(levels_.begin(), levels_.end(), [](float level) { return std::isfinite(level); }))
        throw InputError("a transition level is not a finite number; leave that chip out");
    if (!std::is_sorted(levels_.begin(), levels_.end()))
        throw InputError("transition levels descend, so that codes have no order; give them as a histogram finds them");
    index();
}

void Quantizer::index() {
    // Two bins a level on average: few levels share one.
    auto const bins = 2 * levels_.size();
    first_ = levels_.front();
    float const length = levels_.back() - levels_.front();
    levels_.push_back(std::numeric_limits<float>::infinity());
    bins_per_lsb_ = length > 0 ? static_cast<float>(bins) / length : 1;
    start_.resize(bins + 1);
    last_bin_ = static_cast<float>(bins);
    std::size_t below = 0;
    for (std::size_t bin = 0; bin < start_.size(); ++bin) {
        // A level that rounding puts into another bin than it would be looked for in is found by the loop of code(),
        // which goes upward only: so count those that are surely in earlier bins.
        while (below + 1 < levels_.size() && (levels_[below] - first_) * bins_per_lsb_ < static_cast<float>(bin))
            ++below;
        start_[bin] = static_cast<std::uint32_t>(below);
    }
}

}  // namespace cimchar::network
