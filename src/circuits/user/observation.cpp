#include "circuits/user/observation.hpp"

#include "circuits/waveform.hpp"
#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <tuple>
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

bool same_samples(Measure const& a, Measure const& b) {
    auto const key = [](Measure const& m) {
        return std::tie(m.analysis, m.passing.of, m.points, m.cycles, m.from, m.to);
    };
    return key(a) == key(b) && is_linearity(a) == is_linearity(b);
}

/// "transfer_v_out" of v(out) in the analysis "transfer".
std::string plain_name(Measure const& measure) {
    auto name = measure.analysis + "_";
    for (unsigned char const c : measure.passing.of) {
        if (std::isalnum(c) != 0)
            name += static_cast<char>(c);
        else if (name.back() != '_')
            name += '_';
    }
    while (name.back() == '_') name.pop_back();
    return name;
}

/// Samples that one or more measures are figures of.
struct Sampled {
    std::string name;
    Measure const* measure;  ///< the first of them
};

/// Each set of samples once, in the order of the measures; a name that is taken gets a number: "transfer_v_out_2".
std::vector<Sampled> sampled(std::vector<Measure> const& measures) {
    std::vector<Sampled> list;
    for (auto const& measure : measures) {
        auto const same = [&](Sampled const& other) { return same_samples(*other.measure, measure); };
        if (!is_sampled(measure) || std::any_of(list.begin(), list.end(), same)) continue;
        auto const taken = [&](std::string const& name) {
            return std::any_of(list.begin(), list.end(), [&](auto const& other) { return other.name == name; });
        };
        auto const plain = plain_name(measure);
        auto name = plain;
        for (int number = 2; taken(name); ++number) name = fmt::format("{}_{}", plain, number);
        list.push_back({std::move(name), &measure});
    }
    return list;
}

std::string const& name_in(std::vector<Sampled> const& list, Measure const& measure) {
    auto const found = std::find_if(list.begin(), list.end(),
                                    [&](Sampled const& other) { return same_samples(*other.measure, measure); });
    CIMCHAR_EXPECT(found != list.end());
    return found->name;
}

/// Of v(node) and i(source); what else a vector holds is not known.
std::string unit_of(std::string const& vector) {
    if (vector.starts_with("v(")) return "V";
    return vector.starts_with("i(") ? "A" : "";
}

/// Reads measures off waveforms; earlier measures are names in the expressions of later ones.
class Reading {
public:
    Reading(std::vector<Measure> const& measures, std::map<std::string, Waveforms> const& waveforms, Values values)
        : sampled_(sampled(measures)), waveforms_(waveforms), values_(std::move(values)) {}

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
        auto const& name = name_in(sampled_, measure);
        auto const [place, is_new] = observation.curves.try_emplace(name);
        auto& samples = place->second;
        if (is_new)
            samples = samples_of(signal, number(measure.from, -infinite), number(measure.to, infinite), measure.points,
                                 is_linearity(measure));
        if (samples.empty()) samples.assign(static_cast<std::size_t>(measure.points), none);
        if (!is_linearity(measure)) {
            if (is_new) observation.records[name] = {samples, measure.cycles};
            return;
        }
        double const ends = (samples.back() - samples.front()) / (measure.points - 1);
        observation.scalars[lsb_name(measure)] = measure.lsb.empty() ? ends : evaluate(measure.lsb, values_);
    }

    std::vector<Sampled> sampled_;
    std::map<std::string, Waveforms> const& waveforms_;
    Values values_;
};

}  // namespace

Observation observation_of(std::vector<Measure> const& measures, std::map<std::string, Waveforms> const& waveforms,
                           Values const& values) {
    Reading reading(measures, waveforms, values);
    for (auto const& measure : measures) reading.take(measure);
    return std::move(reading.observation);
}

std::vector<MeasureInfo> measure_infos(Description const& description) {
    auto const list = sampled(description.measures);
    std::vector<MeasureInfo> infos;
    for (auto const& measure : description.measures)
        infos.push_back({measure.name, measure.unit, measure.description, info_of(measure.kind).recipe,
                         is_sampled(measure) ? name_in(list, measure) : measure.name,
                         is_linearity(measure) ? lsb_name(measure) : ""});
    return infos;
}

std::vector<CurveInfo> curve_infos(Description const& description) {
    std::vector<CurveInfo> infos;
    for (auto const& [name, measure] : sampled(description.measures)) {
        std::vector<double> numbers(static_cast<std::size_t>(measure->points));
        std::iota(numbers.begin(), numbers.end(), 0.0);
        infos.push_back({name, unit_of(measure->passing.of),
                         is_linearity(*measure) ? "sample of the curve" : std::string(record_axis),
                         std::move(numbers)});
    }
    return infos;
}

}  // namespace cimchar::circuits::user
