#include "training/search.hpp"

#include "core/error.hpp"
#include "training/draws.hpp"
#include "training/static_network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace cimchar::training {

namespace {

using circuits::neural::Crossbar;
using circuits::neural::Weights;
using Row = std::vector<float>;  // a number per input vector

constexpr int refresh_after = 3000;       // moves until the loading, taken as constant meanwhile, is solved again
constexpr int watch_after = 5000;         // moves
constexpr double share_of_hidden = 0.85;  // of the moves
constexpr float norm_unit_v = 4e-3F;      // errors are taken in this unit, so that their 16th powers stay in range

/// What an inverter's output does over its gate, as single numbers for the inner loop.
struct FastCurve {
    std::vector<float> level;
    std::vector<float> resistance;
    std::vector<float> curvature;
    float per_v = 0;

    FastCurve(LoadedCurve const& curve, double supply_v) {
        constexpr int steps = 1200;
        per_v = static_cast<float>(steps / supply_v);
        for (int i = 0; i <= steps + 1; ++i) {
            auto const p = curve(supply_v * i / steps);
            level.push_back(static_cast<float>(p.level_v));
            resistance.push_back(static_cast<float>(p.resistance_ohm));
            curvature.push_back(static_cast<float>(p.curvature_v_a2));
        }
    }
};

/// A network in the middle of a search: every node's voltage for every input vector.
class State {
public:
    State(Weights weights, Devices const& devices, Task const& task, SearchOptions const& options)
        : w_(std::move(weights)),
          devices_(devices),
          task_(task),
          common_(static_cast<float>(options.common)),
          inverter_(devices.inverter, devices.supply_v),
          weight_(task.weight.begin(), task.weight.end()) {
        for (double const g : w_.level_s) level_.push_back(static_cast<float>(g));
        auto const n = task_.drive.size();
        row_.assign(w_.hidden.rows, Row(n));
        numerator_.assign(w_.hidden.columns, Row(n));
        hidden_.assign(w_.output.rows, Row(n));
        denominator_.assign(w_.hidden.columns, 0);
        for (std::size_t q = 0; q < 2; ++q) {
            sum_[q].assign(n, 0);
            aim_[q].assign(n, 0);
            tried_sum_[q].assign(n, 0);
        }
        tried_numerator_.assign(n, 0);
        tried_hidden_.assign(n, 0);
        for (std::size_t s = 0; s < n; ++s)
            for (std::size_t q = 0; q < 2; ++q)
                aim_[q][s] = static_cast<float>(devices.p_follower.inverse(task_.port_v[s][q]));
        refresh();
    }

    [[nodiscard]] Weights const& weights() const { return w_; }
    [[nodiscard]] double cost() const { return cost_; }

    /// Solves the network anew.
    void refresh() {
        auto const g = conductances(w_);
        for (std::size_t j = 0; j < w_.hidden.columns; ++j)
            denominator_[j] = static_cast<float>(g.hidden.col(static_cast<Eigen::Index>(j)).sum());
        for (std::size_t q = 0; q < 2; ++q)
            total_[q] = static_cast<float>(g.output.col(static_cast<Eigen::Index>(q)).sum());
        for (std::size_t s = 0; s < weight_.size(); ++s) {
            auto const solved = solve(w_, g, devices_, task_.drive[s]);
            for (std::size_t r = 0; r < w_.hidden.rows; ++r)
                row_[r][s] = static_cast<float>(solved.row_v(static_cast<Eigen::Index>(r)));
            for (std::size_t j = 0; j < w_.hidden.columns; ++j) {
                auto const i = static_cast<Eigen::Index>(j);
                numerator_[j][s] = static_cast<float>(solved.column_v(i)) * denominator_[j];
                hidden_[j][s] = static_cast<float>(solved.inverter_v(i));
            }
            for (std::size_t j = w_.hidden.columns; j < w_.output.rows; ++j)
                hidden_[j][s] = j < w_.hidden.columns + static_cast<std::size_t>(w_.output_bias_cells)
                                    ? 0.0F
                                    : static_cast<float>(devices_.supply_v);
            for (std::size_t q = 0; q < 2; ++q)
                sum_[q][s] = static_cast<float>(solved.output_v(static_cast<Eigen::Index>(q))) * total_[q];
        }
        cost_ = cost_of(sum_[0], total_[0], sum_[1], total_[1]);
    }

