#include "circuits/nn_adc/at_rest.hpp"

#include "circuits/waveform.hpp"

#include <algorithm>
#include <boost/math/interpolators/pchip.hpp>
#include <cmath>
#include <memory>
#include <numeric>

namespace cimchar::circuits::nn_adc {

namespace {

/// A function over ascending points; beyond the ends it keeps its value there.
std::function<double(double)> clamped(std::vector<double> x, std::vector<double> y) {
    using Curve = boost::math::interpolators::pchip<std::vector<double>>;
    double const low = x.front();
    double const high = x.back();
    auto const curve = std::make_shared<Curve const>(std::move(x), std::move(y));
    return [=](double at) { return (*curve)(std::clamp(at, low, high)); };
}

/// Held input at which a column, which rises with it, passes its comparator's threshold. Where it does not within the
/// sweep the column goes on as a straight line: a comparator that always decides lies below it, one that never does
/// above.
double decides_at(std::vector<double> const& held, std::vector<double> const& column, double threshold_v) {
    double const at = crossing_of({held, column}, threshold_v, Edge::rise, 1, held.front());
    if (std::isfinite(at)) return at;
    double const slope = (column.back() - column.front()) / (held.back() - held.front());
    return column.front() > threshold_v ? held.front() - (column.front() - threshold_v) / slope
                                        : held.back() + (threshold_v - column.back()) / slope;
}

double mean(std::vector<double> const& v) {
    return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

}  // namespace

AtRest::AtRest(Bench const& bench, Simulate const& simulate) : design_(bench.design) {
    auto const chain = simulate(chains(bench));
    for (std::size_t k = 0; k <= neural::adc_stages; ++k) add_stage(bench, k, chain, simulate);
    current_a_ += mean(chain["i(vdd)"]);
    if (design_.calibrated) weights_ = measured();
}

neural::DecisionWeights AtRest::measured() const {
    std::vector<std::vector<int>> decisions;
    std::vector<double> known_lsb;
    for (double const v : sweep_v(design_)) {
        if (v < 0 || v > design_.weights.range_v) continue;
        decisions.push_back(decided(v));
        known_lsb.push_back(v / design_.lsb_v());
    }
    return neural::measured_weights(decisions, known_lsb);
}

void AtRest::add_stage(Bench const& bench, std::size_t k, Waveforms const& chain, Simulate const& simulate) {
    double const half_v = bench.condition.supply_v / 2;
    auto const waves = simulate(stage_at_rest(bench, k));
    auto const held = held_v(design_, k);
    auto const part = [&](std::vector<double> const& all, std::size_t i) {
        auto const at = all.begin() + static_cast<std::ptrdiff_t>(i * held.size());
        return std::vector<double>(at, at + static_cast<std::ptrdiff_t>(held.size()));
    };
    std::vector<double> decides;
    std::size_t const count = k < neural::adc_stages ? neural::adc_comparators : neural::adc_flash;
    for (std::size_t i = 0; i < count; ++i) {
        double const threshold_v =
            crossing_of({chain.columns.at(0), chain[chain_vector(k, i)]}, half_v, Edge::fall, 1, 0);
        decides.push_back(decides_at(held, part(waves[column_vector(k, i)], 0), threshold_v));
    }
    decides_.push_back(std::move(decides));
    if (k < neural::adc_stages) {
        std::vector<std::function<double(double)>> residues;
        for (std::size_t c = 0; c <= neural::adc_comparators; ++c) {
            auto const p = part(waves[port_vector('p', k)], c);
            auto const n = part(waves[port_vector('n', k)], c);
            std::vector<double> half;
            for (std::size_t i = 0; i < p.size(); ++i) half.push_back((p[i] - n[i]) / 2);
            residue_v_.insert(residue_v_.end(), half.begin(), half.end());
            residues.push_back(clamped(held, std::move(half)));
        }
        residues_.push_back(std::move(residues));
    }
    current_a_ += mean(waves["i(vdd)"]);
}

std::vector<double> AtRest::decides_v() const {
    std::vector<double> all;
    for (auto const& stage : decides_) all.insert(all.end(), stage.begin(), stage.end());
    return all;
}

std::vector<int> AtRest::decided(double input_v) const {
    double const gain = design_.weights.held_gain;
    double held = gain * (input_v - design_.weights.range_v / 2);
    std::vector<int> numbers;
    for (std::size_t k = 0; k <= neural::adc_stages; ++k) {
        int n = 0;
        for (double const at : decides_[k]) n += held > at ? 1 : 0;
        numbers.push_back(n);
        if (k < neural::adc_stages) held = gain * residues_[k][static_cast<std::size_t>(n)](held);
    }
    return numbers;
}

}  // namespace cimchar::circuits::nn_adc
