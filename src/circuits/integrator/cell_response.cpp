#include "circuits/integrator/cell_response.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace cimchar::circuits::integrator {

namespace {

// Six σ of the assumed 45 nm mismatch for T2 at its default size.
constexpr CellDeparture usual_reach{0.09, 0.45, 1.2};

/// The usual reach, or twice, four times … it: the grid then is the same for nearly all chips.
double wide_enough(double usual, double needed) {
    while (usual < needed) usual *= 2;
    return usual;
}

/// Weights of Lagrange's polynomial through `nodes` at x, by the barycentric formula for Chebyshev's points.
std::vector<double> lagrange(std::vector<double> const& nodes, double x) {
    auto const n = nodes.size();
    std::vector<double> weights(n, 0);
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (x == nodes[i]) {
            weights.assign(n, 0);
            weights[i] = 1;
            return weights;
        }
        double const angle = (static_cast<double>(i) + 0.5) * std::numbers::pi / static_cast<double>(n);
        weights[i] = (i % 2 == 0 ? 1 : -1) * std::sin(angle) / (x - nodes[i]);
        sum += weights[i];
    }
    for (double& w : weights) w /= sum;
    return weights;
}

std::array<double, 3> coordinates(CellDeparture const& cell) {
    return {cell.vth_v, cell.beta, std::log1p(cell.g)};
}

}  // namespace

CellResponse::CellResponse(CellDeparture const& reach) {
    double const smallest = std::log(netlist::smallest_factor);
    low_ = {-reach.vth_v, std::max(-reach.beta, netlist::smallest_factor - 1), smallest};
    high_ = {reach.vth_v, reach.beta, std::log1p(reach.g)};
    for (std::size_t axis = 0; axis < 3; ++axis)
        for (std::size_t i = 0; i < points[axis]; ++i) {
            double const angle = (static_cast<double>(i) + 0.5) * std::numbers::pi / static_cast<double>(points[axis]);
            nodes_[axis].push_back(std::midpoint(low_[axis], high_[axis]) +
                                   (high_[axis] - low_[axis]) / 2 * std::cos(angle));
        }
}

std::vector<CellDeparture> CellResponse::grid() const {
    std::vector<CellDeparture> cells;
    for (double const log_g : nodes_[2])
        for (double const beta : nodes_[1])
            for (double const vth_v : nodes_[0]) cells.push_back({vth_v, beta, std::expm1(log_g)});
    return cells;
}

void CellResponse::set(std::vector<double> const& current_a, double nominal_a) {
    CIMCHAR_EXPECT(current_a.size() == points[0] * points[1] * points[2]);
    log_current_.clear();
    for (double const a : current_a) log_current_.push_back(std::log(a / nominal_a));
}

double CellResponse::relative_current(CellDeparture const& cell) const {
    CIMCHAR_EXPECT(!log_current_.empty());
    auto const x = coordinates(cell);
    std::array<std::vector<double>, 3> weights;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        CIMCHAR_EXPECT(x[axis] >= low_[axis] && x[axis] <= high_[axis]);
        weights[axis] = lagrange(nodes_[axis], x[axis]);
    }
    double sum = 0;
    auto value = log_current_.begin();
    for (double const wg : weights[2])
        for (double const wb : weights[1])
            for (double const wv : weights[0]) sum += wg * wb * wv * *value++;
    return std::exp(sum);
}

namespace {

/// The response of the cells of a bit line at the drain voltage `v_d2_v`, within `reach` or somewhat more, so that many
/// chips share it.
CellResponse simulated_cell_response(Bench const& bench, Simulate const& simulate, CellDeparture const& reach,
                                     double v_d2_v) {
    CellResponse response({wide_enough(usual_reach.vth_v, reach.vth_v), wide_enough(usual_reach.beta, reach.beta),
                           wide_enough(usual_reach.g, reach.g)});
    auto const cells = response.grid();
    auto const w = simulate(cell_currents(bench, cells, v_d2_v));
    std::vector<double> current_a;
    for (std::size_t i = 0; i < cells.size(); ++i) current_a.push_back(w["i(vc" + std::to_string(i) + ")"].front());
    response.set(current_a, w["i(vnominal)"].front());
    return response;
}

}  // namespace

std::vector<Cells> cells_of(Bench const& bench, Simulate const& simulate, int weight) {
    auto const& d = bench.design;
    std::vector<Cells> cells;
    cells.reserve(static_cast<std::size_t>(d.bits));
    for (int k = 0; k < d.bits; ++k) cells.push_back(nominal_cells(d, ((weight >> k) & 1) != 0, d.lines));
    if (bench.chip.is_nominal()) return cells;
    constexpr double regulated_v = 0.35;
    double const initial_v = d.initial_voltage(bench.condition);
    double const drain_v = d.active() ? initial_v : d.isolation ? regulated_v : initial_v - d.full_scale_v / 2;
    // The replica follows the process as the cells do, and takes the word line with it.
    bool const followed = d.swap && d.bias_replica;
    double const process_v = followed ? 0 : bench.chip.deviation("process", "nmos_vth_v");
    std::vector<std::vector<CellDeparture>> departures(cells.size());
    CellDeparture reach{std::abs(process_v), 0, 0};
    for (int k = 0; k < d.bits; ++k)
        for (int row = 0; row < d.lines; ++row) {
            auto cell = cell_departure(bench.chip, k, row);
            cell.vth_v += process_v;
            reach.vth_v = std::max(reach.vth_v, std::abs(cell.vth_v));
            reach.beta = std::max(reach.beta, std::abs(cell.beta));
            reach.g = std::max(reach.g, cell.g);
            departures[static_cast<std::size_t>(k)].push_back(cell);
        }
    auto const response = simulated_cell_response(bench, simulate, reach, drain_v);
    double const nominal = response.relative_current({process_v, 0, 0});
    for (std::size_t k = 0; k < cells.size(); ++k) {
        if (cells[k].on_lrs == 0) continue;
        cells[k].on_lrs = 0;
        for (auto const& cell : departures[k]) cells[k].on_lrs += response.relative_current(cell) / nominal;
    }
    return cells;
}

}  // namespace cimchar::circuits::integrator