    /// Cost with the cell of the hidden crossbar at another level; take_hidden() keeps it.
    double try_hidden(std::size_t row, std::size_t column, int level) {
        float const change = level_[idx(level)] - level_[idx(w_.hidden.at(row, column))];
        float const g0 = level_[idx(w_.output.at(column, 0))];
        float const g1 = level_[idx(w_.output.at(column, 1))];
        float const per_denominator = 1 / (denominator_[column] + change);
        float const per_total0 = 1 / total_[0];
        float const per_total1 = 1 / total_[1];
        float const per_v = inverter_.per_v;
        float const last = static_cast<float>(inverter_.level.size()) - 2;
        float const* const numerator = numerator_[column].data();
        float const* const row_v = row_[row].data();
        float const* const before = hidden_[column].data();
        for (std::size_t s = 0; s < weight_.size(); ++s) {
            float const n = numerator[s] + change * row_v[s];
            tried_numerator_[s] = n;
            float const t = std::min(std::max(n * per_denominator * per_v, 0.0F), last);
            auto const i = static_cast<std::uint32_t>(t);
            float const f = t - static_cast<float>(i);
            auto const between = [&](std::vector<float> const& y) { return y[i] + f * (y[i + 1] - y[i]); };
            // The current at the output before the move: what the move changes of it is of second order.
            float const current =
                g0 * (before[s] - sum_[0][s] * per_total0) + g1 * (before[s] - sum_[1][s] * per_total1);
            float const v = between(inverter_.level) +
                            current * (between(inverter_.curvature) * current - between(inverter_.resistance));
            // … but where the inverter is steep, its own new level counts: one more round.
            float const again = current + (g0 + g1) * (v - before[s]);
            float const settled = between(inverter_.level) +
                                  again * (between(inverter_.curvature) * again - between(inverter_.resistance));
            tried_hidden_[s] = settled;
            float const moved = settled - before[s];
            tried_sum_[0][s] = sum_[0][s] + g0 * moved;
            tried_sum_[1][s] = sum_[1][s] + g1 * moved;
        }
        return tried_cost_ = cost_of(tried_sum_[0], total_[0], tried_sum_[1], total_[1]);
    }
    void take_hidden(std::size_t row, std::size_t column, int level) {
        denominator_[column] += level_[idx(level)] - level_[idx(w_.hidden.at(row, column))];
        w_.hidden.at(row, column) = level;
        std::swap(numerator_[column], tried_numerator_);
        std::swap(hidden_[column], tried_hidden_);
        for (std::size_t q = 0; q < 2; ++q) std::swap(sum_[q], tried_sum_[q]);
        cost_ = tried_cost_;
    }

    /// The same for a cell of the output crossbar.
    double try_output(std::size_t row, std::size_t q, int level) {
        float const change = level_[idx(level)] - level_[idx(w_.output.at(row, q))];
        for (std::size_t s = 0; s < weight_.size(); ++s) tried_sum_[q][s] = sum_[q][s] + change * hidden_[row][s];
        float const total = total_[q] + change;
        return tried_cost_ = q == 0 ? cost_of(tried_sum_[0], total, sum_[1], total_[1])
                                    : cost_of(sum_[0], total_[0], tried_sum_[1], total);
    }
    void take_output(std::size_t row, std::size_t q, int level) {
        total_[q] += level_[idx(level)] - level_[idx(w_.output.at(row, q))];
        w_.output.at(row, q) = level;
        std::swap(sum_[q], tried_sum_[q]);
        cost_ = tried_cost_;
    }

private:
    static std::size_t idx(int level) { return static_cast<std::size_t>(level); }

