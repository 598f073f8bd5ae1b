#include "training/virtual_chips.hpp"

#include "core/random.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::training {

std::vector<ChipError> virtual_chips(circuits::neural::Weights const& weights, Devices const& nominal,
                                     std::vector<Devices> const& characterized, Examples const& examples,
                                     ChipOptions const& options) {
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
        auto const share = 1 / static_cast<double>(examples.input_v.rows());
        for (Eigen::Index s = 0; s < examples.input_v.rows(); ++s) {
            auto const drive = examples.drive(followers, inputs_of(examples, s));
            Eigen::Vector2d const off_v =
                solve(weights, g, followers, inverters, drive).port_v - examples.port_v.row(s).transpose();
            double const e = (off_v(0) - off_v(1)) / 2;
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
