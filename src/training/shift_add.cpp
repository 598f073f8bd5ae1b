#include "training/shift_add.hpp"

#include "core/error.hpp"
#include "training/draws.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cimchar::training {

using circuits::neural::bit_lines;
using circuits::neural::inputs;
using circuits::neural::Weights;

namespace {

constexpr int inputs_of_a_chip = 200;  // random ones, beside the corners

}  // namespace

namespace {

/// An input of the unit cube as cycles have it when the highest slice comes first: without a previous sum if it is in
/// the cube's lower half, else with one and bit lines of a later slice.
void put_highest_first(Weights const& w, std::vector<double>& v) {
    auto const ideal = circuits::neural::ideal_weights(w);
    bool const first = v.back() < w.full_scale_v / 2;
    double const scale = circuits::neural::slice_scale(w, first ? 0 : 1);
    for (std::size_t k = 0; k < bit_lines; ++k) v[k] *= scale;
    v.back() = first ? 0 : ideal.back() * (2 * v.back() - w.full_scale_v);
}

}  // namespace

std::vector<std::vector<double>> shift_add_inputs(Weights const& weights, int random, std::uint64_t seed,
                                                  std::string_view stream) {
    double const full_scale_v = weights.full_scale_v;
    Draws draw(seed, stream);
    std::vector<std::vector<double>> vectors;
    for (std::size_t corner = 0; corner < (1U << inputs); ++corner) {
        std::vector<double> v(inputs);
        for (std::size_t k = 0; k < inputs; ++k) v[k] = (corner >> k & 1U) != 0 ? full_scale_v : 0;
        vectors.push_back(std::move(v));
    }
    for (int i = 0; i < random; ++i) {
        std::vector<double> v(inputs);
        for (auto& x : v) x = full_scale_v * draw();
        vectors.push_back(std::move(v));
    }
    for (int i = 0; i < random / 9; ++i) {
        double const centre = draw();
        double const width = draw();
        std::vector<double> v(inputs);
        for (auto& x : v) x = full_scale_v * std::clamp(centre + (draw() - 0.5) * width, 0.0, 1.0);
        vectors.push_back(std::move(v));
    }
    if (weights.first_slice == circuits::neural::FirstSlice::highest)
        for (auto& v : vectors) put_highest_first(weights, v);
    return vectors;
}

Drive shift_add_drive(Weights const& w, Devices const& devices, std::vector<double> const& input_v) {
    CIMCHAR_EXPECT(input_v.size() == inputs);
    Drive drive;
    for (std::size_t k = 0; k < bit_lines; ++k) {
        drive.push_back(devices.p_follower(input_v[k]));
        drive.push_back(devices.n_follower(devices.supply_v - input_v[k]));
    }
    for (double const held_v : {input_v.back(), w.full_scale_v - input_v.back()})
        drive.push_back(devices.p_follower(devices.n_follower(w.pedestal_v + held_v).level_v));
    return drive;
}

Task shift_add_task(Weights const& w, Devices const& devices, std::vector<std::vector<double>> const& all) {
    auto const ideal = circuits::neural::ideal_weights(w);
    Task task;
    for (auto const& input_v : all) {
        double sum_v = 0;
        for (std::size_t k = 0; k < inputs; ++k) sum_v += ideal[k] * input_v[k];
        task.drive.push_back(shift_add_drive(w, devices, input_v));
        task.port_v.push_back({w.pedestal_v + sum_v, w.pedestal_v + w.full_scale_v - sum_v});
        task.weight.push_back(1);
    }
    return task;
}

