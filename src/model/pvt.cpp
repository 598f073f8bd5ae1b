#include "model/pvt.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <Eigen/QR>
#include <set>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;

/// Ridge on a process's deviation from the others, by degree of the term: slopes are freer than curvatures and
/// interactions. Small, so that what the conditions do determine is not biased (v and t are within ±1).
constexpr double ridge_slope = 1e-6;
constexpr double ridge_higher = 1e-3;
constexpr double clearly_better = 0.95;  // of the squared error: then less is taken from the other processes

std::size_t place_of(std::span<std::string const> names, std::string const& name) {
    auto const found = std::find(names.begin(), names.end(), name);
    CIMCHAR_EXPECT(found != names.end());
    return static_cast<std::size_t>(found - names.begin());
}

/// Rows: conditions. Columns: one constant per process, then the terms beyond the constant.
MatrixXd joint_design(PvtTerms const& terms, std::span<std::string const> processes,
                      std::span<Condition const> conditions) {
    auto const np = static_cast<Index>(processes.size());
    auto const nt = static_cast<Index>(terms.exponents.size());
    MatrixXd design = MatrixXd::Zero(static_cast<Index>(conditions.size()), np + nt - 1);
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        auto const row = static_cast<Index>(c);
        design(row, static_cast<Index>(place_of(processes, conditions[c].process))) = 1;
        design.row(row).tail(nt - 1) =
            term_values(terms, conditions[c].supply_v, conditions[c].temperature_c).tail(nt - 1).transpose();
    }
    return design;
}

Index rank_of(MatrixXd const& matrix) {
    return Eigen::ColPivHouseholderQR<MatrixXd>(matrix).rank();
}

/// Largest number of different values that one process has.
template <class Get>
std::size_t most_values(std::span<Condition const> conditions, Get get) {
    std::size_t most = 0;
    for (auto const& process : processes_of(conditions)) {
        std::set<double> values;
        for (auto const& c : conditions)
            if (c.process == process) values.insert(get(c));
        most = std::max(most, values.size());
    }
    return most;
}

/// Middle and half range; a range of nothing has scale 1.
template <class Get>
std::pair<double, double> center_and_scale(std::span<Condition const> conditions, Get get) {
    auto const [low, high] =
        std::minmax_element(conditions.begin(), conditions.end(), [&](auto& a, auto& b) { return get(a) < get(b); });
    double const half = (get(*high) - get(*low)) / 2;
    return {(get(*high) + get(*low)) / 2, half > 0 ? half : 1};
}

bool is_slope(std::array<unsigned, 2> const& exponent) {
    return exponent[0] + exponent[1] == 1;
}

/// Root of the ridge on a term by which a process deviates from the others.
double penalty(std::array<unsigned, 2> const& exponent) {
    return std::sqrt(is_slope(exponent) ? ridge_slope : ridge_higher);
}

/// All processes at once: coefficients = what they have in common (beyond the constant) + each process's deviation,
/// which is penalized. Returns the coefficients of every process.
std::vector<MatrixXd> fit_shared(PvtTerms const& terms, MatrixXd const& joint, Index np, MatrixXd const& y) {
    auto const nt = static_cast<Index>(terms.exponents.size());
    auto const conditions = joint.rows();
    auto const common = nt - 1;
    MatrixXd design = MatrixXd::Zero(conditions + np * common, common + np * nt);
    MatrixXd target = MatrixXd::Zero(design.rows(), y.cols());
    target.topRows(conditions) = y;
    design.topLeftCorner(conditions, common) = joint.rightCols(common);
    for (Index p = 0; p < np; ++p) {
        auto const first = common + p * nt;
        for (Index c = 0; c < conditions; ++c) {
            if (joint(c, p) == 0) continue;
            design(c, first) = 1;
            design.row(c).segment(first + 1, common) = joint.row(c).tail(common);
        }
        for (Index k = 0; k < common; ++k)
            design(conditions + p * common + k, first + 1 + k) =
                penalty(terms.exponents[static_cast<std::size_t>(k + 1)]);
    }
    MatrixXd const solution = design.completeOrthogonalDecomposition().solve(target);
    std::vector<MatrixXd> out;
    for (Index p = 0; p < np; ++p) {
        out.emplace_back(solution.middleRows(common + p * nt, nt));
        out.back().bottomRows(common) += solution.topRows(common);
    }
    return out;
}

/// One process with too few conditions: slopes as near to those of `guess` as these allow, and what is beyond slopes as
/// near to the share of it.
MatrixXd fit_near(PvtTerms const& terms, MatrixXd const& design, MatrixXd const& y, MatrixXd const& guess) {
    auto const nt = design.cols();
    MatrixXd rows = MatrixXd::Zero(design.rows() + nt - 1, nt);
    MatrixXd target(rows.rows(), y.cols());
    rows.topRows(design.rows()) = design;
    target.topRows(design.rows()) = y;
    for (Index k = 1; k < nt; ++k) {
        auto const& exponent = terms.exponents[static_cast<std::size_t>(k)];
        auto const row = design.rows() + k - 1;
        rows(row, k) = penalty(exponent);
        target.row(row) = penalty(exponent) * (is_slope(exponent) ? 1 : terms.share) * guess.row(k);
    }
    return rows.colPivHouseholderQr().solve(target);
}

