#include "training/search.hpp"

#include "core/error.hpp"
#include "training/draws.hpp"
#include "training/static_network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>
#include <utility>

namespace cimchar::training {

namespace {

using circuits::neural::Crossbar;
using circuits::neural::Weights;
using Row = std::vector<float>;  // a number per input vector

constexpr int refresh_after = 30;         // moves taken until the network is solved anew, and judged
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

/// What the rows of the output crossbar give its two columns, shape (vectors) each. An inverter of level E behind a
/// resistance R in front of cells g_q gives way: v = (E + R·Σ g_q·c_q)·k with k = 1/(1 + R·Σ g_q), so that the columns
/// c_q follow from Σ (g_q - M_qq)·c_q - M_01·c_p = B_q, with B_q = Σ g_q·k·E and M_qp = Σ g_q·g_p·R·k.
struct Output {
    std::array<Row, 2> b;
    std::array<Row, 3> m;  ///< M_00, M_01, M_11

    explicit Output(std::size_t n) {
        for (auto& row : b) row.assign(n, 0);
        for (auto& row : m) row.assign(n, 0);
    }
};

/// A row's part of an Output.
struct Part {
    float b0, b1, m00, m01, m11;

    Part(float level_v, float resistance_ohm, float g0, float g1) {
        float const k = 1 / (1 + resistance_ohm * (g0 + g1));
        float const rk = resistance_ohm * k;
        b0 = g0 * k * level_v;
        b1 = g1 * k * level_v;
        m00 = g0 * g0 * rk;
        m01 = g0 * g1 * rk;
        m11 = g1 * g1 * rk;
    }
};

/// A power of an error of which this is the square.
template <int norm>
float power_of(float square) {
    if constexpr (norm == 2) return square;
    if constexpr (norm == 4) return square * square;
    float const eighth = square * square * square * square;
    return norm == 8 ? eighth : eighth * eighth;
}

/// A network in the middle of a search: every node's voltage for every input vector.
class State {
public:
    State(Weights weights, Devices const& devices, Task const& task, SearchOptions const& options)
        : w_(std::move(weights)),
          devices_(devices),
          task_(task),
          common_(static_cast<float>(options.common)),
          norm_(options.norm),
          inverter_(devices.inverter, devices.supply_v),
          weight_(task.weight.begin(), task.weight.end()),
          output_(weight_.size()),
          tried_(weight_.size()) {
        for (double const g : w_.level_s) level_.push_back(static_cast<float>(g));
        auto const n = weight_.size();
        row_.assign(w_.hidden.rows, Row(n));
        numerator_.assign(w_.hidden.columns, Row(n));
        source_.assign(w_.output.rows, Row(n));
        resistance_.assign(w_.output.rows, Row(n));
        denominator_.assign(w_.hidden.columns, 0);
        for (std::size_t q = 0; q < 2; ++q) {
            column_[q].assign(n, 0);
            aim_[q].assign(n, 0);
            tried_column_[q].assign(n, 0);
        }
        tried_numerator_.assign(n, 0);
        tried_source_.assign(n, 0);
        tried_resistance_.assign(n, 0);
        for (std::size_t s = 0; s < n; ++s)
            for (std::size_t q = 0; q < 2; ++q)
                aim_[q][s] = static_cast<float>(devices.p_follower.inverse(task_.port_v[s][q]));
        refresh();
    }

    [[nodiscard]] Weights const& weights() const { return w_; }
    [[nodiscard]] double cost() const { return cost_; }

    /// Solves the network anew: moves leave what the rows of the hidden crossbar give way as it was.
    void refresh() {
        auto const g = conductances(w_);
        for (std::size_t j = 0; j < w_.hidden.columns; ++j)
            denominator_[j] = static_cast<float>(g.hidden.col(static_cast<Eigen::Index>(j)).sum());
        for (std::size_t q = 0; q < 2; ++q)
            total_[q] = static_cast<float>(g.output.col(static_cast<Eigen::Index>(q)).sum());
        auto const first_at_supply = w_.hidden.columns + static_cast<std::size_t>(w_.output_bias_cells);
        for (std::size_t s = 0; s < weight_.size(); ++s) {
            auto const solved = solve(w_, g, devices_, task_.drive[s]);
            for (std::size_t r = 0; r < w_.hidden.rows; ++r)
                row_[r][s] = static_cast<float>(solved.row_v(static_cast<Eigen::Index>(r)));
            for (std::size_t j = 0; j < w_.output.rows; ++j) {
                auto const i = static_cast<Eigen::Index>(j);
                if (j >= w_.hidden.columns) {
                    source_[j][s] = j < first_at_supply ? 0.0F : static_cast<float>(devices_.supply_v);
                    continue;
                }
                numerator_[j][s] = static_cast<float>(solved.column_v(i)) * denominator_[j];
                auto const point = devices_.inverter(solved.column_v(i));
                double const current_a =
                    g.output.row(i).sum() * solved.inverter_v(i) - g.output.row(i).dot(solved.output_v);
                source_[j][s] = static_cast<float>(point.level_v + point.curvature_v_a2 * current_a * current_a);
                resistance_[j][s] = static_cast<float>(point.resistance_ohm);
            }
            std::array<double, 5> sums{};
            for (std::size_t j = 0; j < w_.output.rows; ++j) {
                Part const p(source_[j][s], resistance_[j][s], g_of(j, 0), g_of(j, 1));
                std::array<float, 5> const parts{p.b0, p.b1, p.m00, p.m01, p.m11};
                for (std::size_t i = 0; i < parts.size(); ++i) sums[i] += parts[i];
            }
            for (std::size_t q = 0; q < 2; ++q) output_.b[q][s] = static_cast<float>(sums[q]);
            for (std::size_t q = 0; q < 3; ++q) output_.m[q][s] = static_cast<float>(sums[2 + q]);
        }
        for (std::size_t s = 0; s < weight_.size(); ++s)
            std::tie(column_[0][s], column_[1][s]) = columns(total_[0], total_[1], output_.b[0][s], output_.b[1][s],
                                                             output_.m[0][s], output_.m[1][s], output_.m[2][s]);
        cost_ = cost_of(column_);
    }

