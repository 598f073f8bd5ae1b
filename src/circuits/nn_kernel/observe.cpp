#include "circuits/nn_kernel/observe.hpp"

#include "circuits/nn_adc/at_rest.hpp"
#include "circuits/nn_adc/observe.hpp"
#include "circuits/nn_shift_add/observe.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cimchar::circuits::nn_kernel {

namespace {

constexpr int codes = nn_adc::Design::codes;

/// What an ideal converter makes of an ideal sum.
int ideal_code(Design const& d, double sum_v) {
    return std::clamp(static_cast<int>(std::floor(sum_v / d.converter.lsb_v())), 0, codes - 1);
}

struct Errors {
    double mean_v = 0;
    double rms_v = 0;
    double min_v = 0;
    double max_v = 0;
};
Errors errors_of(std::vector<double> const& v) {
    auto const n = static_cast<double>(v.size());
    auto const [low, high] = std::minmax_element(v.begin(), v.end());
    return {std::accumulate(v.begin(), v.end(), 0.0) / n,
            std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0) / n), *low, *high};
}

}  // namespace

std::vector<MeasureInfo> measure_infos() {
    std::vector<MeasureInfo> infos{
        scalar("error_min_v", "V",
               "least difference of a code from the ideal sum's, as volts of the converter's range"),
        scalar("error_max_v", "V", "largest of these"),
        scalar("error_mean_v", "V", "their mean"),
        scalar("error_rms_v", "V", "root of their mean square"),
        scalar("network_error_rms_v", "V", "the same of the shift-and-add's results, before they are converted"),
        scalar("power_w", "W", "out of the supply: of the shift-and-add over its cycles, of the converter at rest"),
        scalar("clocked_shift_lsb", "LSB",
               "largest difference of a code from that of all of it in one clocked netlist"),
    };
    infos.back().of_check = true;
    return infos;
}

std::vector<CurveInfo> curve_infos(Design const& d) {
    std::vector<double> index(d.conversions);
    std::iota(index.begin(), index.end(), 0.0);
    std::vector<CurveInfo> infos{{"ideal_v", "V", std::string(conversion_axis), index},
                                 {"result_v", "V", std::string(conversion_axis), index},
                                 {"code", "", std::string(conversion_axis), index}};
    if (d.known > 0) infos.push_back(nn_adc::weight_info());
    return infos;
}

Observation observe(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    double const supply_v = bench.condition.supply_v;
    auto const asked = inputs(d, bench.chip.sample());
    auto x = asked;
    std::ranges::copy(known_inputs(d), std::back_inserter(x));
    auto const ideal = bit_lines(d, supply_v, netlist::Chip(), x);
    auto const results = nn_shift_add::results_of(bench.network(), bit_lines(d, supply_v, bench.chip, x), simulate);
    nn_adc::AtRest const converter(bench.converter(), simulate);
    Observation o;
    std::vector<double> of_network;
    std::vector<double> of_codes;
    auto const decided = [&](std::size_t i) { return converter.decided(results.v[i]); };
    auto const sum_v = [&](std::size_t i) { return d.network.ideal_v(ideal.rising[i]); };
    auto weights = converter.weights();
    if (d.known > 0) {
        // The asked ones come first, the known ones behind them.
        std::vector<double> found_lsb;
        std::vector<double> known_lsb;
        for (std::size_t i = asked.size(); i < x.size(); ++i) {
            found_lsb.push_back(neural::input_lsb(weights, decided(i)));
            known_lsb.push_back(sum_v(i) / d.converter.lsb_v());
        }
        auto const [least, most] = std::ranges::minmax(found_lsb);
        // A converter that finds the same for all of them has no line.
        if (least < most) weights = neural::through(metrics::least_squares_line(found_lsb, known_lsb), weights);
        o.curves["weight_lsb"] = weights;
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
        double const ideal_v = sum_v(i);
        int const code = neural::adc_code(weights, decided(i));
        o.curves["ideal_v"].push_back(ideal_v);
        o.curves["code"].push_back(code);
        of_network.push_back(results.v[i] - ideal_v);
        of_codes.push_back(d.converter.lsb_v() * (code - ideal_code(d, ideal_v)));
    }
    o.curves["result_v"] = {results.v.begin(), results.v.begin() + static_cast<std::ptrdiff_t>(asked.size())};
    auto const errors = errors_of(of_codes);
    o.scalars["error_min_v"] = errors.min_v;
    o.scalars["error_max_v"] = errors.max_v;
    o.scalars["error_mean_v"] = errors.mean_v;
    o.scalars["error_rms_v"] = errors.rms_v;
    o.scalars["network_error_rms_v"] = errors_of(of_network).rms_v;
    o.scalars["power_w"] = supply_v * (results.charge_c / results.duration_s + converter.current_a());
    return o;
}

void check(Bench const& bench, Simulate const& simulate, Observation& o) {
    auto x = inputs(bench.design, bench.chip.sample());
    x.resize(bench.design.clocked);
    auto const weights = bench.design.known > 0 ? o.curves.at("weight_lsb") : neural::designed_weights();
    auto const codes_clocked = clocked_codes(bench, simulate(clocked(bench, x)), x.size(), weights);
    double largest = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        largest = std::max(largest, std::abs(codes_clocked[i] - o.curves.at("code").at(i)));
    o.scalars["clocked_shift_lsb"] = largest;
}

}  // namespace cimchar::circuits::nn_kernel
