#include "circuits/nn_adc/observe.hpp"

#include "circuits/waveform.hpp"
#include "metrics/linearity.hpp"
#include "metrics/sine_fit.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace cimchar::circuits::nn_adc {

namespace {

constexpr int levels = Design::codes - 1;

/// Input at which each code begins, from a rising ramp by its histogram: as many inputs as have a smaller code lie
/// below. Where codes fall in between, that is where a level lies on the average [IEEE1241].
std::vector<double> transition_levels(std::vector<double> const& input_v, std::vector<int> const& codes) {
    std::vector<std::size_t> count(Design::codes, 0);
    for (int const code : codes) ++count[static_cast<std::size_t>(code)];
    double const step_v = (input_v.back() - input_v.front()) / static_cast<double>(input_v.size() - 1);
    std::vector<double> transition_v;
    std::size_t below = 0;
    for (int code = 1; code <= levels; ++code) {
        below += count[static_cast<std::size_t>(code - 1)];
        transition_v.push_back(input_v.front() + (static_cast<double>(below) - 0.5) * step_v);
    }
    return transition_v;
}

int code_at(std::vector<double> const& transition_v, double v) {
    return static_cast<int>(std::upper_bound(transition_v.begin(), transition_v.end(), v) - transition_v.begin());
}

/// Effective bits of a sine over the range, from half a code above its lower end to half a code below its upper one.
metrics::SineFit slow_sine(double range_v, std::vector<double> const& transition_v) {
    constexpr int samples = 8192;
    constexpr int cycles = 1021;  // prime: every sample at another phase
    double const middle_v = range_v / 2;
    double const amplitude_v = middle_v - range_v / Design::codes / 2;
    std::vector<double> codes;
    for (int i = 0; i < samples; ++i) {
        double const phase = 2 * std::numbers::pi * cycles * i / samples;
        codes.push_back(code_at(transition_v, middle_v + amplitude_v * std::sin(phase)));
    }
    return metrics::fit_sine_at(codes, static_cast<double>(cycles) / samples);
}

}  // namespace

std::vector<MeasureInfo> measure_infos() {
    std::vector<MeasureInfo> infos{
        scalar("enob_bit", "bit", "effective bits of a slow full-scale sine through the levels at rest"),
        scalar("inl_min_lsb", "LSB", "integral nonlinearity, least, about the line of least squares"),
        scalar("inl_max_lsb", "LSB", "integral nonlinearity, largest"),
        scalar("dnl_min_lsb", "LSB", "differential nonlinearity, least"),
        scalar("dnl_max_lsb", "LSB", "differential nonlinearity, largest"),
        scalar("missing_codes", "", "codes narrower than a tenth of a code"),
        scalar("offset_lsb", "LSB",
               "of that line at the first level, from where it should be; positive: codes come late"),
        scalar("gain", "", "of that line: 1 is ideal, above 1 the codes are too narrow"),
        scalar("power_w", "W", "out of the supply, mean over what is swept at rest, no decision changing"),
        scalar("clocked_shift_lsb", "LSB",
               "largest distance of a clocked conversion's input from those with its code at rest"),
    };
    infos.back().of_check = true;
    return infos;
}

std::vector<CurveInfo> curve_infos(Design const& d) {
    auto const from = [](double first, std::size_t n) {
        std::vector<double> index(n);
        std::iota(index.begin(), index.end(), first);
        return index;
    };
    auto const decides = neural::adc_stages * neural::adc_comparators + neural::adc_flash;
    auto const residues = neural::adc_stages * (neural::adc_comparators + 1);
    std::vector<CurveInfo> infos{
        {"transition_v", "V", "code", from(1, levels)},
        {"decides_v", "V", "comparator", from(0, decides)},
        {"residue_v", "V", "held input, stage by stage", from(0, residues * held_v(d, 0).size())}};
    if (d.calibrated) infos.push_back(weight_info());
    return infos;
}

CurveInfo weight_info() {
    std::vector<double> index(neural::designed_weights().size());
    std::iota(index.begin(), index.end(), 0.0);
    return {"weight_lsb", "LSB", std::string(decisions_axis), index};
}

std::map<std::string, double> level_figures(double range_v, std::vector<double> const& transition_v) {
    double const lsb_v = range_v / Design::codes;
    metrics::LinearityOptions options;
    options.fit = metrics::Fit::independent;
    options.ideal = metrics::IdealLine{lsb_v, lsb_v};
    auto const l = metrics::linearity(transition_v, options);
    auto const [inl_min, inl_max] = std::minmax_element(l.inl_lsb.begin(), l.inl_lsb.end());
    return {{"inl_min_lsb", *inl_min},
            {"inl_max_lsb", *inl_max},
            {"dnl_min_lsb", l.dnl_min_lsb},
            {"dnl_max_lsb", l.dnl_max_lsb},
            {"missing_codes", static_cast<double>(l.missing_codes.size())},
            {"offset_lsb", ((lsb_v - l.offset_v) / l.gain - lsb_v) / lsb_v},
            {"gain", l.gain},
            {"enob_bit", slow_sine(range_v, transition_v).enob_bit}};
}

Observation observe(Bench const& bench, Simulate const& simulate) {
    auto const& d = bench.design;
    AtRest const converter(bench, simulate);
    auto const input_v = sweep_v(d);
    std::vector<int> codes;
    for (double const v : input_v) codes.push_back(converter.code(v));
    auto const transition_v = transition_levels(input_v, codes);
    Observation o;
    o.curves["transition_v"] = transition_v;
    o.curves["decides_v"] = converter.decides_v();
    o.curves["residue_v"] = converter.residue_v();
    if (d.calibrated) o.curves["weight_lsb"] = converter.weights();
    for (auto const& [name, value] : level_figures(d.weights.range_v, transition_v)) o.scalars[name] = value;
    o.scalars["power_w"] = bench.condition.supply_v * converter.current_a();
    return o;
}

void check(Bench const& bench, Simulate const& simulate, Observation& o) {
    auto const& transition_v = o.curves.at("transition_v");
    auto const v = clocked_v(bench.design);
    auto const decided = decided_clocked(bench, simulate(clocked(bench)), v.size());
    auto const weights = bench.design.calibrated ? o.curves.at("weight_lsb") : neural::designed_weights();
    double largest_v = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
        auto const code = static_cast<std::size_t>(neural::adc_code(weights, decided[i]));
        // The inputs that give this code at rest.
        if (code > 0) largest_v = std::max(largest_v, transition_v[code - 1] - v[i]);
        if (code < transition_v.size()) largest_v = std::max(largest_v, v[i] - transition_v[code]);
    }
    o.scalars["clocked_shift_lsb"] = largest_v / bench.design.lsb_v();
}

}  // namespace cimchar::circuits::nn_adc
