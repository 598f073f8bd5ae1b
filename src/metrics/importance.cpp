#include "metrics/importance.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace cimchar::metrics {
namespace {

/// Fewer effective chips, or one that has more of the sum, are not converged. With 50, the relative error is about 14
/// %.
constexpr double enough_effective = 50;
constexpr double largest_share_allowed = 0.1;

}  // namespace

WeightedShare weighted_share(std::vector<double> const& weights, std::size_t drawn, double confidence) {
    CIMCHAR_EXPECT(weights.size() <= drawn && confidence > 0 && confidence < 1);
    WeightedShare out;
    double sum = 0;
    double squares = 0;
    double largest = 0;
    for (double const weight : weights) {
        sum += weight;
        squares += weight * weight;
        largest = std::max(largest, weight);
    }
    if (!(sum > 0) || drawn < 2) return out;
    auto const n = static_cast<double>(drawn);
    out.probability = sum / n;
    out.effective = sum * sum / squares;
    out.largest_share = largest / sum;
    double const relative_error = std::sqrt(std::max(n * squares / (sum * sum) - 1, 0.0) / (n - 1));
    double const t =
        boost::math::quantile(boost::math::students_t(std::max(out.effective - 1, 1.0)), (1 + confidence) / 2);
    double const factor = std::exp(t * relative_error);
    out.interval = {out.probability / factor, std::min(1.0, out.probability * factor)};
    bool const few = out.effective < enough_effective || out.largest_share > largest_share_allowed;
    out.status = few ? Convergence::few_effective : Convergence::converged;
    return out;
}

std::string describe(Convergence status) {
    switch (status) {
        case Convergence::converged:
            return "converged";
        case Convergence::few_effective:
            return "not converged: few chips carry the sum";
        case Convergence::disagrees:
            return "not converged: the search saw another probability";
        case Convergence::not_reached:
            break;
    }
    return "not converged: no failure was found";
}

}  // namespace cimchar::metrics
