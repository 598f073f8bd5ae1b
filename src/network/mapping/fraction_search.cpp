#include "network/mapping/fraction_search.hpp"

#include "network/mapping/fixed_point.hpp"

namespace cimchar::network {

FractionSearch search_fraction_bits(std::span<int const> fraction_bits, int weight_bits, std::size_t rows,
                                    double threshold, AccuracyOf const& fixed_point_accuracy,
                                    AccuracyOf const& hardware_accuracy) {
    FractionSearch out;
    for (int const bits : fraction_bits)
        out.trials.push_back({bits, discarded_high_bits(weight_bits, rows, bits), 0, std::nullopt});
    for (std::size_t k = 0; k < out.trials.size(); ++k) {
        auto& trial = out.trials[k];
        trial.fixed_point_accuracy = fixed_point_accuracy(trial.fraction_bits, trial.discarded_high_bits);
        if (!(trial.fixed_point_accuracy > threshold)) continue;
        trial.hardware_accuracy = hardware_accuracy(trial.fraction_bits, trial.discarded_high_bits);
        if (!out.best || *trial.hardware_accuracy > *out.trials[*out.best].hardware_accuracy) out.best = k;
    }
    return out;
}

}  // namespace cimchar::network