    /// Cost with the cell of the hidden crossbar at another level; take_hidden() keeps it.
    double try_hidden(std::size_t row, std::size_t column, int level) {
        float const change = level_[idx(level)] - level_[idx(w_.hidden.at(row, column))];
        float const g0 = g_of(column, 0);
        float const g1 = g_of(column, 1);
        float const per_denominator = 1 / (denominator_[column] + change);
        float const per_v = inverter_.per_v;
        float const last = static_cast<float>(inverter_.level.size()) - 2;
        float const* const numerator = numerator_[column].data();
        float const* const row_v = row_[row].data();
        for (std::size_t s = 0; s < weight_.size(); ++s) {
            float const n = numerator[s] + change * row_v[s];
            tried_numerator_[s] = n;
            float const t = std::min(std::max(n * per_denominator * per_v, 0.0F), last);
            auto const i = static_cast<std::uint32_t>(t);
            float const f = t - static_cast<float>(i);
            auto const between = [&](std::vector<float> const& y) { return y[i] + f * (y[i + 1] - y[i]); };
            float const open_v = between(inverter_.level);
            float const resistance = between(inverter_.resistance);
            float const curvature = between(inverter_.curvature);
            // The bend takes the current into the columns as they were.
            float const other = g0 * column_[0][s] + g1 * column_[1][s];
            float const k = 1 / (1 + resistance * (g0 + g1));
            float const straight = (g0 + g1) * (open_v + resistance * other) * k - other;
            float const bent = open_v + curvature * straight * straight;
            float const current = (g0 + g1) * (bent + resistance * other) * k - other;
            tried_source_[s] = open_v + curvature * current * current;
            tried_resistance_[s] = resistance;
        }
        replace(column, tried_source_, tried_resistance_, g0, g1, total_[0], total_[1]);
        return tried_cost_ = cost_of(tried_column_);
    }
    void take_hidden(std::size_t row, std::size_t column, int level) {
        denominator_[column] += level_[idx(level)] - level_[idx(w_.hidden.at(row, column))];
        w_.hidden.at(row, column) = level;
        std::swap(numerator_[column], tried_numerator_);
        std::swap(source_[column], tried_source_);
        std::swap(resistance_[column], tried_resistance_);
        take();
    }

    /// The same for a cell of the output crossbar.
    double try_output(std::size_t row, std::size_t q, int level) {
        std::array<float, 2> g{g_of(row, 0), g_of(row, 1)};
        float const change = level_[idx(level)] - g[q];
        g[q] += change;
        tried_total_ = total_;
        tried_total_[q] += change;
        replace(row, source_[row], resistance_[row], g[0], g[1], tried_total_[0], tried_total_[1]);
        return tried_cost_ = cost_of(tried_column_);
    }
    void take_output(std::size_t row, std::size_t q, int level) {
        total_ = tried_total_;
        w_.output.at(row, q) = level;
        take();
    }

private:
    static std::size_t idx(int level) { return static_cast<std::size_t>(level); }
    [[nodiscard]] float g_of(std::size_t row, std::size_t q) const { return level_[idx(w_.output.at(row, q))]; }

    static std::pair<float, float> columns(float total0, float total1, float b0, float b1, float m00, float m01,
                                           float m11) {
        float const a0 = total0 - m00;
        float const a1 = total1 - m11;
        float const per_determinant = 1 / (a0 * a1 - m01 * m01);
        return {(b0 * a1 + b1 * m01) * per_determinant, (b1 * a0 + b0 * m01) * per_determinant};
    }

