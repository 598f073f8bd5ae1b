#include "metrics/failure_probability.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <Eigen/Cholesky>
#include <limits>
#include <numeric>
#include <vector>

namespace cimchar::metrics {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Share of a level's chips that start the next one. More than the usual 0.1: of few, none may be in the smaller of two
/// regions.
constexpr double level_share = 0.2;
/// A level is this share of all evaluations: at 5000 it has 400 chips, of which 80 start chains.
constexpr double level_size = 0.08;
/// The search has this share of all evaluations at most.
constexpr double most_for_search = 0.75;
constexpr std::size_t most_components = 16;
/// What is left of that, a quarter tells the slope of the limit state where the chips will be drawn.
constexpr double slope_share = 0.25;
/// A slope that explains less of the limit state is no direction to trust.
constexpr double slope_explains = 0.5;
/// Variance of a coordinate of a mean over chains, times their number: above 1, for chains that have a common ancestor
/// are alike. Of the order that linear limit states in 100 dimensions show.
constexpr double chain_variance = 10;
/// Moves that are accepted this often explore fastest (Papaioannou et al.).
constexpr double wanted_acceptance = 0.44;
/// Subset simulation estimates the probability too, to a factor of two or so. Farther apart, something was left out.
constexpr double factor_allowed = 4;

/// Independent numbers, and the count of evaluations.
class Chips {
public:
    Chips(LimitState const& limit_state, std::size_t dimensions, std::uint64_t seed)
        : limit_state_(limit_state), dimensions_(static_cast<Index>(dimensions)), seed_(seed) {}

    VectorXd standard() {
        VectorXd u(dimensions_);
        for (double& x : u) x = standard_normal(seed_, stable_hash("failure.normal"), next_normal_++);
        return u;
    }
    double choice() { return uniform(seed_, stable_hash("failure.choice"), next_choice_++); }
    double left(VectorXd const& u) {
        ++evaluations;
        double const value = limit_state_(u);
        return std::isfinite(value) ? value : -std::numeric_limits<double>::infinity();
    }

    std::size_t evaluations = 0;

private:
    LimitState const& limit_state_;
    Index dimensions_;
    std::uint64_t seed_;
    std::uint64_t next_normal_ = 0;
    std::uint64_t next_choice_ = 0;
};

struct Population {
    std::vector<VectorXd> u;
    std::vector<double> left;

    void add(VectorXd const& at, double value) {
        u.push_back(at);
        left.push_back(value);
    }
    /// Places, those nearest to failing first.
    [[nodiscard]] std::vector<std::size_t> order() const {
        std::vector<std::size_t> out(u.size());
        std::iota(out.begin(), out.end(), std::size_t{0});
        std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) { return left[a] < left[b]; });
        return out;
    }
};

/// Chips of the standard normal density that have at most `level` left: Markov chains from the first `seeds` of
/// `order`, `size` chips in all. `step` is adapted as they go.
Population chains(Chips& chips, Population const& from, std::vector<std::size_t> const& order, std::size_t seeds,
                  std::size_t size, double level, double& step) {
    Population out;
    std::size_t moves = 0;
    for (std::size_t s = 0; s < seeds; ++s) {
        VectorXd u = from.u[order[s]];
        double left = from.left[order[s]];
        auto const length = (s + 1) * size / seeds - s * size / seeds;
        std::size_t accepted = 0;
        out.add(u, left);
        for (std::size_t i = 1; i < length; ++i) {
            VectorXd const moved = std::sqrt(1 - step * step) * u + step * chips.standard();
            if (double const value = chips.left(moved); value <= level) {
                u = moved;
                left = value;
                ++accepted;
            }
            out.add(u, left);
        }
        if (length < 2) continue;
        ++moves;
        double const rate = static_cast<double>(accepted) / static_cast<double>(length - 1);
        step = std::min(1.0, step * std::exp((rate - wanted_acceptance) / std::sqrt(static_cast<double>(moves))));
    }
    return out;
}

struct Failures {
    Population chips;  ///< distributed as the failed ones of the standard normal density; none if none was reached
    double probability = 1;  ///< what subset simulation makes of it
};

Failures search_failures(Chips& chips, std::size_t size, std::size_t most) {
    Failures out;
    Population level;
    for (std::size_t i = 0; i < size; ++i) {
        auto const u = chips.standard();
        level.add(u, chips.left(u));
    }
    auto const seeds = static_cast<std::size_t>(level_share * static_cast<double>(size));
    double step = 0.8;
    while (chips.evaluations + size <= most) {
        auto const order = level.order();
        double const threshold = std::max(level.left[order[seeds - 1]], 0.0);
        auto const failing = static_cast<std::size_t>(
            std::count_if(level.left.begin(), level.left.end(), [](double x) { return x <= 0; }));
        // All that failed start the last chains: more of them know more of the region.
        bool const last = threshold <= 0;
        auto const starting = last ? failing : seeds;
        out.probability *= static_cast<double>(starting) / static_cast<double>(size);
        level = chains(chips, level, order, starting, size, threshold, step);
        if (!last) continue;
        out.chips = level;
        break;
    }
    return out;
}

/// One chip of the mixture.
VectorXd draw(Chips& chips, MeanMixture const& mixture) {
    Index component = 0;
    for (double rest = chips.choice() - mixture.shares(0); rest > 0 && component + 1 < mixture.shares.size();)
        rest -= mixture.shares(++component);
    return chips.standard() + mixture.means.row(component).transpose();
}

