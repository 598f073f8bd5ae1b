#include "training/converter.hpp"

#include "core/error.hpp"
#include "training/draws.hpp"
#include "training/static_network.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cimchar::training {

using circuits::neural::AdcStage;
using circuits::neural::AdcWeights;
using circuits::neural::adc_bias_cells;
using circuits::neural::adc_bits;
using circuits::neural::adc_comparators;
using circuits::neural::adc_flash;
using circuits::neural::adc_gain;
using circuits::neural::adc_residue;
using circuits::neural::adc_stages;
using circuits::neural::adc_threshold;
using circuits::neural::Crossbar;
using circuits::neural::PortPair;
using circuits::neural::Weights;

namespace {

constexpr int codes = 1 << adc_bits;
/// Of an error with decisions that are one off: they come with chips, whose comparators are not where they should be.
constexpr double weight_of_other_decisions = 0.3;
constexpr std::size_t trained_inputs = 640;
constexpr std::size_t validated_inputs = 2003;

/// Comparators as conductances, solved once.
int decided_of(Eigen::MatrixXd const& g, Devices const& devices, double threshold_v, double input_v) {
    auto const columns =
        settle(g, {devices.n_follower(input_v)}, adc_bias_cells, devices.supply_v).column_v;
    return static_cast<int>((columns.array() > threshold_v).count());
}

/// Followers of the input pair, decisions and complements.
Drive stage_drive(Devices const& devices, PortPair const& input, int decided) {
    Drive drive{devices.n_follower(input.p_v), devices.n_follower(input.n_v)};
    auto const high = devices.inverter(0);
    auto const low = devices.inverter(devices.supply_v);
    for (bool const complement : {false, true})
        for (int i = 0; i < static_cast<int>(adc_comparators); ++i)
            drive.push_back((i < decided) != complement ? high : low);
    return drive;
}

/// The stages as far as they go, with their conductances.
class Pipeline {
public:
    Pipeline(AdcWeights const& w, Devices const& devices)
        : w_(w), devices_(devices), threshold_v_(devices.inverter_threshold_v()) {
        for (auto const& stage : w.stages) {
            comparators_.push_back(conductances(stage.comparators, stage.residue.level_s));
            networks_.push_back(conductances(stage.residue));
        }
        if (w.flash.columns > 0) comparators_.push_back(conductances(w.flash, w.stages.at(0).residue.level_s));
    }

