#include "model/distributions.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <boost/math/distributions/kolmogorov_smirnov.hpp>
#include <boost/math/statistics/anderson_darling.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace cimchar::model {

double anderson_darling(std::span<double const> values) {
    CIMCHAR_EXPECT(values.size() >= 8);
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    auto const n = static_cast<double>(sorted.size());
    double const mean = std::accumulate(sorted.begin(), sorted.end(), 0.0) / n;
    double squares = 0;
    for (double const v : sorted) squares += (v - mean) * (v - mean);
    double const sigma = std::sqrt(squares / (n - 1));
    if (!(sigma > 0)) return std::numeric_limits<double>::infinity();
    double const a2 = boost::math::statistics::anderson_darling_normality_statistic(sorted, mean, sigma);
    return a2 * (1 + 0.75 / n + 2.25 / (n * n));
}

KsResult kolmogorov_smirnov(std::span<double const> a, std::span<double const> b, double fitted_to) {
    CIMCHAR_EXPECT(!a.empty() && !b.empty() && fitted_to > 0);
    std::vector<double> x(a.begin(), a.end());
    std::vector<double> y(b.begin(), b.end());
    std::sort(x.begin(), x.end());
    std::sort(y.begin(), y.end());
    auto const n = static_cast<double>(x.size());
    auto const m = static_cast<double>(y.size());
    KsResult result;
    for (auto i = x.begin(), j = y.begin(); i != x.end() && j != y.end();) {
        double const at = std::min(*i, *j);
        while (i != x.end() && *i <= at) ++i;
        while (j != y.end() && *j <= at) ++j;
        auto const difference = static_cast<double>(i - x.begin()) / n - static_cast<double>(j - y.begin()) / m;
        result.distance = std::max(result.distance, std::abs(difference));
    }
    if (result.distance > 0) {
        boost::math::kolmogorov_smirnov_distribution<double> const law(1 / (1 / n + 1 / m + 1 / fitted_to));
        result.p = boost::math::cdf(boost::math::complement(law, result.distance));
    }
    return result;
}

namespace {

double squared_energy(Eigen::MatrixXd const& distance, std::vector<bool> const& in_a, double n, double m) {
    double across = 0;
    double within_a = 0;
    double within_b = 0;
    auto const count = static_cast<std::size_t>(distance.rows());
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            double const d = distance(static_cast<Eigen::Index>(j), static_cast<Eigen::Index>(i));
            (in_a[i] != in_a[j] ? across : in_a[i] ? within_a : within_b) += d;
        }
    return 2 * across / (n * m) - 2 * within_a / (n * n) - 2 * within_b / (m * m);
}

}  // namespace

EnergyResult energy_distance(Eigen::MatrixXd const& a, Eigen::MatrixXd const& b, std::uint64_t seed, double fitted_to) {
    CIMCHAR_EXPECT(a.rows() > 0 && b.rows() > 0 && a.cols() == b.cols() && fitted_to > 0);
    auto const count = a.rows() + b.rows();
    Eigen::MatrixXd all(a.cols(), count);
    all << a.transpose(), b.transpose();
    all /= std::sqrt(static_cast<double>(a.cols()));
    Eigen::MatrixXd distance(count, count);
    for (Eigen::Index i = 0; i < count; ++i)
        for (Eigen::Index j = 0; j < i; ++j) distance(j, i) = (all.col(i) - all.col(j)).norm();

    std::vector<bool> in_a(static_cast<std::size_t>(count), false);
    std::fill_n(in_a.begin(), a.rows(), true);
    auto const n = static_cast<double>(a.rows());
    auto const m = static_cast<double>(b.rows());
    double const observed = squared_energy(distance, in_a, n, m);
    double const by_chance = 1 / n + 1 / m;
    double const compared = observed * by_chance / (by_chance + 1 / fitted_to);
    constexpr int relabellings = 199;
    int as_large = 1;
    auto const stream = stable_hash("model.energy_distance");
    std::uint64_t draw = 0;
    for (int r = 0; r < relabellings; ++r) {
        for (std::size_t i = in_a.size() - 1; i > 0; --i) {
            auto const j = static_cast<std::size_t>(uniform(seed, stream, draw++) * static_cast<double>(i + 1));
            bool const kept = in_a[i];
            in_a[i] = in_a[j];
            in_a[j] = kept;
        }
        if (squared_energy(distance, in_a, n, m) >= compared) ++as_large;
    }
    return {std::sqrt(std::max(observed, 0.0)), static_cast<double>(as_large) / (relabellings + 1)};
}

}  // namespace cimchar::model