    /// The output with this row's source and cells in place of what they are.
    void replace(std::size_t row, Row const& source, Row const& resistance, float g0, float g1, float total0,
                 float total1) {
        float const old0 = g_of(row, 0);
        float const old1 = g_of(row, 1);
        for (std::size_t s = 0; s < weight_.size(); ++s) {
            Part const before(source_[row][s], resistance_[row][s], old0, old1);
            Part const after(source[s], resistance[s], g0, g1);
            float const b0 = output_.b[0][s] + (after.b0 - before.b0);
            float const b1 = output_.b[1][s] + (after.b1 - before.b1);
            float const m00 = output_.m[0][s] + (after.m00 - before.m00);
            float const m01 = output_.m[1][s] + (after.m01 - before.m01);
            float const m11 = output_.m[2][s] + (after.m11 - before.m11);
            tried_.b[0][s] = b0;
            tried_.b[1][s] = b1;
            tried_.m[0][s] = m00;
            tried_.m[1][s] = m01;
            tried_.m[2][s] = m11;
            std::tie(tried_column_[0][s], tried_column_[1][s]) = columns(total0, total1, b0, b1, m00, m01, m11);
        }
    }
    void take() {
        std::swap(output_, tried_);
        std::swap(column_, tried_column_);
        cost_ = tried_cost_;
    }

    [[nodiscard]] double cost_of(std::array<Row, 2> const& column_v) const {
        switch (norm_) {
            case 2:
                return cost_of<2>(column_v);
            case 4:
                return cost_of<4>(column_v);
            case 8:
                return cost_of<8>(column_v);
            default:
                return cost_of<16>(column_v);
        }
    }
    template <int norm>
    [[nodiscard]] double cost_of(std::array<Row, 2> const& column_v) const {
        constexpr std::size_t lanes = 8;  // a fixed order of summation that vectorizes
        std::array<float, lanes> power{};
        constexpr float per_unit = 1 / norm_unit_v;
        auto const add = [&](std::size_t s, float& to) {
            float const e0 = (column_v[0][s] - aim_[0][s]) * per_unit;
            float const e1 = (column_v[1][s] - aim_[1][s]) * per_unit;
            float const d = (e0 - e1) / 2 * weight_[s];
            float const c = (e0 + e1) / 2 * common_ * weight_[s];
            float const d2 = d * d;
            float const c2 = c * c;
            to += power_of<norm>(d2) + power_of<norm>(c2);
        };
        std::size_t s = 0;
        for (; s + lanes <= weight_.size(); s += lanes)
            for (std::size_t l = 0; l < lanes; ++l) add(s + l, power[l]);
        for (; s < weight_.size(); ++s) add(s, power[0]);
        double all = 0;
        for (float const p : power) all += p;
        return std::pow(all / static_cast<double>(weight_.size()), 1.0 / norm) * norm_unit_v;
    }

    Weights w_;
    Devices const& devices_;
    Task const& task_;
    float common_;
    int norm_;
    FastCurve inverter_;
    Row weight_;
    std::vector<float> level_;

    std::vector<Row> row_;            ///< shape (rows, vectors): hidden crossbar's rows under load
    std::vector<Row> numerator_;      ///< shape (inverters, vectors): Σ g·v of a column
    std::vector<float> denominator_;  ///< Σ g of a column
    std::vector<Row> source_;         ///< shape (output rows, vectors): E above
    std::vector<Row> resistance_;     ///< … R
    Output output_;
    std::array<float, 2> total_{};  ///< Σ g of an output column
    std::array<Row, 2> column_;     ///< output columns' voltages
    std::array<Row, 2> aim_;        ///< what they should be
    double cost_ = 0;

    Row tried_numerator_;
    Row tried_source_;
    Row tried_resistance_;
    Output tried_;
    std::array<float, 2> tried_total_{};
    std::array<Row, 2> tried_column_;
    double tried_cost_ = 0;
};

}  // namespace

Weights search_levels(Weights const& start, Devices const& devices, Task const& task, SearchOptions const& options,
                      Watch const& watch) {
    CIMCHAR_EXPECT(options.hot_v > options.cold_v && options.cold_v > 0 && !task.drive.empty());
    CIMCHAR_EXPECT(std::ranges::count(norms_of_cost, options.norm) == 1);
    Draws draw(options.seed, "search");
    State state(start, devices, task, options);
    Weights best = state.weights();
    double best_v = state.cost();
    int const levels = static_cast<int>(start.level_s.size());
    int taken = 0;
    auto const settle_and_judge = [&] {
        state.refresh();
        taken = 0;
        if (state.cost() < best_v) {
            best_v = state.cost();
            best = state.weights();
        }
    };
    for (std::uint64_t move = 0; move < options.moves; ++move) {
        if (move % watch_after == 0 && !watch({move, state.cost(), best_v})) return best;
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
        if (++taken == refresh_after) settle_and_judge();
    }
    settle_and_judge();
    return best;
}

}  // namespace cimchar::training
