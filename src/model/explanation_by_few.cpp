#include "model/explanation.hpp"

#include "core/error.hpp"

#include <cmath>
#include <map>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index observations_per_predictor = 5;
/// What is left of a sum of squares below this share of it is rounding.
constexpr double rounding = 1e-10;

/// Forward selection on sums of squares and products alone, so that leaving out an observation is a small correction
/// of them.
class Selection {
public:
    Selection(MatrixXd const& x, VectorXd const& y)
        : x_(x), y_(y), diagonal_(x.colwise().squaredNorm()), products_(x.transpose() * y) {}

    struct Result {
        std::vector<Index> chosen;
        VectorXd coefficients;
    };

    /// Without observation `left_out`, with all if it is negative.
    [[nodiscard]] Result run(Index left_out) {
        auto const n = x_.rows() - (left_out < 0 ? 0 : 1);
        VectorXd diagonal = diagonal_;  // of what the chosen ones leave of each predictor
        VectorXd products = products_;  // of that with the response
        double rest = y_.squaredNorm();
        VectorXd row;
        // Sums about the mean of n, of which one is taken away: their mean moves with it.
        double const correction = static_cast<double>(n + 1) / static_cast<double>(n);
        if (left_out >= 0) {
            row = x_.row(left_out);
            diagonal -= correction * row.cwiseAbs2();
            products -= correction * y_(left_out) * row;
            rest -= correction * y_(left_out) * y_(left_out);
        }
        VectorXd const whole = diagonal;
        double const total = rest;
        double const penalty = std::log(static_cast<double>(n)) + 2 * std::log(static_cast<double>(x_.cols()));
        auto const most = std::min(n / observations_per_predictor, x_.cols());
        MatrixXd factor(x_.cols(), most);  // rows of the chosen ones: Cholesky factor of their Gram matrix
        VectorXd gains(most);
        Result out;
        for (Index k = 0; k < most && rest > rounding * total; ++k) {
            Index best = 0;
            double const gain = (diagonal.array() > rounding * whole.array())
                                    .select(products.array().square() / diagonal.array(), 0)
                                    .maxCoeff(&best);
            double const left = std::max(rest - gain, rounding * total);
            if (!(static_cast<double>(n) * std::log(left / rest) + penalty < 0)) break;
            VectorXd column = gram(best);
            if (left_out >= 0) column -= correction * row(best) * row;
            column -= factor.leftCols(k) * factor.row(best).head(k).transpose();
            column /= std::sqrt(diagonal(best));
            gains(k) = products(best) / std::sqrt(diagonal(best));
            products -= gains(k) * column;
            diagonal -= column.cwiseAbs2();
            diagonal(best) = 0;
            factor.col(k) = column;
            rest -= gain;
            out.chosen.push_back(best);
        }
        auto const count = static_cast<Index>(out.chosen.size());
        MatrixXd const lower = factor(out.chosen, Eigen::seqN(0, count));
        out.coefficients = lower.transpose().triangularView<Eigen::Upper>().solve(gains.head(count));
        return out;
    }

private:
    /// A column of the Gram matrix; few are ever asked for.
    VectorXd const& gram(Index column) {
        auto const [at, is_new] = columns_.try_emplace(column);
        if (is_new) at->second = x_.transpose() * x_.col(column);
        return at->second;
    }

    MatrixXd const& x_;
    VectorXd const& y_;
    VectorXd diagonal_;
    VectorXd products_;
    std::map<Index, VectorXd> columns_;
};

}  // namespace

Explanation explain_by_few(MatrixXd const& responses, Predictors const& predictors) {
    auto const& x = predictors.scaled;
    CIMCHAR_EXPECT(x.rows() == responses.rows());
    VectorXd const y_mean = responses.colwise().mean();
    MatrixXd coefficients = MatrixXd::Zero(x.cols(), responses.cols());
    VectorXd r2 = VectorXd::Zero(responses.cols());
    for (Index k = 0; k < responses.cols(); ++k) {
        VectorXd const y = responses.col(k).array() - y_mean(k);
        Selection selection(x, y);
        auto const whole = selection.run(-1);
        if (whole.chosen.empty()) continue;
        // The mean moves too when an observation is left out: here and for the mean alone by the same factor, which the
        // ratio loses.
        double press = 0;
        for (Index i = 0; i < x.rows(); ++i) {
            auto const part = selection.run(i);
            VectorXd const seen = x(i, part.chosen);
            press += std::pow(y(i) - seen.dot(part.coefficients), 2);
        }
        r2(k) = std::max(0.0, 1 - press / y.squaredNorm());
        if (r2(k) > 0) coefficients(whole.chosen, k) = whole.coefficients;
    }
    return predictors.explanation(coefficients, y_mean, r2);
}

}  // namespace cimchar::model
