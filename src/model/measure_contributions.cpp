#include "model/measure_contributions.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "model/array_groups.hpp"
#include "model/explanation.hpp"
#include "model/regression_terms.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index shuffles = 99;
constexpr std::uint64_t shuffle_seed = 1;
/// A spread below this share of the largest value is rounding.
constexpr double rounding = 1e-12;

bool varies(VectorXd const& x) {
    return x.maxCoeff() - x.minCoeff() > rounding * x.cwiseAbs().maxCoeff();
}

/// The values as they are, and in random orders, one a column.
MatrixXd with_shuffled(VectorXd const& y) {
    MatrixXd out(y.size(), 1 + shuffles);
    out.col(0) = y;
    for (Index k = 1; k <= shuffles; ++k) {
        out.col(k) = y;
        for (Index i = y.size() - 1; i > 0; --i) {  // Fisher-Yates
            double const u = uniform(shuffle_seed, static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(i));
            std::swap(out(i, k), out(static_cast<Index>(u * static_cast<double>(i + 1)), k));
        }
    }
    return out;
}

/// The best explanation of the first response so far, and the largest r2 of every response.
struct Search {
    MatrixXd responses;
    VectorXd r2;
    bool squares = false;
    VectorXd variance_of_name;  ///< Σ weight²·σ² of a name's terms

    void offer(RegressionTerms const& terms, bool has_squares) {
        auto const got = explain(responses, {Predictors(terms.values, terms.predictor_of)});
        if (got.r2(0) > r2(0)) {
            squares = has_squares;
            variance_of_name.setZero();
            for (Index j = 0; j < terms.values.cols(); ++j)
                variance_of_name(static_cast<Index>(terms.name_of[static_cast<std::size_t>(j)])) +=
                    std::pow(got.weights(0, j), 2) * terms.variances(j);
        }
        r2 = r2.cwiseMax(got.r2);
    }
};

std::vector<Contribution> shares_of(Search const& search, std::vector<std::string> const& names) {
    std::vector<Contribution> out;
    double const total = search.variance_of_name.sum();
    for (std::size_t i = 0; i < names.size(); ++i)
        if (double const variance = search.variance_of_name(static_cast<Index>(i)); variance > 0)
            out.push_back({names[i], search.r2(0) * variance / total});
    std::stable_sort(out.begin(), out.end(), [](auto const& a, auto const& b) { return a.share > b.share; });
    return out;
}

}  // namespace

MeasureContributions measure_contributions(VectorXd const& values, MatrixXd const& drawn,
                                           std::vector<std::string> const& names, std::vector<double> const& sigma) {
    CIMCHAR_EXPECT(values.size() == drawn.rows() && drawn.cols() == static_cast<Index>(names.size()) &&
                   sigma.size() == names.size());
    std::vector<Index> chips;
    for (Index i = 0; i < values.size(); ++i)
        if (std::isfinite(values(i))) chips.push_back(i);
    MeasureContributions out;
    out.n = chips.size();
    if (static_cast<Index>(chips.size()) < fewest_chips) return out;
    VectorXd const y = values(chips);
    MatrixXd const seen = drawn(chips, Eigen::all);
    std::vector<Index> columns;
    std::vector<std::string> varying;
    std::vector<double> variances;
    for (Index j = 0; j < seen.cols(); ++j) {
        auto const place = static_cast<std::size_t>(j);
        if (!(sigma[place] > 0) || !varies(seen.col(j))) continue;
        columns.push_back(j);
        variances.push_back(sigma[place] * sigma[place]);
        varying.push_back(names[place]);
    }
    out.outcome = Outcome::constant;
    if (!varies(y) || columns.empty()) return out;

    auto const arrays = group_arrays(varying);
    std::vector<Grouping> groupings{arrays};
    if (arrays.names.size() < varying.size()) groupings.push_back(ungrouped(varying));
    Search search{with_shuffled(y), VectorXd::Zero(1 + shuffles), false,
                  VectorXd::Zero(static_cast<Index>(arrays.names.size()))};
    MatrixXd const x = seen(Eigen::all, columns);
    VectorXd const of_x = Eigen::Map<VectorXd const>(variances.data(), x.cols());
    for (auto const& grouping : groupings) search.offer({x, of_x, grouping.group_of, arrays.group_of}, false);
    if (search.r2(0) < linear_is_enough)
        for (auto const& grouping : groupings)
            search.offer(with_squares({x, of_x, grouping.group_of, arrays.group_of}, grouping.names.size()), true);
    out.outcome = Outcome::unexplained;
    if (!(search.r2(0) > search.r2.tail(shuffles).maxCoeff())) return out;
    out.outcome = Outcome::explained;
    out.r2 = search.r2(0);
    out.squares = search.squares;
    out.shares = shares_of(search, arrays.names);
    return out;
}

}  // namespace cimchar::model
