#include "network/time_domain/pulse_columns.hpp"

#include "core/random_stream.hpp"
#include "network/run.hpp"

#include <fmt/format.h>
#include <boost/random/normal_distribution.hpp>
#include <cmath>

namespace cimchar::network {

PulseColumns pulse_columns(Affine const& affine, double spread, std::uint64_t seed, std::uint64_t chip,
                           std::size_t layer) {
    auto const weights = integer_weights(affine);
    auto const outputs = weights.rows();
    auto const inputs = weights.cols();
    auto const& q = *affine.quantization;
    PulseColumns columns{Matrix::Zero(inputs, outputs), Matrix::Zero(inputs, outputs),
                         Eigen::RowVectorXf::Zero(outputs), Eigen::RowVectorXf::Zero(outputs)};
    auto const stream = stable_hash(fmt::format("chip {} layer {} unit cells", chip, layer));
    boost::random::normal_distribution<double> normal;
    for (Eigen::Index row = 0; row <= inputs; ++row) {
        RandomStream random(seed, stream, static_cast<std::uint64_t>(row));
        auto const cells = [&](int count) {
            double current = count;
            if (spread > 0 && chip > 0) {
                current = 0;
                for (int k = 0; k < count; ++k) current += std::exp(spread * normal(random));
            }
            return static_cast<float>(current);
        };
        for (Eigen::Index m = 0; m < outputs; ++m) {
            if (row < inputs) {
                auto const w = static_cast<int>(weights(m, row));
                (w > 0 ? columns.positive : columns.negative)(row, m) = cells(std::abs(w));
            } else if (!affine.bias.empty()) {
                float const units =
                    std::nearbyint(affine.bias[static_cast<std::size_t>(m)] / (q.weight_step * q.input_step));
                (units > 0 ? columns.bias_positive : columns.bias_negative)(m) = std::abs(units) * cells(1);
            }
        }
    }
    return columns;
}

}  // namespace cimchar::network