    [[nodiscard]] Conversion operator()(PortPair input) const {
        Conversion c;
        for (std::size_t k = 0; k < comparators_.size(); ++k) {
            c.input_v.push_back(input);
            c.decided.push_back(decided_of(comparators_[k], devices_, threshold_v_, input.p_v));
            if (k < networks_.size()) input = next(k, input, c.decided.back());
        }
        c.input_v.push_back(input);
        return c;
    }
    [[nodiscard]] PortPair next(std::size_t k, PortPair const& input, int decided) const {
        auto const s = solve(w_.stages[k].residue, networks_[k], devices_, stage_drive(devices_, input, decided));
        return {s.port_v(0), s.port_v(1)};
    }

private:
    AdcWeights const& w_;
    Devices const& devices_;
    double threshold_v_;
    std::vector<Eigen::MatrixXd> comparators_;
    std::vector<Conductances> networks_;
};

/// Levels of a comparator's column whose sum lies at the threshold when its row is at `row_v`.
struct Column {
    std::vector<int> to_ground;
    std::vector<int> to_supply;
};

/// All ways to fill `cells` cells, order aside, with their total conductance, ascending.
std::vector<std::pair<double, std::vector<int>>> fillings(std::vector<double> const& level_s, int cells) {
    std::vector<std::pair<double, std::vector<int>>> all{{0.0, {}}};
    for (int i = 0; i < cells; ++i) {
        std::vector<std::pair<double, std::vector<int>>> longer;
        for (auto const& [total, levels] : all)
            for (int l = levels.empty() ? 0 : levels.back(); l < static_cast<int>(level_s.size()); ++l) {
                auto more = levels;
                more.push_back(l);
                longer.emplace_back(total + level_s[static_cast<std::size_t>(l)], std::move(more));
            }
        all = std::move(longer);
    }
    std::sort(all.begin(), all.end());
    return all;
}

/// A volt of error at the row costs 1; so does this share of bias in the column.
constexpr double cost_of_bias_v = 30e-6;

Column best_column(double row_v, double threshold_v, double supply_v, double input_s,
                   std::vector<std::pair<double, std::vector<int>>> const& ways) {
    Column best;
    double least = std::numeric_limits<double>::infinity();
    for (auto const& [ground_s, ground] : ways)
        for (auto const& [supply_s, supply] : ways) {
            // The row level that brings the column to the threshold.
            double const decides_v =
                threshold_v + (ground_s * threshold_v - supply_s * (supply_v - threshold_v)) / input_s;
            double const cost = std::abs(decides_v - row_v) + cost_of_bias_v * (ground_s + supply_s) / input_s;
            if (cost < least) {
                least = cost;
                best = {ground, supply};
            }
        }
    return best;
}

/// A stage's input as the converter's goes through the stages before it.
struct Seen {
    double u = 0;    ///< what the stage should see, in units of half a range
    PortPair input;  ///< what it sees
};

std::vector<Seen> seen_by_next(AdcWeights const& before, Weights const& shape, Devices const& devices,
                               std::size_t count) {
    Pipeline const pipeline(before, devices);
    std::vector<Seen> all;
    for (std::size_t i = 0; i < count; ++i) {
        // A twentieth beyond either end of the range, so that the ends are within what is trained.
        double u = 2.1 * ((static_cast<double>(i) + 0.5) / static_cast<double>(count) - 0.5);
        auto const c = pipeline(adc_input(shape, (u + 1) / 2 * before.range_v));
        for (int const decided : c.decided) u = adc_residue(u, decided);
        all.push_back({u, c.input_v.back()});
    }
    return all;
}

/// p port of the stage's input pair, on the line through what it sees, where the ideal input is `u`.
std::vector<double> decision_levels(std::vector<Seen> const& seen, std::size_t count) {
    // Least squares of p on u.
    double n = 0;
    double su = 0;
    double sp = 0;
    double suu = 0;
    double sup = 0;
    for (auto const& s : seen) {
        n += 1;
        su += s.u;
        sp += s.input.p_v;
        suu += s.u * s.u;
        sup += s.u * s.input.p_v;
    }
    double const slope = (n * sup - su * sp) / (n * suu - su * su);
    std::vector<double> at_v;
    for (std::size_t i = 0; i < count; ++i) at_v.push_back(sp / n + slope * (adc_threshold(i, count) - su / n));
    return at_v;
}

Task stage_task(std::vector<Seen> const& seen, AdcWeights const& before, Weights const& network,
                Devices const& devices) {
    Task task;
    double const middle_v = network.pedestal_v + network.full_scale_v / 2;
    for (auto const& s : seen) {
        int nominal = 0;
        for (std::size_t i = 0; i < adc_comparators; ++i) nominal += s.u > adc_threshold(i, adc_comparators) ? 1 : 0;
        for (int decided = 0; decided <= static_cast<int>(adc_comparators); ++decided) {
            double const left = adc_residue(s.u, decided);
            if (std::abs(left) > 1 && decided != nominal) continue;
            task.drive.push_back(stage_drive(devices, s.input, decided));
            double const half_v = left * before.range_v / 2;
            task.port_v.push_back({middle_v + half_v, middle_v - half_v});
            task.weight.push_back(decided == nominal ? 1 : weight_of_other_decisions);
        }
    }
    return task;
}

/// A start from physics: half of the inverters see the pair's p row and the decisions' complements, half its n row and
/// the decisions, so that within a step of the decisions their columns move with what is left; thresholds are
/// staggered over that.
Weights stage_start(Weights const& shape, std::vector<Seen> const& seen, Devices const& devices, std::uint64_t seed) {
    Draws draw(seed, "start");
    auto w = shape;
    double const threshold_v = devices.inverter_threshold_v();
    std::size_t const inverters = w.hidden.columns;
    auto const bias = static_cast<std::size_t>(w.bias_cells);
    auto const by_u = [](Seen const& a, Seen const& b) { return a.u < b.u; };
    auto const [low, high] = std::minmax_element(seen.begin(), seen.end(), by_u);
    int const top = static_cast<int>(w.level_s.size()) - 1;
    int const second_highest = std::max(top - 1, 0);
    auto const level_of = [&](int level) { return w.level_s[static_cast<std::size_t>(level)]; };
    for (std::size_t j = 0; j < inverters; ++j) {
        bool const n_row = j < inverters / 2;
        double const place = 2 * ((static_cast<double>(j % (inverters / 2)) + 0.5) / static_cast<double>(inverters / 2)) - 1;
        auto const row_v = [&](double u) {
            double const t = (u - low->u) / (high->u - low->u);
            auto const pick = [&](Seen const& s) { return n_row ? s.input.n_v : s.input.p_v; };
            return devices.n_follower(pick(*low) + t * (pick(*high) - pick(*low))).level_v;
        };
        w.hidden.at(n_row ? 1 : 0, j) = top;
        double total_s = level_of(top) + level_of(0);
        // A decision takes away a quarter of half a range, beyond what the lowest level on the other rows brings.
        double const step_s =
            level_of(top) * std::abs(row_v(1 / adc_gain) - row_v(0)) / devices.supply_v + level_of(0);
        int const decision = circuits::neural::nearest_level(w.level_s, step_s * (0.9 + 0.2 * draw()));
        for (std::size_t i = 0; i < adc_comparators; ++i) {
            w.hidden.at(2 + (n_row ? 0 : adc_comparators) + i, j) = decision;
            total_s += level_of(decision) + level_of(0);
        }
        // At the middle decision, with what is left at this place, the bias brings the column to the threshold.
        constexpr double half = static_cast<double>(adc_comparators) / 2;
        double const driven_a = level_of(top) * (row_v(place / adc_gain) - threshold_v) +
                                half * (level_of(decision) + level_of(0)) * (devices.supply_v - 2 * threshold_v);
        bool const to_ground = driven_a > 0;
        double const bias_s = std::abs(driven_a) / (to_ground ? threshold_v : devices.supply_v - threshold_v);
        for (std::size_t i = 0; i < bias; ++i)
            w.hidden.at(circuits::neural::adc_rows + (to_ground ? 0 : bias) + i, j) =
                circuits::neural::nearest_level(w.level_s, bias_s / static_cast<double>(bias));
        w.output.at(j, n_row ? 0 : 1) = top;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(w.output_bias_cells); ++i)
        for (std::size_t q = 0; q < 2; ++q) w.output.at(inverters + i, q) = second_highest;
    return w;
}

}  // namespace

