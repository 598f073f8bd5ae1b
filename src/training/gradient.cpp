#include "training/gradient.hpp"

#include "core/error.hpp"
#include "core/random.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <string_view>

namespace cimchar::training {

namespace {

using circuits::neural::Weights;

constexpr int curve_points = 2401;  // half a millivolt apart, as LoadedCurve has them
constexpr int judge_after = 100;    // steps
constexpr double last_rate = 0.01;  // share of the first

/// Numbers of one step, in order.
class Draws {
public:
    Draws(std::uint64_t seed, int step)
        : seed_(seed), stream_(stable_hash("gradient") + static_cast<std::uint64_t>(step)) {}
    double normal() { return standard_normal(seed_, stream_, next_++); }
    Eigen::Index below(std::size_t n) {
        auto const i = static_cast<std::size_t>(uniform(seed_, stream_, next_++) * static_cast<double>(n));
        return static_cast<Eigen::Index>(std::min(i, n - 1));
    }
    /// An index, by shares that are added up.
    Eigen::Index of(std::vector<double> const& up_to) {
        auto const at = std::ranges::upper_bound(up_to, uniform(seed_, stream_, next_++) * up_to.back());
        return std::min(at - up_to.begin(), std::ssize(up_to) - 1);
    }
    Table spread(std::size_t rows, std::size_t columns, double sigma) {
        Table factor(rows, columns);
        for (auto& f : factor.reshaped<Eigen::RowMajor>()) f = sigma > 0 ? std::exp(sigma * normal()) : 1;
        return factor;
    }

private:
    std::uint64_t seed_;
    std::uint64_t stream_;
    std::uint64_t next_ = 0;
};

Stages stages(Eigen::Index rows, Eigen::Index columns) {
    return {Table::Zero(rows, columns), Table::Zero(rows, columns), Table::Zero(rows, columns)};
}

/// Stages that do not give way keep their level under any load.
void set(Stages& to, Eigen::Index row, Eigen::Index column, LoadedCurve::Point const& point, bool gives_way) {
    to.level_v(row, column) = point.level_v;
    to.resistance_ohm(row, column) = gives_way ? point.resistance_ohm : 0;
    to.curvature_v_a2(row, column) = gives_way ? point.curvature_v_a2 : 0;
}

std::vector<double> log_levels(Weights const& w) {
    std::vector<double> log_level;
    for (double const g : w.level_s) log_level.push_back(std::log(g));
    return log_level;
}

int nearest(std::vector<double> const& ascending, double x) {
    auto const above = std::lower_bound(ascending.begin(), ascending.end(), x);
    if (above == ascending.begin()) return 0;
    if (above == ascending.end()) return static_cast<int>(ascending.size()) - 1;
    return static_cast<int>(above - ascending.begin()) - (*above - x < x - *(above - 1) ? 0 : 1);
}

Weights rounded(Weights const& shape, Cells const& log_conductance) {
    auto w = shape;
    auto const log_level = log_levels(shape);
    auto const round = [&](circuits::neural::Crossbar& crossbar, Table const& log_s) {
        std::transform(log_s.data(), log_s.data() + log_s.size(), crossbar.level.begin(),
                       [&](double x) { return nearest(log_level, x); });
    };
    round(w.hidden, log_conductance.hidden);
    round(w.output, log_conductance.output);
    return w;
}

/// The search's cost: norm over the examples of the error that both output columns have apart and, weighted, alike
/// [V].
double cost_of(Weights const& w, Devices const& devices, Examples const& examples, GradientOptions const& options) {
    constexpr double unit_v = 4e-3;  // so that 16th powers stay in range
    auto const g = conductances(w);
    std::vector const inverters(w.hidden.columns, &devices.inverter);
    double sum = 0;
    for (Eigen::Index s = 0; s < examples.input_v.rows(); ++s) {
        auto const solved = solve(w, g, devices, inverters, examples.drive(devices, inputs_of(examples, s)));
        Eigen::Vector2d error_v = solved.output_v;
        for (int q = 0; q < 2; ++q) error_v(q) -= devices.p_follower.inverse(examples.port_v(s, q));
        error_v *= examples.weight[static_cast<std::size_t>(s)];
        sum += std::pow((error_v(0) - error_v(1)) / 2 / unit_v, options.norm) +
               std::pow(options.common * error_v.mean() / unit_v, options.norm);
    }
    return std::pow(sum / static_cast<double>(examples.input_v.rows()), 1.0 / options.norm) * unit_v;
}

}  // namespace

std::vector<double> inputs_of(Examples const& examples, Eigen::Index example) {
    return {examples.input_v.row(example).begin(), examples.input_v.row(example).end()};
}

Batch draw_batch(Weights const& shape, Devices const& nominal, std::vector<Devices> const& chips,
                 Examples const& examples, GradientOptions const& options, int step) {
    Draws draw(options.seed, step);
    auto const& followers = chips.empty() ? nominal : chips[static_cast<std::size_t>(draw.below(chips.size()))];
    double const spread = options.aware ? options.spread : 0;
    double const noise_v = options.aware ? options.input_noise_v : 0;
    std::vector<double> shares;
    std::ranges::transform(examples.weight, std::back_inserter(shares), [](double w) { return w * w; });
    std::partial_sum(shares.begin(), shares.end(), shares.begin());
    auto const driven = shape.hidden.rows - 2 * static_cast<std::size_t>(shape.bias_cells);
    Batch batch;
    batch.rows = stages(options.batch, static_cast<Eigen::Index>(driven));
    batch.aim_v = Table(options.batch, 2);
    for (Eigen::Index s = 0; s < options.batch; ++s) {
        auto const example = draw.of(shares);
        auto x = inputs_of(examples, example);
        if (noise_v > 0)
            for (auto& v : x) v += noise_v * draw.normal();
        auto const points = examples.drive(followers, x);
        for (std::size_t r = 0; r < driven; ++r)
            set(batch.rows, s, static_cast<Eigen::Index>(r), points[r], options.aware);
        for (int q = 0; q < 2; ++q) batch.aim_v(s, q) = followers.p_follower.inverse(examples.port_v(example, q));
    }
    batch.factor = {draw.spread(shape.hidden.rows, shape.hidden.columns, spread),
                    draw.spread(shape.output.rows, shape.output.columns, spread)};
    for (std::size_t j = 0; j < shape.hidden.columns; ++j)
        batch.curve.push_back(chips.empty() ? 0 : draw.below(chips.size()));
    batch.rounded = options.aware && step >= options.continuous * options.steps;
    return batch;
}

NetworkParts network_parts(Weights const& start, Devices const& nominal, std::vector<Devices> const& chips,
                           GradientOptions const& options) {
    NetworkParts parts;
    parts.supply_v = nominal.supply_v;
    parts.bias_cells = start.bias_cells;
    parts.output_bias_cells = start.output_bias_cells;
    parts.log_level = log_levels(start);
    parts.common = options.common;
    parts.peak = options.peak;
    auto const curves = std::max<std::size_t>(chips.size(), 1);
    parts.inverters = stages(static_cast<Eigen::Index>(curves), curve_points);
    for (std::size_t c = 0; c < curves; ++c)
        for (Eigen::Index i = 0; i < curve_points; ++i) {
            double const gate_v = nominal.supply_v * static_cast<double>(i) / (curve_points - 1);
            auto const& inverter = chips.empty() ? nominal.inverter : chips[c].inverter;
            set(parts.inverters, static_cast<Eigen::Index>(c), i, inverter(gate_v), options.aware);
        }
    return parts;
}

std::unique_ptr<GradientNetwork> gradient_network(Weights const& start, Devices const& nominal,
                                                  std::vector<Devices> const& chips, GradientOptions const& options) {
    auto const parts = network_parts(start, nominal, chips, options);
    auto const g = conductances(start);
    return make_gradient_network(parts, {g.hidden.array().log(), g.output.array().log()});
}

Weights descend(Weights const& start, Devices const& nominal, std::vector<Devices> const& chips,
                Examples const& examples, GradientOptions const& options, Watch const& watch) {
    CIMCHAR_EXPECT(options.steps > 0 && options.batch > 0 && options.rate > 0 && examples.input_v.rows() > 0 &&
                   std::ssize(examples.weight) == examples.input_v.rows());
    auto const network = gradient_network(start, nominal, chips, options);
    auto best = start;
    double best_v =
        options.aware ? cost_of(start, nominal, examples, options) : std::numeric_limits<double>::infinity();
    for (int step = 0; step < options.steps; ++step) {
        double const done = static_cast<double>(step) / options.steps;
        network->step(draw_batch(start, nominal, chips, examples, options, step),
                      options.rate * std::pow(last_rate, done));
        if ((step + 1) % judge_after != 0 && step + 1 != options.steps) continue;
        auto here = rounded(start, network->log_conductance());
        double const cost_v = cost_of(here, nominal, examples, options);
        if (!options.aware || cost_v < best_v) best = std::move(here);
        best_v = std::min(best_v, cost_v);
        if (!watch({static_cast<std::uint64_t>(step) + 1, cost_v, best_v})) break;
    }
    return best;
}

}  // namespace cimchar::training
