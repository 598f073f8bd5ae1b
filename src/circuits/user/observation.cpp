#include "circuits/user/observation.hpp"

#include "circuits/waveform.hpp"
#include "core/error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace cimchar::circuits::user {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Real and imaginary part of a vector; the latter empty if it is real.
struct Columns {
    std::vector<double> const& x;
    std::vector<double> re;
    std::vector<double> im;
};

Columns columns_of(Waveforms const& waveforms, std::string const& vector) {
    auto const& x = waveforms.columns.front();
    auto const is_complex = std::find(waveforms.names.begin(), waveforms.names.end(), "re(" + vector + ")");
    if (is_complex == waveforms.names.end()) return {x, waveforms[vector], {}};
    return {x, waveforms["re(" + vector + ")"], waveforms["im(" + vector + ")"]};
}

/// The vector over the sweep; a complex one by its magnitude.
Signal signal_of(Columns const& columns) {
    auto y = columns.re;
    for (std::size_t i = 0; i < columns.im.size(); ++i) y[i] = std::hypot(y[i], columns.im[i]);
    return ascending(columns.x, std::move(y));
}

/// Figures of a whole set of samples: linearity of a curve, which has an LSB; otherwise of a sine record.
bool is_sampled(Measure const& measure) {
    return info_of(measure.kind).recipe != Recipe::scalar;
}
bool is_linearity(Measure const& measure) {
    auto const recipe = info_of(measure.kind).recipe;
    return recipe == Recipe::inl_min || recipe == Recipe::inl_max || recipe == Recipe::dnl_min ||
           recipe == Recipe::dnl_max;
}

std::string lsb_name(Measure const& measure) {
    return measure.name + ".lsb";
}

/// Reads measures off waveforms; earlier measures are names in the expressions of later ones.
class Reading {
public:
    Reading(std::map<std::string, Waveforms> const& waveforms, Values values)
        : waveforms_(waveforms), values_(std::move(values)) {}

    void take(Measure const& measure) {
        if (measure.kind == Kind::expression) {
            keep(measure, evaluate(measure.value, values_));
            return;
        }
        auto const& waveforms = waveforms_.at(measure.analysis);
        if (measure.kind == Kind::delay) {
            double const from = number(measure.from, -infinite);
            keep(measure, passing(waveforms, measure.target, from) - passing(waveforms, measure.passing, from));
            return;
        }
        auto const columns = columns_of(waveforms, measure.passing.of);
        if (is_sampled(measure))
            sample(measure, signal_of(columns));
        else
            keep(measure, figure(measure, columns));
    }

    Observation observation;

private:
    [[nodiscard]] double number(std::optional<std::string> const& text, double otherwise) const {
        return text ? evaluate(*text, values_) : otherwise;
    }

    void keep(Measure const& measure, double value) {
        observation.scalars[measure.name] = value;
        values_[measure.name] = value;
    }

    [[nodiscard]] double passing(Waveforms const& waveforms, Passing const& what, double from) const {
        auto const signal = signal_of(columns_of(waveforms, what.of));
        return crossing_of(signal, evaluate(what.level, values_), what.edge, what.nth, from);
    }

    [[nodiscard]] double figure(Measure const& measure, Columns const& columns) const {
        auto const& im = columns.im;
        if (measure.kind == Kind::unity_gain) return im.empty() ? none : unity_gain_of(columns.x, columns.re, im);
        if (measure.kind == Kind::phase_margin) return im.empty() ? none : phase_margin_of(columns.x, columns.re, im);
        auto const signal = signal_of(columns);
        double const from = number(measure.from, -infinite);
        auto const window = part(signal, from, number(measure.to, infinite));
        switch (measure.kind) {
            case Kind::value:
                return measure.at ? value_of(signal, number(measure.at, 0)) : signal.y.back();
            case Kind::gain_db:
                return 20 * std::log10(value_of(signal, number(measure.at, 0)));
            case Kind::crossing: {
                auto const& what = measure.passing;
                return crossing_of(signal, evaluate(what.level, values_), what.edge, what.nth, from);
            }
            case Kind::slope:
                return slope_of(signal, number(measure.at, 0));
            case Kind::settling:
                return settling_of(signal, number(measure.from, signal.x.front()),
                                   number(measure.final_value, signal.y.back()), evaluate(measure.band, values_));
            case Kind::min:
                return min_of(window);
            case Kind::max:
                return max_of(window);
            case Kind::peak_to_peak:
                return max_of(window) - min_of(window);
            case Kind::rms:
                return rms_of(window);
            case Kind::mean:
                return mean_of(window);
            case Kind::integral:
                return integral_of(window);
            default:
                CIMCHAR_EXPECT(false);
                return none;
        }
    }

    void sample(Measure const& measure, Signal const& signal) {
        auto const window = part(signal, number(measure.from, -infinite), number(measure.to, infinite));
        auto samples = samples_of(window, measure.points, is_linearity(measure));
        if (!is_linearity(measure)) {
            observation.records[measure.name] = {std::move(samples), measure.cycles};
            return;
        }
        double const ends = samples.empty() ? none : (samples.back() - samples.front()) / (measure.points - 1);
        observation.scalars[lsb_name(measure)] = measure.lsb.empty() ? ends : evaluate(measure.lsb, values_);
        observation.curves[measure.name] = std::move(samples);
    }

    std::map<std::string, Waveforms> const& waveforms_;
    Values values_;
};

}  // namespace

Observation observation_of(std::vector<Measure> const& measures, std::map<std::string, Waveforms> const& waveforms,
                           Values const& values) {
    Reading reading(waveforms, values);
    for (auto const& measure : measures) reading.take(measure);
    return std::move(reading.observation);
}

std::vector<MeasureInfo> measure_infos(Description const& description) {
    std::vector<MeasureInfo> infos;
    for (auto const& measure : description.measures)
        infos.push_back({measure.name, measure.unit, measure.description, info_of(measure.kind).recipe, measure.name,
                         is_linearity(measure) ? lsb_name(measure) : ""});
    return infos;
}

}  // namespace cimchar::circuits::user
