#include "training/static_network.hpp"

#include "core/error.hpp"

namespace cimchar::training {

namespace {

using circuits::neural::Crossbar;
using circuits::neural::Weights;

// Each round shrinks what is left by the loading, a few per cent.
constexpr int rounds = 8;

Eigen::MatrixXd of_crossbar(Crossbar const& crossbar, std::vector<double> const& level_s) {
    Eigen::MatrixXd g(crossbar.rows, crossbar.columns);
    for (std::size_t r = 0; r < crossbar.rows; ++r)
        for (std::size_t c = 0; c < crossbar.columns; ++c)
            g(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c)) =
                level_s.at(static_cast<std::size_t>(crossbar.at(r, c)));
    return g;
}

/// Rows that stages drive come first in both crossbars; then rows to ground, then rows to the supply.
Eigen::VectorXd with_bias(std::size_t driven, int bias_cells, double supply_v) {
    auto const n = static_cast<Eigen::Index>(driven);
    Eigen::VectorXd v = Eigen::VectorXd::Zero(n + 2 * bias_cells);
    v.tail(bias_cells).setConstant(supply_v);
    return v;
}

/// Lets stages drive the first rows of a crossbar until currents and voltages agree; returns the columns' voltages.
Eigen::VectorXd settle(Eigen::MatrixXd const& g, std::vector<LoadedCurve::Point> const& stages,
                       Eigen::VectorXd& row_v) {
    Eigen::VectorXd const total = g.colwise().sum().transpose();
    Eigen::VectorXd const row_total = g.rowwise().sum();
    for (std::size_t k = 0; k < stages.size(); ++k) row_v(static_cast<Eigen::Index>(k)) = stages[k].level_v;
    Eigen::VectorXd column_v;
    for (int round = 0; round < rounds; ++round) {
        column_v = (g.transpose() * row_v).cwiseQuotient(total);
        for (std::size_t k = 0; k < stages.size(); ++k) {
            auto const i = static_cast<Eigen::Index>(k);
            row_v(i) = stages[k].at(row_total(i) * row_v(i) - g.row(i).dot(column_v));
        }
    }
    return (g.transpose() * row_v).cwiseQuotient(total);
}

}  // namespace

Conductances conductances(Weights const& weights) {
    return {of_crossbar(weights.hidden, weights.level_s), of_crossbar(weights.output, weights.level_s)};
}

Drive shift_add_drive(Weights const& w, Devices const& devices, std::vector<double> const& input_v) {
    using circuits::neural::bit_lines;
    using circuits::neural::inputs;
    CIMCHAR_EXPECT(input_v.size() == inputs);
    Drive followers;
    for (std::size_t k = 0; k < bit_lines; ++k) {
        followers.push_back(devices.p_follower(input_v[k]));
        followers.push_back(devices.n_follower(devices.supply_v - input_v[k]));
    }
    for (double const held_v : {input_v.back(), w.full_scale_v - input_v.back()})
        followers.push_back(devices.p_follower(devices.n_follower(w.pedestal_v + held_v).level_v));
    return followers;
}

Solution solve(Weights const& w, Conductances const& g, Devices const& devices, std::vector<double> const& input_v) {
    return solve(w, g, devices, std::vector(w.hidden.columns, &devices.inverter), shift_add_drive(w, devices, input_v));
}

Solution solve(Weights const& w, Conductances const& g, Devices const& followers,
               std::vector<LoadedCurve const*> const& inverters, Drive const& drive) {
    CIMCHAR_EXPECT(inverters.size() == w.hidden.columns);
    Solution s;
    s.row_v = with_bias(drive.size(), w.bias_cells, followers.supply_v);
    s.column_v = settle(g.hidden, drive, s.row_v);

    Drive driving;
    for (std::size_t j = 0; j < inverters.size(); ++j)
        driving.push_back((*inverters[j])(s.column_v(static_cast<Eigen::Index>(j))));
    Eigen::VectorXd output_row_v = with_bias(w.hidden.columns, w.output_bias_cells, followers.supply_v);
    s.output_v = settle(g.output, driving, output_row_v);
    s.inverter_v = output_row_v.head(static_cast<Eigen::Index>(w.hidden.columns));
    for (int q = 0; q < 2; ++q) s.port_v(q) = followers.p_follower(s.output_v(q)).level_v;
    return s;
}

double result_v(Weights const& w, Solution const& s) {
    return (s.port_v(0) - s.port_v(1) + w.full_scale_v) / 2;
}

}  // namespace cimchar::training