/// Sum of squares of what is missed of `y` when every condition whose process has enough others is predicted from the
/// rest.
double missed(PvtTerms const& terms, std::span<Condition const> conditions, MatrixXd const& y) {
    double sum = 0;
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        std::vector<Condition> rest;
        std::vector<Index> rows;
        std::size_t same = 0;
        for (std::size_t i = 0; i < conditions.size(); ++i) {
            if (i == c) continue;
            rest.push_back(conditions[i]);
            rows.push_back(static_cast<Index>(i));
            same += conditions[i].process == conditions[c].process ? 1 : 0;
        }
        if (same < fewest_neighbours) continue;
        auto const processes = processes_of(rest);
        auto const fitted = fit_pvt(terms, processes, rest, y(rows, Eigen::all));
        sum += (term_values(terms, conditions[c].supply_v, conditions[c].temperature_c).transpose() *
                    fitted[place_of(processes, conditions[c].process)] -
                y.row(static_cast<Index>(c)))
                   .squaredNorm();
    }
    return sum;
}

}  // namespace

double choose_share(PvtTerms terms, std::span<Condition const> conditions, MatrixXd const& y) {
    terms.share = 1;
    double best = terms.share;
    double least = missed(terms, conditions, y);
    for (double const share : {0.75, 0.5, 0.25, 0.0}) {
        terms.share = share;
        double const got = missed(terms, conditions, y);
        if (got >= clearly_better * least) continue;
        least = got;
        best = share;
    }
    return best;
}

std::vector<std::string> processes_of(std::span<Condition const> conditions) {
    std::vector<std::string> names;
    for (auto const& c : conditions)
        if (std::find(names.begin(), names.end(), c.process) == names.end()) names.push_back(c.process);
    return names;
}

PvtTerms choose_terms(std::span<Condition const> conditions) {
    CIMCHAR_EXPECT(!conditions.empty());
    auto const supply = [](Condition const& c) { return c.supply_v; };
    auto const temperature = [](Condition const& c) { return c.temperature_c; };
    PvtTerms terms;
    std::tie(terms.supply_center_v, terms.supply_scale_v) = center_and_scale(conditions, supply);
    std::tie(terms.temperature_center_c, terms.temperature_scale_c) = center_and_scale(conditions, temperature);
    terms.exponents = {{0, 0}};
    auto const processes = processes_of(conditions);
    auto rank = rank_of(joint_design(terms, processes, conditions));
    for (auto const& exponent : std::vector<std::array<unsigned, 2>>{{1, 0}, {0, 1}, {1, 1}, {2, 0}, {0, 2}}) {
        if (exponent[0] >= most_values(conditions, supply) || exponent[1] >= most_values(conditions, temperature))
            continue;
        auto more = terms;
        more.exponents.push_back(exponent);
        auto const raised = rank_of(joint_design(more, processes, conditions));
        if (raised == rank) continue;
        rank = raised;
        terms = more;
    }
    return terms;
}

Eigen::VectorXd term_values(PvtTerms const& terms, double supply_v, double temperature_c) {
    double const v = (supply_v - terms.supply_center_v) / terms.supply_scale_v;
    double const t = (temperature_c - terms.temperature_center_c) / terms.temperature_scale_c;
    auto const power = [](double x, unsigned n) {
        double out = 1;
        for (; n > 0; --n) out *= x;
        return out;
    };
    Eigen::VectorXd values(static_cast<Index>(terms.exponents.size()));
    for (Index k = 0; k < values.size(); ++k) {
        auto const [i, j] = terms.exponents[static_cast<std::size_t>(k)];
        values(k) = power(v, i) * power(t, j);
    }
    return values;
}

std::vector<MatrixXd> fit_pvt(PvtTerms const& terms, std::span<std::string const> processes,
                              std::span<Condition const> conditions, MatrixXd const& y) {
    auto const nt = static_cast<Index>(terms.exponents.size());
    auto const np = static_cast<Index>(processes.size());
    CIMCHAR_EXPECT(y.rows() == static_cast<Index>(conditions.size()));
    auto const joint = joint_design(terms, processes, conditions);
    auto out = fit_shared(terms, joint, np, y);
    for (Index p = 0; p < np; ++p) {
        std::vector<Index> rows;
        for (Index c = 0; c < y.rows(); ++c)
            if (joint(c, p) != 0) rows.push_back(c);
        CIMCHAR_EXPECT(!rows.empty());
        MatrixXd design(static_cast<Index>(rows.size()), nt);
        design << MatrixXd::Ones(design.rows(), 1), joint(rows, Eigen::lastN(nt - 1));
        MatrixXd const own = y(rows, Eigen::all);
        auto& coefficients = out[static_cast<std::size_t>(p)];
        if (design.rows() >= nt && rank_of(design) == nt)
            coefficients = design.colPivHouseholderQr().solve(own);
        else if (np > 1)
            coefficients = fit_near(terms, design, own, MatrixXd(coefficients));
    }
    return out;
}

}  // namespace cimchar::model
