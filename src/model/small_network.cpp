#include "model/small_network.hpp"

#include "core/error.hpp"
#include "core/random.hpp"
#include "model/tables.hpp"

#include <cmath>
#include <Eigen/Cholesky>
#include <limits>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// All parameters in one vector: weights (units × inputs), biases, outputs, line, constant.
struct Layout {
    Index units = 0;
    Index inputs = 0;
    [[nodiscard]] Index biases() const { return units * inputs; }
    [[nodiscard]] Index outputs() const { return biases() + units; }
    [[nodiscard]] Index line() const { return outputs() + units; }
    [[nodiscard]] Index constant() const { return line() + inputs; }
    [[nodiscard]] Index size() const { return constant() + 1; }
};

MatrixXd units_of(Layout const& at, VectorXd const& p, MatrixXd const& u) {
    Eigen::Map<RowMajorMatrix const> const weights(p.data(), at.units, at.inputs);
    MatrixXd z = u * weights.transpose();
    z.rowwise() += p.segment(at.biases(), at.units).transpose();
    return z.array().tanh();
}

VectorXd outputs_of(Layout const& at, VectorXd const& p, MatrixXd const& u, MatrixXd const& tanh) {
    VectorXd y = tanh * p.segment(at.outputs(), at.units) + u * p.segment(at.line(), at.inputs);
    y.array() += p(at.constant());
    return y;
}

/// Derivatives of y by every parameter, shape (rows × parameters).
MatrixXd jacobian(Layout const& at, VectorXd const& p, MatrixXd const& u, MatrixXd const& tanh) {
    MatrixXd j(u.rows(), at.size());
    for (Index unit = 0; unit < at.units; ++unit) {
        VectorXd const slope = p(at.outputs() + unit) * (1 - tanh.col(unit).array().square());
        for (Index i = 0; i < at.inputs; ++i) j.col(unit * at.inputs + i) = slope.cwiseProduct(u.col(i));
        j.col(at.biases() + unit) = slope;
    }
    j.middleCols(at.outputs(), at.units) = tanh;
    j.middleCols(at.line(), at.inputs) = u;
    j.col(at.constant()).setOnes();
    return j;
}

/// Units along the direction with thresholds spread over it, each turned a little its own way.
VectorXd start(Layout const& at, VectorXd const& direction, std::uint64_t seed, int number) {
    constexpr double steepness = 3;  // a unit bends within a third of the range
    constexpr double turned = 0.5;   // of a unit's weights are random
    VectorXd p = VectorXd::Zero(at.size());
    VectorXd const along = direction / direction.cwiseAbs().sum();
    std::uint64_t draw = 0;
    auto const stream = stable_hash("model.network_start") + static_cast<std::uint64_t>(number);
    for (Index unit = 0; unit < at.units; ++unit) {
        double const threshold =
            2 * (static_cast<double>(unit) + uniform(seed, stream, draw++)) / static_cast<double>(at.units) - 1;
        for (Index i = 0; i < at.inputs; ++i)
            p(unit * at.inputs + i) =
                steepness * (along(i) + turned * along.cwiseAbs().maxCoeff() * standard_normal(seed, stream, draw++));
        p(at.biases() + unit) = -steepness * threshold;
    }
    return p;
}

class Fit {
public:
    Fit(Layout const& at, MatrixXd const& u, VectorXd const& y, NetworkOptions const& options)
        : at_(at), u_(u), y_(y), options_(options) {
        // Weights of the units cost a little: where data do not decide them they stay small.
        cost_ = VectorXd::Zero(at.size());
        cost_.head(at.outputs()).setConstant(options.weight_cost * y.squaredNorm());
    }