/// What fails at one end of a two-sided limit, or of a square or a product, often fails at the other end too, and a
/// search may lose one of equal ends. So each mean is mirrored, and kept on both sides where both fail.
void mirror(Chips& chips, MeanMixture& mixture) {
    auto const count = mixture.means.rows();
    for (Index k = 0; k < count; ++k) {
        VectorXd const other = -mixture.means.row(k).transpose();
        if (chips.left(other) > 0) continue;
        auto const last = mixture.means.rows();
        mixture.means.conservativeResize(last + 1, Eigen::NoChange);
        mixture.means.row(last) = other.transpose();
        mixture.shares.conservativeResize(last + 1);
        mixture.shares(last) = mixture.shares(k);
    }
    mixture.shares /= mixture.shares.sum();
}

/// The mean of failed chips says where they are, and by chance something of every direction, which costs a factor of
/// exp(|chance|²) in variance. The nearest point that fails lies along the slope of the limit state (its design point),
/// so of each mean that part is kept, and what is beside it shrinks by what chance makes of it (James and Stein). The
/// slope is a regression on chips drawn there.
void keep_along_slope(Chips& chips, MeanMixture& mixture, std::size_t evaluations, double independent) {
    auto const d = mixture.means.cols();
    auto const each = static_cast<Index>(evaluations) / mixture.means.rows();
    if (each < 2 * (d + 1)) return;
    for (Index k = 0; k < mixture.means.rows(); ++k) {
        MatrixXd design(each, 1 + d);
        VectorXd left(each);
        for (Index i = 0; i < each; ++i) {
            VectorXd const from_mean = chips.standard();
            design(i, 0) = 1;
            design.row(i).tail(d) = from_mean.transpose();
            left(i) = chips.left(from_mean + mixture.means.row(k).transpose());
        }
        VectorXd const fitted = (design.transpose() * design).ldlt().solve(design.transpose() * left);
        double const total = (left.array() - left.mean()).matrix().squaredNorm();
        double const unexplained =
            (left - design * fitted).squaredNorm() * static_cast<double>(each - 1) / static_cast<double>(each - 1 - d);
        VectorXd const slope = fitted.tail(d);
        if (!(unexplained < (1 - slope_explains) * total) || !(slope.norm() > 0)) continue;
        VectorXd const direction = slope.normalized();
        VectorXd const along = mixture.means.row(k).dot(direction) * direction;
        VectorXd const beside = mixture.means.row(k).transpose() - along;
        double const chance = static_cast<double>(d - 1) * chain_variance / (independent * mixture.shares(k));
        double const kept = chance < beside.squaredNorm() ? 1 - chance / beside.squaredNorm() : 0;
        mixture.means.row(k) = (along + kept * beside).transpose();
    }
}

void require(std::size_t dimensions, FailureSearch const& search) {
    if (dimensions == 0)
        throw InputError("a failure probability without a dimension (nothing varies); let something vary");
    if (search.evaluations < fewest_evaluations)
        throw InputError(
            fmt::format("{} evaluations for a failure probability (too few to find failures); give {} or "
                        "more",
                        search.evaluations, fewest_evaluations));
    if (!(search.confidence > 0 && search.confidence < 1))
        throw InputError(
            fmt::format("the confidence is {:g} (it is a probability); give a number between 0 and 1, as "
                        "0.95",
                        search.confidence));
}

}  // namespace

FailureProbability failure_probability(LimitState const& limit_state, std::size_t dimensions,
                                       FailureSearch const& search) {
    require(dimensions, search);
    Chips chips(limit_state, dimensions, search.seed);
    auto const all = static_cast<double>(search.evaluations);
    auto const size = static_cast<std::size_t>(level_size * all);
    auto const failures = search_failures(chips, size, static_cast<std::size_t>(most_for_search * all));
    FailureProbability out;
    out.confidence = search.confidence;
    out.evaluations = chips.evaluations;
    auto const& failed = failures.chips.u;
    if (failed.empty()) return out;

    MatrixXd points(static_cast<Index>(failed.size()), static_cast<Index>(dimensions));
    for (std::size_t i = 0; i < failed.size(); ++i) points.row(static_cast<Index>(i)) = failed[i].transpose();
    double const independent = level_share * static_cast<double>(size);  // as many as chains
    out.around = fit_mean_mixture(points, most_components, independent);
    mirror(chips, out.around);
    auto const rest = static_cast<double>(search.evaluations - chips.evaluations);
    keep_along_slope(chips, out.around, static_cast<std::size_t>(slope_share * rest), independent);

    std::vector<double> weights;
    for (; chips.evaluations < search.evaluations; ++out.drawn) {
        VectorXd const u = draw(chips, out.around);
        if (chips.left(u) > 0) continue;
        weights.push_back(std::exp(-out.around.log_ratio(u)));
    }
    out.failed = weights.size();
    out.evaluations = chips.evaluations;
    static_cast<WeightedShare&>(out) = weighted_share(weights, out.drawn, search.confidence);
    if (out.status != Convergence::converged) return out;
    double const factor_between = std::abs(std::log(out.probability / failures.probability));
    if (factor_between > std::log(factor_allowed)) out.status = Convergence::disagrees;
    return out;
}

}  // namespace cimchar::metrics
