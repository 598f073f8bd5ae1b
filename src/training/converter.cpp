#include "training/converter.hpp"

#include "circuits/neural/decision_weights.hpp"
#include "training/decisions.hpp"
#include "training/draws.hpp"
#include "training/static_network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <Eigen/QR>
#include <limits>

namespace cimchar::training {

using circuits::neural::adc_bias_cells;
using circuits::neural::adc_bits;
using circuits::neural::adc_comparators;
using circuits::neural::adc_flash;
using circuits::neural::adc_gain;
using circuits::neural::adc_residue;
using circuits::neural::adc_rows;
using circuits::neural::adc_stages;
using circuits::neural::adc_threshold;
using circuits::neural::AdcStage;
using circuits::neural::AdcWeights;
using circuits::neural::Crossbar;
using circuits::neural::PortPair;
using circuits::neural::Weights;

namespace {

constexpr int codes = 1 << adc_bits;
/// Of an error with decisions that are one off: they come with chips, whose comparators are not where they should be.
constexpr double weight_of_other_decisions = 0.3;
constexpr std::size_t trained_inputs = 320;
constexpr std::size_t validated_inputs = 2003;

/// How many comparators of a stage decide at this input.
int decided_of(Eigen::MatrixXd const& g, Devices const& devices, double threshold_v, double input_v) {
    auto const columns = settle(g, {devices.p_follower(input_v)}, adc_bias_cells, devices.supply_v).column_v;
    return static_cast<int>((columns.array() > threshold_v).count());
}

/// What a stage's followers see: the input pair and the pair that stands for the decisions.
std::vector<double> stage_inputs(Devices const& devices, Eigen::MatrixXd const& dac, PortPair const& input,
                                 int decided) {
    int const others = static_cast<int>(adc_comparators) - decided;
    return {input.p_v, input.n_v, dac_v(dac, devices, decided), dac_v(dac, devices, others)};
}
Drive stage_drive(Devices const& devices, std::vector<double> const& input_v) {
    Drive drive;
    for (double const v : input_v) drive.push_back(devices.p_follower(v));
    return drive;
}

/// The stages as far as they go, with their conductances.
class Pipeline {
public:
    Pipeline(AdcWeights const& w, Devices const& devices)
        : w_(w), devices_(devices), threshold_v_(devices.inverter_threshold_v()) {
        for (auto const& stage : w.stages) {
            comparators_.push_back(conductances(stage.comparators, stage.residue.level_s));
            dacs_.push_back(conductances(stage.dac, stage.residue.level_s));
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
        auto const s = solve(w_.stages[k].residue, networks_[k], devices_,
                             stage_drive(devices_, stage_inputs(devices_, dacs_[k], input, decided)));
        return circuits::neural::adc_held(w_, w_.held_gain * (s.port_v(0) - s.port_v(1)) / 2);
    }

private:
    AdcWeights const& w_;
    Devices const& devices_;
    double threshold_v_;
    std::vector<Eigen::MatrixXd> comparators_;
    std::vector<Eigen::MatrixXd> dacs_;
    std::vector<Conductances> networks_;
};

/// A stage's input as the converter's goes through the stages before it.
struct Seen {
    double u = 0;    ///< what the stage should see, in units of half a range
    PortPair input;  ///< what it sees
};

/// What the first stage holds when the ideal sum is `u` in units of half a range from its middle.
PortPair held_by_first(AdcWeights const& w, Front const& front, double u) {
    double const ideal_v = (u + 1) * w.range_v / 2;
    double const half_difference_v = front ? front(ideal_v) - w.range_v / 2 : u * w.range_v / 2;
    return circuits::neural::adc_held(w, w.held_gain * half_difference_v);
}

std::vector<Seen> seen_by_next(AdcWeights const& before, Devices const& devices, Front const& front,
                               std::size_t count) {
    Pipeline const pipeline(before, devices);
    std::vector<Seen> all;
    for (std::size_t i = 0; i < count; ++i) {
        // A little beyond either end of the range, so that the ends are within what is trained.
        double u = 2.01 * ((static_cast<double>(i) + 0.5) / static_cast<double>(count) - 0.5);
        auto const c = pipeline(held_by_first(before, front, u));
        for (int const decided : c.decided) u = adc_residue(u, decided);
        all.push_back({u, c.input_v.back()});
    }
    return all;
}

/// The p port of a stage's input pair over what it should see: least squares.
struct Line {
    double middle_v = 0;
    double slope_v = 0;
};
Line line_of(std::vector<Seen> const& seen) {
    Eigen::MatrixX2d a(seen.size(), 2);
    Eigen::VectorXd p(seen.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
        a.row(static_cast<Eigen::Index>(i)) << 1, seen[i].u;
        p(static_cast<Eigen::Index>(i)) = seen[i].input.p_v;
    }
    Eigen::Vector2d const x = a.colPivHouseholderQr().solve(p);
    return {x(0), x(1)};
}

std::vector<double> decision_levels(Line const& line, std::size_t count) {
    std::vector<double> at_v;
    for (std::size_t i = 0; i < count; ++i) at_v.push_back(line.middle_v + line.slope_v * adc_threshold(i, count));
    return at_v;
}

/// Level that a stage's ports are trained to lie about: that of the shift-and-add network's.
double port_middle_v(Weights const& w) {
    return w.pedestal_v + w.full_scale_v / 2;
}

/// What a stage's network is to do.
struct Case {
    std::vector<double> input_v;   ///< of its followers
    std::array<double, 2> port_v;  ///< levels of its ports
    double weight = 1;
};

std::vector<Case> stage_cases(std::vector<Seen> const& seen, AdcWeights const& before, Crossbar const& dac,
                              Weights const& network, Devices const& devices) {
    auto const g = conductances(dac, network.level_s);
    // Of the ports, which swing less than the stage's input by as much as that keeps them straight.
    double const half_range_v = before.range_v / 2 * std::pow(before.swing, before.stages.size() + 1);
    std::vector<Case> cases;
    for (auto const& s : seen) {
        int nominal = 0;
        for (std::size_t i = 0; i < adc_comparators; ++i) nominal += s.u > adc_threshold(i, adc_comparators) ? 1 : 0;
        for (int decided = 0; decided <= static_cast<int>(adc_comparators); ++decided) {
            double const left = adc_residue(s.u, decided);
            if (std::abs(left) > 1 && decided != nominal) continue;
            double const half_v = left * half_range_v;
            cases.push_back({stage_inputs(devices, g, s.input, decided),
                             {port_middle_v(network) + half_v, port_middle_v(network) - half_v},
                             decided == nominal ? 1 : weight_of_other_decisions});
        }
    }
    return cases;
}

Task task_of(std::vector<Case> const& cases, Devices const& devices) {
    Task task;
    for (auto const& c : cases) {
        task.drive.push_back(stage_drive(devices, c.input_v));
        task.port_v.push_back(c.port_v);
        task.weight.push_back(c.weight);
    }
    return task;
}

Examples examples_of(std::vector<Case> const& cases) {
    auto const n = static_cast<Eigen::Index>(cases.size());
    Examples examples{Table(n, static_cast<Eigen::Index>(adc_rows)), Table(n, 2), {}, stage_drive};
    for (Eigen::Index s = 0; s < n; ++s) {
        auto const& c = cases[static_cast<std::size_t>(s)];
        std::ranges::copy(c.input_v, examples.input_v.row(s).begin());
        std::ranges::copy(c.port_v, examples.port_v.row(s).begin());
        examples.weight.push_back(c.weight);
    }
    return examples;
}

/// A start from physics: half of the inverters see the pair's p row and the decisions' n row, half n and p, so that
/// their columns move with what is left; thresholds are staggered over that.
Weights stage_start(Weights const& shape, Line const& line, Devices const& devices, std::uint64_t seed) {
    constexpr double spread = 1.5;  // beyond the ends, so that the sum is straight up to them
    constexpr double jitter = 0.1;
    Draws draw(seed, "start");
    auto w = shape;
    double const threshold_v = devices.inverter_threshold_v();
    std::size_t const inverters = w.hidden.columns;
    auto const bias = static_cast<std::size_t>(w.bias_cells);
    int const top = static_cast<int>(w.level_s.size()) - 1;
    auto const level_of = [&](int level) { return w.level_s[static_cast<std::size_t>(level)]; };
    double const middle_v = devices.p_follower(line.middle_v).level_v;
    double const per_left_v = devices.p_follower(line.middle_v + line.slope_v / adc_gain).level_v - middle_v;
    for (std::size_t j = 0; j < inverters; ++j) {
        bool const n_row = j < inverters / 2;
        double const place =
            spread * (2 * (static_cast<double>(j % (inverters / 2)) + 0.5) / static_cast<double>(inverters / 2) - 1 +
                      jitter * (draw() - 0.5));
        w.hidden.at(n_row ? 1 : 0, j) = top;
        w.hidden.at(n_row ? 2 : 3, j) = top;
        // With what is left at this place, the bias brings the column to the threshold.
        double const driven_a = 2 * (level_of(top) + level_of(0)) * (middle_v - threshold_v) +
                                (level_of(top) - level_of(0)) * place * per_left_v;
        bool const to_ground = driven_a > 0;
        double const bias_s = std::abs(driven_a) / (to_ground ? threshold_v : devices.supply_v - threshold_v);
        for (std::size_t i = 0; i < bias; ++i)
            w.hidden.at(adc_rows + (to_ground ? 0 : bias) + i, j) =
                circuits::neural::nearest_level(w.level_s, bias_s / static_cast<double>(bias));
        w.output.at(j, n_row ? 0 : 1) = top;
    }
    // Half of the inverters are high when nothing is left; cells to ground bring their mean to where the ports' middle
    // is.
    double const high_s = static_cast<double>(inverters) / 4 * (level_of(top) + level_of(0));
    double const ground_s = high_s * (devices.supply_v / devices.p_follower.inverse(port_middle_v(w)) - 2);
    for (std::size_t i = 0; i < static_cast<std::size_t>(w.output_bias_cells); ++i)
        for (std::size_t q = 0; q < 2; ++q)
            w.output.at(inverters + i, q) =
                circuits::neural::nearest_level(w.level_s, ground_s / static_cast<double>(w.output_bias_cells));
    return w;
}

}  // namespace

Conversion convert(AdcWeights const& w, Devices const& devices, PortPair const& input) {
    auto c = Pipeline(w, devices)(input);
    c.input_v.pop_back();
    c.code = circuits::neural::adc_code(circuits::neural::designed_weights(), c.decided);
    return c;
}

std::vector<double> transition_levels(AdcWeights const& w, Devices const& devices, Front const& front) {
    Pipeline const pipeline(w, devices);
    auto const weights = circuits::neural::designed_weights();
    std::vector<double> levels;
    for (int code = 1; code < codes; ++code) {
        double low = -0.1 * w.range_v;
        double high = 1.1 * w.range_v;
        constexpr int halvings = 18;  // a thousandth of a code
        for (int i = 0; i < halvings; ++i) {
            double const at = (low + high) / 2;
            auto const input = held_by_first(w, front, 2 * at / w.range_v - 1);
            (circuits::neural::adc_code(weights, pipeline(input).decided) < code ? low : high) = at;
        }
        levels.push_back((low + high) / 2);
    }
    return levels;
}

namespace {

/// Effective bits count squares, and what is a function of a stage's output the next one takes off.
constexpr Judge judge = by_mean_square;

/// Searches, each from the result of the one before with the decisions' steps set anew: neither is best without the
/// other. Gradients go before the first.
constexpr int passes = 12;

TrainOptions options_of(TrainOptions options, std::size_t stage, int pass) {
    options.search.seed += stage + adc_stages * static_cast<std::uint64_t>(pass);
    options.search.moves /= passes;
    if (pass == 0) return options;
    options.method = Method::search;
    // What is good already is not to be melted.
    options.search.hot_v = std::sqrt(options.search.hot_v * options.search.cold_v);
    return options;
}

/// Steps to try, over those that the line through the inputs asks for.
std::vector<double> tried_steps() {
    constexpr int count = 41;
    constexpr double farthest = 0.01;
    std::vector<double> steps;
    for (int i = 0; i < count; ++i) steps.push_back(1 + farthest * (2.0 * i / (count - 1) - 1));
    return steps;
}

}  // namespace

TrainedConverter train_converter(Weights const& shape, AdcWeights const& pipeline, Devices const& devices,
                                 Front const& front, TrainOptions const& options,
                                 std::function<bool(double, double)> const& progress) {
    TrainedConverter out;
    out.weights = pipeline;
    out.weights.stages.clear();
    int const stage_passes = options.method == Method::gradient ? 1 : passes;
    double const first = work_of(options_of(options, 0, 0));
    double const all = first + (stage_passes - 1) * work_of(options_of(options, 0, 1));
    for (std::size_t k = 0; k < adc_stages; ++k) {
        auto const trained_on = seen_by_next(out.weights, devices, front, trained_inputs);
        auto const judged_on = seen_by_next(out.weights, devices, front, validated_inputs);
        auto const line = line_of(trained_on);
        auto const dac_of = [&](double step) {
            return design_dac(step * line.slope_v / adc_gain, line.middle_v, shape.level_s, devices);
        };
        AdcStage stage{design_comparators(decision_levels(line, adc_comparators), shape.level_s, devices), dac_of(1),
                       shape};
        Trained trained;
        double done = 0;
        for (int pass = 0; pass < stage_passes; ++pass) {
            auto const cases = [&](std::vector<Seen> const& inputs) {
                return stage_cases(inputs, out.weights, stage.dac, shape, devices);
            };
            auto const task = [&](std::vector<Seen> const& inputs) { return task_of(cases(inputs), devices); };
            Job const job{
                [&](std::uint64_t seed) { return pass == 0 ? stage_start(shape, line, devices, seed) : stage.residue; },
                [&](std::uint64_t) { return task(trained_on); }, task(judged_on), judge,
                [&](std::uint64_t) { return examples_of(cases(trained_on)); }};
            auto const mine = options_of(options, k, pass);
            auto before = std::move(trained);
            trained = train(job, devices, {}, mine, [&](double share, double best_v) {
                return progress((static_cast<double>(k) + (done + share * work_of(mine)) / all) / adc_stages, best_v);
            });
            if (trained.restarts.empty()) return {};
            done += work_of(mine);
            for (auto state : trained.history) {
                state.moves += static_cast<std::uint64_t>(pass) * mine.search.moves;
                before.history.push_back(state);
            }
            trained.history = std::move(before.history);
            if (pass > 0) trained.descent = std::move(before.descent);
            stage.residue = trained.weights;
            // The network weighs inputs and decisions a little differently; the decisions' steps make up for that.
            double least = std::numeric_limits<double>::infinity();
            Crossbar best;
            for (double const step : tried_steps()) {
                stage.dac = dac_of(step);
                double const at_step = judge(validate(stage.residue, devices, task(trained_on)));
                if (at_step >= least) continue;
                least = at_step;
                best = stage.dac;
            }
            stage.dac = best;
            trained.validation = validate(stage.residue, devices, task(judged_on));
        }
        out.weights.stages.push_back(std::move(stage));
        out.stages.push_back(std::move(trained));
    }
    out.weights.flash = design_comparators(
        decision_levels(line_of(seen_by_next(out.weights, devices, front, trained_inputs)), adc_flash), shape.level_s,
        devices);
    out.transition_v = transition_levels(out.weights, devices, front);
    return out;
}

}  // namespace cimchar::training
