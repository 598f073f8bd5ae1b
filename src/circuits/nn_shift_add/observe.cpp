#include "circuits/nn_shift_add/observe.hpp"

#include "circuits/waveform.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace cimchar::circuits::nn_shift_add {

namespace {

// ngspice looks for its place in a list of points from the front: a transient of so many takes a time that is still
// proportional to their number.
constexpr std::size_t conversions_at_once = 100;
constexpr std::size_t checked_conversions = 40;
constexpr double slower = 8;

}  // namespace

Results results_of(Bench const& bench, BitLines const& lines, Simulate const& simulate) {
    Results out;
    std::size_t const all = lines.rising.size();
    for (std::size_t first = 0; first < all; first += conversions_at_once) {
        std::size_t const count = std::min(conversions_at_once, all - first);
        auto const waves = simulate(transient(bench, lines.part(first, count)));
        auto const& time = waves["time"];
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t s = 0; s < bench.design.slices(); ++s) {
                double const at_s = read_s(bench.design, i, s);
                double const difference_v =
                    value_at(time, waves["v(port_p)"], at_s) - value_at(time, waves["v(port_n)"], at_s);
                out.cycle_v.push_back((difference_v + bench.design.weights.full_scale_v) / 2);
            }
            out.v.push_back(out.cycle_v.back());
        }
        out.charge_c -= integral_of({time, waves["i(vdd)"]});
        out.duration_s += time.back() - time.front();
    }
    return out;
}

std::vector<MeasureInfo> measure_infos() {
    std::vector<MeasureInfo> infos{
        scalar("error_min_v", "V", "least difference of a result from the ideal sum"),
        scalar("error_max_v", "V", "largest difference of a result from the ideal sum"),
        scalar("error_mean_v", "V", "mean of these"),
        scalar("error_rms_v", "V", "root of their mean square"),
        scalar("sinad_db", "dB",
               "power of the ideal sums about their mean, and of the errors about theirs, over the latter"),
        scalar("power_w", "W", "out of the supply, mean over all cycles"),
        scalar("settling_v", "V", "largest difference of a result from that at an eighth of the clock"),
    };
    infos.back().of_check = true;
    return infos;
}

std::vector<CurveInfo> curve_infos(Design const& d) {
    auto const up_to = [](std::size_t n) {
        std::vector<double> index(n);
        std::iota(index.begin(), index.end(), 0.0);
        return index;
    };
    auto const n = conversions(d).size();
    return {{"result_v", "V", std::string(conversion_axis), up_to(n)},
            {"ideal_v", "V", std::string(conversion_axis), up_to(n)},
            {"cycle_v", "V", std::string(cycle_axis), up_to(n * d.slices())}};
}

Observation observe(Bench const& bench, Simulate const& simulate) {
    auto const all = conversions(bench.design);
    auto const results = results_of(bench, {all, {}, {}, 0}, simulate);
    auto const n = static_cast<double>(all.size());
    Observation o;
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    double sum = 0;
    double squares = 0;
    double ideal_sum = 0;
    double ideal_squares = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        double const ideal_v = bench.design.ideal_v(all[i]);
        double const error_v = results.v[i] - ideal_v;
        o.curves["ideal_v"].push_back(ideal_v);
        low = std::min(low, error_v);
        high = std::max(high, error_v);
        sum += error_v;
        squares += error_v * error_v;
        ideal_sum += ideal_v;
        ideal_squares += ideal_v * ideal_v;
    }
    o.curves["result_v"] = results.v;
    o.curves["cycle_v"] = results.cycle_v;
    double const noise = squares / n - (sum / n) * (sum / n);
    double const signal = ideal_squares / n - (ideal_sum / n) * (ideal_sum / n);
    o.scalars["error_min_v"] = low;
    o.scalars["error_max_v"] = high;
    o.scalars["error_mean_v"] = sum / n;
    o.scalars["error_rms_v"] = std::sqrt(squares / n);
    o.scalars["sinad_db"] = 10 * std::log10((signal + noise) / noise);
    o.scalars["power_w"] = results.charge_c / results.duration_s * bench.condition.supply_v;
    return o;
}

void check(Bench const& bench, Simulate const& simulate, Observation& o) {
    auto all = conversions(bench.design);
    all.resize(std::min(all.size(), checked_conversions));
    auto slow = bench;
    slow.design.clock_hz /= slower;
    auto const settled = results_of(slow, {all, {}, {}, 0}, simulate).v;
    double largest = 0;
    for (std::size_t i = 0; i < all.size(); ++i)
        largest = std::max(largest, std::abs(o.curves.at("result_v").at(i) - settled[i]));
    o.scalars["settling_v"] = largest;
}

}  // namespace cimchar::circuits::nn_shift_add
