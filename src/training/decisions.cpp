#include "training/decisions.hpp"

#include "training/static_network.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace cimchar::training {

using circuits::neural::adc_bias_cells;
using circuits::neural::adc_comparators;
using circuits::neural::Crossbar;

namespace {

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

}  // namespace

double dac_v(Eigen::MatrixXd const& g, Devices const& devices, int high) {
    Drive drive;
    for (int i = 0; i < static_cast<int>(adc_comparators); ++i)
        drive.push_back(devices.inverter(i < high ? 0 : devices.supply_v));
    return settle(g, drive, circuits::neural::adc_dac_bias_cells, devices.supply_v).column_v(0);
}

Crossbar design_dac(double step_v, double middle_v, std::vector<double> const& level_s, Devices const& devices) {
    auto const bias = static_cast<std::size_t>(circuits::neural::adc_dac_bias_cells);
    auto const ways = fillings(level_s, circuits::neural::adc_dac_bias_cells);
    constexpr double half = static_cast<double>(adc_comparators) / 2;
    constexpr double cost_of_middle = 0.02;  // it is common to both columns
    auto crossbar = circuits::neural::make_dac();
    double wanted_v = step_v;
    constexpr int rounds = 3;  // rows give way a little, which the rounds after the first correct
    for (int round = 0; round < rounds; ++round) {
        double least = std::numeric_limits<double>::infinity();
        auto const take_if_better = [&](std::size_t level, auto const& to_ground, auto const& to_supply) {
            double const total_s = adc_comparators * level_s[level] + to_ground.first + to_supply.first;
            double const cost =
                half * std::abs(devices.supply_v * level_s[level] / total_s - wanted_v) +
                cost_of_middle *
                    std::abs(devices.supply_v * (half * level_s[level] + to_supply.first) / total_s - middle_v);
            if (cost >= least) return;
            least = cost;
            for (std::size_t i = 0; i < adc_comparators; ++i) crossbar.at(i, 0) = static_cast<int>(level);
            for (std::size_t i = 0; i < bias; ++i) {
                crossbar.at(adc_comparators + i, 0) = to_ground.second[i];
                crossbar.at(adc_comparators + bias + i, 0) = to_supply.second[i];
            }
        };
        for (std::size_t level = 0; level < level_s.size(); ++level)
            for (auto const& to_ground : ways) {
                // The step fixes the total, and with it what goes to the supply.
                double const supply_s =
                    devices.supply_v * level_s[level] / wanted_v - adc_comparators * level_s[level] - to_ground.first;
                auto const above = std::lower_bound(ways.begin(), ways.end(), std::pair(supply_s, std::vector<int>{}));
                if (above != ways.end()) take_if_better(level, to_ground, *above);
                if (above != ways.begin()) take_if_better(level, to_ground, *(above - 1));
            }
        auto const g = conductances(crossbar, level_s);
        double const made_v = (dac_v(g, devices, static_cast<int>(adc_comparators)) - dac_v(g, devices, 0)) /
                              static_cast<double>(adc_comparators);
        wanted_v += step_v - made_v;
    }
    return crossbar;
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
            double const row_v = settle(g, {devices.p_follower(at_v[c])}, adc_bias_cells, devices.supply_v).row_v(0);
            auto const column = best_column(row_v, threshold_v, devices.supply_v, level_s.back(), ways);
            for (std::size_t i = 0; i < static_cast<std::size_t>(adc_bias_cells); ++i) {
                crossbar.at(1 + i, c) = column.to_ground[i];
                crossbar.at(1 + static_cast<std::size_t>(adc_bias_cells) + i, c) = column.to_supply[i];
            }
        }
    }
    return crossbar;
}

}  // namespace cimchar::training
