#include "training/static_network.hpp"

#include "core/error.hpp"

namespace cimchar::training {

namespace {

using circuits::neural::Crossbar;
using circuits::neural::Weights;

// Each round shrinks what is left by the loading, a few per cent.
constexpr int rounds = 8;

}  // namespace

Eigen::MatrixXd conductances(Crossbar const& crossbar, std::vector<double> const& level_s) {
    Eigen::MatrixXd g(crossbar.rows, crossbar.columns);
    for (std::size_t r = 0; r < crossbar.rows; ++r)
        for (std::size_t c = 0; c < crossbar.columns; ++c)
            g(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(c)) =
                level_s.at(static_cast<std::size_t>(crossbar.at(r, c)));
    return g;
}

Settled settle(Eigen::MatrixXd const& g, Drive const& drive, int bias_cells, double supply_v) {
    auto const driven = static_cast<Eigen::Index>(drive.size());
    CIMCHAR_EXPECT(g.rows() == driven + 2 * bias_cells);
    Settled s;
    s.row_v = Eigen::VectorXd::Zero(g.rows());
    s.row_v.tail(bias_cells).setConstant(supply_v);
    Eigen::VectorXd const total = g.colwise().sum().transpose();
    Eigen::VectorXd const row_total = g.rowwise().sum();
    for (Eigen::Index k = 0; k < driven; ++k) s.row_v(k) = drive[static_cast<std::size_t>(k)].level_v;
    for (int round = 0; round < rounds; ++round) {
        s.column_v = (g.transpose() * s.row_v).cwiseQuotient(total);
        for (Eigen::Index k = 0; k < driven; ++k)
            s.row_v(k) = drive[static_cast<std::size_t>(k)].into(row_total(k), g.row(k).dot(s.column_v), s.row_v(k));
    }
    s.column_v = (g.transpose() * s.row_v).cwiseQuotient(total);
    return s;
}

Conductances conductances(Weights const& weights) {
    return {conductances(weights.hidden, weights.level_s), conductances(weights.output, weights.level_s)};
}

Solution solve(Weights const& w, Conductances const& g, Devices const& devices, Drive const& drive) {
    return solve(w, g, devices, std::vector(w.hidden.columns, &devices.inverter), drive);
}

Solution solve(Weights const& w, Conductances const& g, Devices const& followers,
               std::vector<LoadedCurve const*> const& inverters, Drive const& drive) {
    CIMCHAR_EXPECT(drive.size() == circuits::neural::driven_rows(w) && inverters.size() == w.hidden.columns);
    auto hidden = settle(g.hidden, drive, w.bias_cells, followers.supply_v);
    Drive driving;
    for (std::size_t j = 0; j < inverters.size(); ++j)
        driving.push_back((*inverters[j])(hidden.column_v(static_cast<Eigen::Index>(j))));
    auto const output = settle(g.output, driving, w.output_bias_cells, followers.supply_v);
    Solution s;
    s.row_v = std::move(hidden.row_v);
    s.column_v = std::move(hidden.column_v);
    s.inverter_v = output.row_v.head(static_cast<Eigen::Index>(w.hidden.columns));
    s.output_v = output.column_v;
    for (int q = 0; q < 2; ++q) s.port_v(q) = followers.p_follower(s.output_v(q)).level_v;
    return s;
}

double result_v(Weights const& w, Eigen::Vector2d const& port_v) {
    return (port_v(0) - port_v(1) + w.full_scale_v) / 2;
}

double common_v(Weights const& w, Eigen::Vector2d const& port_v) {
    return (port_v.sum() - w.full_scale_v) / 2 - w.pedestal_v;
}

}  // namespace cimchar::training