Conversion convert(AdcWeights const& w, Devices const& devices, PortPair const& input) {
    auto c = Pipeline(w, devices)(input);
    c.input_v.pop_back();
    c.code = circuits::neural::adc_code(c.decided);
    return c;
}

std::vector<double> transition_levels(AdcWeights const& w, Devices const& devices) {
    Pipeline const pipeline(w, devices);
    std::vector<double> levels;
    for (int code = 1; code < codes; ++code) {
        double low = -0.1 * w.range_v;
        double high = 1.1 * w.range_v;
        constexpr int halvings = 18;  // a thousandth of a code
        for (int i = 0; i < halvings; ++i) {
            double const at = (low + high) / 2;
            (circuits::neural::adc_code(pipeline(adc_input(w.stages.at(0).residue, at)).decided) < code ? low : high) = at;
        }
        levels.push_back((low + high) / 2);
    }
    return levels;
}

Crossbar design_comparators(std::vector<double> const& at_v, std::vector<double> const& level_s,
                            Devices const& devices) {
    auto crossbar = circuits::neural::make_comparators(at_v.size());
    auto const ways = fillings(level_s, adc_bias_cells);
    double const threshold_v = devices.inverter_threshold_v();
    int const top = static_cast<int>(level_s.size()) - 1;
    for (std::size_t c = 0; c < at_v.size(); ++c) crossbar.at(0, c) = top;
    constexpr int rounds = 4;  // the columns load the row, by which they are designed
    for (int round = 0; round < rounds; ++round) {
        auto const g = conductances(crossbar, level_s);
        for (std::size_t c = 0; c < at_v.size(); ++c) {
            double const row_v =
                settle(g, {devices.n_follower(at_v[c])}, adc_bias_cells, devices.supply_v).row_v(0);
            auto const column = best_column(row_v, threshold_v, devices.supply_v, level_s.back(), ways);
            for (std::size_t i = 0; i < static_cast<std::size_t>(adc_bias_cells); ++i) {
                crossbar.at(1 + i, c) = column.to_ground[i];
                crossbar.at(1 + static_cast<std::size_t>(adc_bias_cells) + i, c) = column.to_supply[i];
            }
        }
    }
    return crossbar;
}

TrainedConverter train_converter(Weights const& shape, double range_v, Devices const& devices,
                                 TrainOptions const& options,
                                 std::function<bool(double, double)> const& progress) {
    TrainedConverter out;
    out.weights.range_v = range_v;
    for (std::size_t k = 0; k < adc_stages; ++k) {
        auto const seen = [&](std::size_t count) {
            return seen_by_next(out.weights, shape, devices, count);
        };
        auto const trained_on = seen(trained_inputs);
        auto const comparators =
            design_comparators(decision_levels(trained_on, adc_comparators), shape.level_s, devices);
        Job const job{[&](std::uint64_t seed) { return stage_start(shape, trained_on, devices, seed); },
                      [&](std::uint64_t) { return stage_task(trained_on, out.weights, shape, devices); },
                      stage_task(seen(validated_inputs), out.weights, shape, devices)};
        auto mine = options;
        mine.search.seed += k;
        auto trained = train(job, devices, mine, [&](double share, double best_v) {
            return progress((static_cast<double>(k) + share) / adc_stages, best_v);
        });
        if (trained.restarts.empty()) return {};
        out.weights.stages.push_back({comparators, trained.weights});
        out.stages.push_back(std::move(trained));
    }
    out.weights.flash =
        design_comparators(decision_levels(seen_by_next(out.weights, shape, devices, trained_inputs), adc_flash), shape.level_s, devices);
    out.transition_v = transition_levels(out.weights, devices);
    return out;
}

}  // namespace cimchar::training
