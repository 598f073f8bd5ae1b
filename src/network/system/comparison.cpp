#include "network/system/comparison.hpp"

#include "core/error.hpp"

#include <cmath>

namespace cimchar::network::system {

namespace {

template <class Ratio>
Gain gain_of(Comparison const& comparison, std::size_t other, Ratio ratio) {
    CIMCHAR_EXPECT(!comparison.networks.empty() && other < comparison.chips.size());
    Gain gain;
    auto const n = static_cast<double>(comparison.networks.size());
    double logarithms = 0;
    for (auto const& of_network : comparison.results) {
        gain.of_network.push_back(ratio(of_network.back(), of_network.at(other)));
        gain.mean += gain.of_network.back() / n;
        logarithms += std::log(gain.of_network.back());
    }
    gain.geometric_mean = std::exp(logarithms / n);
    return gain;
}

}  // namespace

Comparison compare(std::vector<Chip> chips, std::vector<LayerTable> networks) {
    Comparison comparison{std::move(chips), std::move(networks), {}};
    for (auto const& network : comparison.networks) {
        auto& results = comparison.results.emplace_back();
        for (auto const& chip : comparison.chips) results.push_back(evaluate(network, chip));
    }
    return comparison;
}

Gain energy_gain(Comparison const& comparison, std::size_t other) {
    return gain_of(comparison, other, [](auto const& one, auto const& than) { return than.total_j / one.total_j; });
}

Gain throughput_gain(Comparison const& comparison, std::size_t other) {
    return gain_of(comparison, other,
                   [](auto const& one, auto const& than) { return one.images_per_s / than.images_per_s; });
}

}  // namespace cimchar::network::system