    [[nodiscard]] double cost_of(Row const& sum0, float total0, Row const& sum1, float total1) const {
        constexpr std::size_t lanes = 8;  // a fixed order of summation that vectorizes
        std::array<float, lanes> power{};
        float const a = 1 / (total0 * norm_unit_v);
        float const b = 1 / (total1 * norm_unit_v);
        float const per_unit = 1 / norm_unit_v;
        auto const add = [&](std::size_t s, float& to) {
            float const e0 = sum0[s] * a - aim_[0][s] * per_unit;
            float const e1 = sum1[s] * b - aim_[1][s] * per_unit;
            float const d = (e0 - e1) / 2 * weight_[s];
            float const c = (e0 + e1) / 2 * common_ * weight_[s];
            float const d2 = d * d;
            float const c2 = c * c;
            float const d8 = d2 * d2 * d2 * d2;
            float const c8 = c2 * c2 * c2 * c2;
            to += d8 * d8 + c8 * c8;
        };
        std::size_t s = 0;
        for (; s + lanes <= weight_.size(); s += lanes)
            for (std::size_t l = 0; l < lanes; ++l) add(s + l, power[l]);
        for (; s < weight_.size(); ++s) add(s, power[0]);
        double all = 0;
        for (float const p : power) all += p;
        return std::pow(all / static_cast<double>(weight_.size()), 1.0 / 16) * norm_unit_v;
    }

    Weights w_;
    Devices const& devices_;
    Task const& task_;
    float common_;
    FastCurve inverter_;
    Row weight_;
    std::vector<float> level_;

    std::vector<Row> row_;            ///< shape (rows, vectors): hidden crossbar's rows under load
    std::vector<Row> numerator_;      ///< shape (inverters, vectors): Σ g·v of a column
    std::vector<float> denominator_;  ///< Σ g of a column
    std::vector<Row> hidden_;         ///< shape (output rows, vectors)
    std::array<Row, 2> sum_;          ///< Σ g·v of an output column
    std::array<float, 2> total_{};    ///< Σ g of an output column
    std::array<Row, 2> aim_;          ///< what an output column should be
    double cost_ = 0;

    Row tried_numerator_;
    Row tried_hidden_;
    std::array<Row, 2> tried_sum_;
    double tried_cost_ = 0;
};

}  // namespace

Weights search_levels(Weights const& start, Devices const& devices, Task const& task, SearchOptions const& options,
                      Watch const& watch) {
    CIMCHAR_EXPECT(options.hot_v > options.cold_v && options.cold_v > 0 && !task.drive.empty());
    Draws draw(options.seed, "search");
    State state(start, devices, task, options);
    Weights best = state.weights();
    double best_v = state.cost();
    int const levels = static_cast<int>(start.level_s.size());
    for (std::uint64_t move = 0; move < options.moves; ++move) {
        if (move % watch_after == 0 && !watch({move, state.cost(), best_v})) return best;
        if (move % refresh_after == refresh_after - 1) state.refresh();
        double const temperature_v =
            options.hot_v *
            std::pow(options.cold_v / options.hot_v, static_cast<double>(move) / static_cast<double>(options.moves));
        bool const hidden = draw() < share_of_hidden;
        auto const& crossbar = hidden ? state.weights().hidden : state.weights().output;
        std::size_t const row = draw.below(crossbar.rows);
        std::size_t const column = draw.below(crossbar.columns);
        double const u = draw();
        int const level = crossbar.at(row, column) + (u < 0.1 ? -2 : u < 0.5 ? -1 : u < 0.9 ? 1 : 2);
        if (level < 0 || level >= levels) continue;
        double const cost_v = hidden ? state.try_hidden(row, column, level) : state.try_output(row, column, level);
        if (cost_v > state.cost() && draw() > std::exp((state.cost() - cost_v) / temperature_v)) continue;
        if (hidden)
            state.take_hidden(row, column, level);
        else
            state.take_output(row, column, level);
        if (cost_v < best_v) {
            best_v = cost_v;
            best = state.weights();
        }
    }
    return best;
}

}  // namespace cimchar::training
