#include "metrics/control_variate.hpp"

#include "core/error.hpp"
#include "metrics/finite.hpp"

#include <fmt/format.h>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace cimchar::metrics {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

double variance(VectorXd const& x) {
    return (x.array() - x.mean()).square().sum() / static_cast<double>(x.size() - 1);
}

/// What one value says of a moment, the rest of the population being predicted; and the moment's variance.
struct Moment {
    double value = 0;
    double variance = 0;
    double of_predictions = 0;  ///< of the variance, the part of the predictions elsewhere
};

/// Of (value - origin)^power.
Moment moment(ControlledValues const& c, double origin, int power) {
    auto const n = c.values.size();
    auto const raised = [&](auto const& x) { return (x.array() - origin).pow(power); };
    Eigen::MatrixXd const elsewhere = raised(c.elsewhere);
    VectorXd corrected = raised(c.values) - raised(c.predictions);
    VectorXd weight = VectorXd::Zero(elsewhere.cols());
    for (Index i = 0; i < n; ++i) {
        auto const fold = c.fold[static_cast<std::size_t>(i)];
        corrected(i) += elsewhere.col(fold).mean();
        weight(fold) += 1 / static_cast<double>(n);
    }
    double const of_predictions = variance(elsewhere * weight) / static_cast<double>(elsewhere.rows());
    return {corrected.mean(), variance(corrected) / static_cast<double>(n) + of_predictions, of_predictions};
}

void require(ControlledValues const& c, double confidence) {
    auto const n = c.values.size();
    CIMCHAR_EXPECT(c.predictions.size() == n && static_cast<Index>(c.fold.size()) == n);
    for (auto const fold : c.fold) CIMCHAR_EXPECT(fold >= 0 && fold < c.elsewhere.cols());
    if (n < 3 || c.elsewhere.rows() < 2)
        throw InputError(
            fmt::format("{} values and {} predictions for a control variate (a spread needs three and two); "
                        "give more",
                        n, c.elsewhere.rows()));
    for (auto const* const x : {&c.values, &c.predictions})
        require_finite({x->data(), static_cast<std::size_t>(n)}, "value");
    require_finite({c.elsewhere.data(), static_cast<std::size_t>(c.elsewhere.size())}, "prediction");
    if (!(confidence > 0 && confidence < 1))
        throw InputError(
            fmt::format("the confidence is {:g} (it is a probability); give a number between 0 and 1, as "
                        "0.95",
                        confidence));
}

}  // namespace

ControlVariateEstimate control_variate(ControlledValues const& c, double confidence) {
    require(c, confidence);
    auto const n = static_cast<double>(c.values.size());
    // About the values' own mean, so that a large common part does not cost digits; the estimates do not depend on it.
    auto const first = moment(c, c.values.mean(), 1);
    ControlVariateEstimate out;
    out.confidence = confidence;
    out.mean = c.values.mean() + first.value;
    // About the estimated mean the first moment is 0, and its error does not act on the second to first order.
    auto const second = moment(c, out.mean, 2);
    double const estimated = second.value + first.variance;
    if (!(estimated > 0))
        throw InputError(
            fmt::format("the corrected variance of {} values is {:.3g} (the predictions say nothing of them); "
                        "take the plain estimate, or more chips",
                        c.values.size(), estimated));
    out.std = std::sqrt(estimated);
    out.predictions_share = first.of_predictions / first.variance;
    double const t = boost::math::quantile(boost::math::students_t(n - 1), (1 + confidence) / 2);
    double const reach = t * std::sqrt(first.variance);
    out.mean_interval = {out.mean - reach, out.mean + reach};
    double const factor = std::exp(t * std::sqrt(second.variance) / (2 * estimated));
    out.std_interval = {out.std / factor, out.std * factor};
    out.mean_reduction = variance(c.values) / n / first.variance;
    out.variance_reduction = variance((c.values.array() - c.values.mean()).square()) / n / second.variance;
    return out;
}

}  // namespace cimchar::metrics