    /// Improves the parameters; returns the cost.
    double improve(VectorXd& p, int steps) const {
        constexpr int look_back = 10;
        constexpr double most_damping = 1e12;
        auto const cost_of = [&](VectorXd const& q, MatrixXd& tanh, VectorXd& error) {
            tanh = units_of(at_, q, u_);
            error = outputs_of(at_, q, u_, tanh) - y_;
            return error.squaredNorm() + cost_.dot(q.cwiseAbs2());
        };
        MatrixXd tanh;
        VectorXd error;
        double cost = cost_of(p, tanh, error);
        double damping = 1e-3;
        std::vector<double> costs{cost};
        for (int step = 0; step < steps && damping < most_damping; ++step) {
            auto const j = jacobian(at_, p, u_, tanh);
            MatrixXd normal = MatrixXd::Zero(at_.size(), at_.size());
            normal.selfadjointView<Eigen::Lower>().rankUpdate(j.transpose());
            normal.diagonal() += cost_;
            VectorXd const slope = j.transpose() * error + cost_.cwiseProduct(p);
            double const least = 1e-12 * normal.diagonal().maxCoeff();
            VectorXd const diagonal = normal.diagonal().cwiseMax(least);
            for (; damping < most_damping; damping *= 4) {
                MatrixXd damped = normal;
                damped.diagonal() += damping * diagonal;
                VectorXd const candidate = p - damped.selfadjointView<Eigen::Lower>().llt().solve(slope);
                MatrixXd candidate_tanh;
                VectorXd candidate_error;
                double const got = cost_of(candidate, candidate_tanh, candidate_error);
                if (!(got < cost)) continue;
                p = candidate;
                tanh = std::move(candidate_tanh);
                error = std::move(candidate_error);
                cost = got;
                damping = std::max(damping / 3, 1e-12);
                break;
            }
            costs.push_back(cost);
            if (costs.size() > look_back && costs[costs.size() - 1 - look_back] - cost < options_.slow * cost) break;
        }
        return cost;
    }

private:
    Layout at_;
    MatrixXd const& u_;
    VectorXd const& y_;
    NetworkOptions const& options_;
    VectorXd cost_;
};

}  // namespace

MatrixXd scaled(std::span<Limits const> inputs, MatrixXd const& x) {
    CIMCHAR_EXPECT(x.cols() == static_cast<Index>(inputs.size()));
    MatrixXd u = x;
    for (Index i = 0; i < u.cols(); ++i) {
        auto const& range = inputs[static_cast<std::size_t>(i)];
        u.col(i) = (2 * (x.col(i).array() - range.min) / (range.max - range.min) - 1).matrix();
    }
    return u;
}

MatrixXd unit_values(SmallNetwork const& network, MatrixXd const& u) {
    MatrixXd z = u * matrix_of(network.weights).transpose();
    z.rowwise() += vector_of(network.biases).transpose();
    return z.array().tanh();
}

VectorXd values(SmallNetwork const& network, MatrixXd const& x) {
    auto const u = scaled(network.inputs, x);
    VectorXd y = u * vector_of(network.line);
    if (!network.outputs.empty()) y += unit_values(network, u) * vector_of(network.outputs);
    y.array() += network.constant;
    return y;
}

SmallNetwork fit_network(std::span<Limits const> inputs, MatrixXd const& x, VectorXd const& y,
                         VectorXd const& direction, NetworkOptions const& options) {
    Layout const at{static_cast<Index>(options.units), x.cols()};
    CIMCHAR_EXPECT(x.rows() == y.size() && direction.size() == x.cols() && options.starts > 0);
    auto const u = scaled(inputs, x);
    Fit const fit(at, u, y, options);
    VectorXd best;
    double least = std::numeric_limits<double>::infinity();
    for (int number = 0; number < options.starts; ++number) {
        auto p = start(at, direction, options.seed, number);
        double const cost = fit.improve(p, options.first_steps);
        if (!(cost < least)) continue;
        least = cost;
        best = std::move(p);
    }
    CIMCHAR_ENSURE(best.size() == at.size());
    fit.improve(best, options.steps);
    SmallNetwork out;
    out.inputs.assign(inputs.begin(), inputs.end());
    out.weights = table_of(Eigen::Map<RowMajorMatrix const>(best.data(), at.units, at.inputs));
    out.biases = list_of(best.segment(at.biases(), at.units));
    out.outputs = list_of(best.segment(at.outputs(), at.units));
    out.line = list_of(best.segment(at.line(), at.inputs));
    out.constant = best(at.constant());
    return out;
}

}  // namespace cimchar::model
