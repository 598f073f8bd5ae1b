#include "training/virtual_chips.hpp"

#include "core/random.hpp"
#include "training/search.hpp"
#include "training/static_network.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::training {

std::vector<ChipError> virtual_chips(circuits::neural::Weights const& weights, Devices const& nominal,
                                     std::vector<Devices> const& characterized, ChipOptions const& options) {
    auto const ideal = circuits::neural::ideal_weights(weights.dac_bits);
    auto const vectors = drawn_inputs(weights.full_scale_v, options.random_inputs, options.seed, "validation");
    std::vector<ChipError> errors;
    for (int chip = 0; chip < options.chips; ++chip) {
        auto const stream = stable_hash("virtual chip") + static_cast<std::uint64_t>(chip);
        std::uint64_t next = 0;
        auto const drawn = [&]() -> Devices const& {
            if (characterized.empty()) return nominal;
            auto const n = characterized.size();
            auto const i = static_cast<std::size_t>(uniform(options.seed, stream, next++) * static_cast<double>(n));
            return characterized[std::min(i, n - 1)];
        };
        auto g = conductances(weights);
        for (auto* const crossbar : {&g.hidden, &g.output})
            for (auto& cell : crossbar->reshaped())
                cell *= std::exp(options.spread * standard_normal(options.seed, stream, next++));
        auto const& followers = drawn();
        std::vector<LoadedCurve const*> inverters;
        for (std::size_t j = 0; j < weights.hidden.columns; ++j) inverters.push_back(&drawn().inverter);

        ChipError error;
        double square_v2 = 0;
        auto const share = 1 / static_cast<double>(vectors.size());
        for (auto const& x : vectors) {
            double sum = 0;
            for (std::size_t k = 0; k < x.size(); ++k) sum += ideal[k] * x[k];
            double const e = result_v(weights, solve(weights, g, followers, inverters, x)) - sum;
            error.mean_v += share * e;
            square_v2 += share * e * e;
            error.max_v = std::max(error.max_v, std::abs(e));
        }
        error.rms_v = std::sqrt(square_v2);
        errors.push_back(error);
    }
    return errors;
}

}  // namespace cimchar::training