Weights shift_add_start(Weights const& shape, Devices const& devices, std::uint64_t seed) {
    Draws draw(seed, "start");
    auto w = shape;
    double const largest_s = w.level_s.back();
    auto const ideal = circuits::neural::ideal_weights(w);
    double const sum = std::accumulate(ideal.begin(), ideal.end(), 0.0);  // with all inputs at full scale
    double const heaviest = *std::max_element(ideal.begin(), ideal.end());
    double const threshold_v = devices.inverter_threshold_v();

    std::size_t const inverters = w.hidden.columns;
    auto const bias = static_cast<std::size_t>(w.bias_cells);
    int const second_highest = std::max(static_cast<int>(w.level_s.size()) - 2, 0);
    for (std::size_t j = 0; j < inverters; ++j) {
        bool const falling_rows = j < inverters / 2;
        double const place = (static_cast<double>(j % (inverters / 2)) + 0.5) / static_cast<double>(inverters / 2);
        double total_s = 0;
        for (std::size_t k = 0; k < inputs; ++k) {
            int const level =
                circuits::neural::nearest_level(w.level_s, largest_s * ideal[k] / heaviest * (0.8 + 0.4 * draw()));
            w.hidden.at(2 * k + (falling_rows ? 1 : 0), j) = level;
            total_s += w.level_s[static_cast<std::size_t>(level)];
        }
        // With all inputs where their sum is at this place, the bias brings the column to the threshold.
        double const inputs_v = place * w.full_scale_v / sum;
        double const rows_v = falling_rows ? devices.n_follower(devices.supply_v - inputs_v).level_v
                                           : devices.p_follower(inputs_v).level_v;
        bool const to_ground = rows_v > threshold_v;
        double const pull_v = to_ground ? threshold_v : devices.supply_v - threshold_v;
        double const bias_s = total_s * std::abs(rows_v - threshold_v) / pull_v;
        for (std::size_t i = 0; i < bias; ++i)
            w.hidden.at(2 * inputs + (to_ground ? 0 : bias) + i, j) =
                circuits::neural::nearest_level(w.level_s, bias_s / static_cast<double>(bias));
        w.output.at(j, falling_rows ? 0 : 1) = second_highest;
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(w.output_bias_cells); ++i)
        for (std::size_t q = 0; q < 2; ++q) w.output.at(inverters + i, q) = second_highest;
    return w;
}

Examples shift_add_examples(Weights const& shape, std::vector<std::vector<double>> const& inputs_v) {
    auto const ideal = circuits::neural::ideal_weights(shape);
    auto const n = static_cast<Eigen::Index>(inputs_v.size());
    Examples examples{
        Table(n, static_cast<Eigen::Index>(ideal.size())), Table(n, 2), std::vector<double>(inputs_v.size(), 1),
        [shape](Devices const& chip, std::vector<double> const& x) { return shift_add_drive(shape, chip, x); }};
    for (Eigen::Index s = 0; s < n; ++s) {
        auto const& x = inputs_v[static_cast<std::size_t>(s)];
        CIMCHAR_EXPECT(x.size() == ideal.size());
        std::copy(x.begin(), x.end(), examples.input_v.row(s).begin());
        double const sum = std::inner_product(x.begin(), x.end(), ideal.begin(), 0.0);
        examples.port_v.row(s) << shape.pedestal_v + sum, shape.pedestal_v + shape.full_scale_v - sum;
    }
    return examples;
}

Job shift_add_job(Weights const& shape, Devices const& devices, ShiftAddInputs const& counts, std::uint64_t seed) {
    auto const task = [shape, &devices](int random, std::uint64_t from, std::string_view stream) {
        return shift_add_task(shape, devices, shift_add_inputs(shape, random, from, stream));
    };
    return {[shape, &devices](std::uint64_t from) { return shift_add_start(shape, devices, from); },
            [task, counts](std::uint64_t from) { return task(counts.random, from, "training"); },
            task(counts.validation, seed, "validation"),
            by_worst_case,
            [shape, counts](std::uint64_t from) {
                return shift_add_examples(shape, shift_add_inputs(shape, counts.random, from, "training"));
            },
            shift_add_examples(shape, shift_add_inputs(shape, inputs_of_a_chip, seed, "validation"))};
}

}  // namespace cimchar::training
