#include "circuits/neural/decision_weights.hpp"

#include "circuits/neural/adc_weights.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <Eigen/QR>

namespace cimchar::circuits::neural {

namespace {

std::size_t index_of(std::size_t stage, int decided) {
    return stage * (adc_comparators + 1) + static_cast<std::size_t>(decided);
}

}  // namespace

DecisionWeights designed_weights() {
    constexpr double codes = 1 << adc_bits;
    DecisionWeights w;
    double weight = codes / 2 / adc_gain;
    for (std::size_t k = 0; k <= adc_stages; ++k) {
        std::size_t const comparators = k < adc_stages ? adc_comparators : adc_flash;
        // The end counts codes: a residue of half the range is one.
        if (k == adc_stages) weight = 1;
        // Half of the comparators decide in the middle of a range; the end's are odd and one of them lies there.
        double const middle = std::ceil(static_cast<double>(comparators) / 2);
        for (std::size_t n = 0; n <= comparators; ++n)
            w.push_back(weight * (static_cast<double>(n) - middle) + (k == 0 ? codes / 2 + 0.5 : 0));
        weight /= adc_gain;
    }
    return w;
}

DecisionWeights measured_weights(std::vector<std::vector<int>> const& decided, std::vector<double> const& known_lsb) {
    CIMCHAR_EXPECT(decided.size() == known_lsb.size());
    auto w = designed_weights();
    auto const count = static_cast<Eigen::Index>(decided.size());
    Eigen::MatrixXd occurs = Eigen::MatrixXd::Zero(count, static_cast<Eigen::Index>(w.size()));
    Eigen::VectorXd missing(count);
    for (Eigen::Index i = 0; i < count; ++i) {
        auto const& of_input = decided[static_cast<std::size_t>(i)];
        for (std::size_t k = 0; k < of_input.size(); ++k)
            occurs(i, static_cast<Eigen::Index>(index_of(k, of_input[k]))) = 1;
        missing(i) = known_lsb[static_cast<std::size_t>(i)] - input_lsb(w, of_input);
    }
    // A constant can move from stage to stage: of all solutions the smallest. What rounding leaves of the dependent
    // columns is far below the threshold, and what any input shows far above.
    constexpr double threshold = 1e-9;
    Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> solver;
    solver.setThreshold(threshold);
    Eigen::VectorXd const change = solver.compute(occurs).solve(missing);
    for (std::size_t i = 0; i < w.size(); ++i) w[i] += change(static_cast<Eigen::Index>(i));
    return w;
}

double input_lsb(DecisionWeights const& w, std::vector<int> const& decided) {
    CIMCHAR_EXPECT(decided.size() == adc_stages + 1);
    double sum = 0;
    for (std::size_t k = 0; k < decided.size(); ++k) sum += w.at(index_of(k, decided[k]));
    return sum;
}

DecisionWeights through(metrics::Line const& line, DecisionWeights w) {
    for (std::size_t i = 0; i < w.size(); ++i)
        w[i] = line.slope * w[i] + (i <= adc_comparators ? line.intercept : 0);  // the first stage holds the constant
    return w;
}

int adc_code(DecisionWeights const& w, std::vector<int> const& decided) {
    constexpr int codes = 1 << adc_bits;
    return std::clamp(static_cast<int>(std::floor(input_lsb(w, decided))), 0, codes - 1);
}

}  // namespace cimchar::circuits::neural
