#include "circuits/user/circuit.hpp"

#include "circuits/alterations.hpp"
#include "circuits/user/bench.hpp"
#include "circuits/user/waveform.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>
#include <limits>

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

std::vector<MeasureInfo> measure_infos(Description const& description) {
    std::vector<MeasureInfo> infos;
    for (auto const& measure : description.measures)
        infos.push_back({measure.name, measure.unit, measure.description, info_of(measure.kind).recipe, measure.name,
                         is_linearity(measure) ? lsb_name(measure) : ""});
    return infos;
}

/// One trial: all simulations of a chip at a condition.
class Trial {
public:
    Trial(Description const& description, std::string const& file, Parameters const& parameters,
          Condition const& condition, netlist::Chip const& chip, SimulatorSettings const& settings,
          Simulate const& simulate)
        : description_(description),
          values_(values_at(description, parameters, condition)),
          supply_v_(condition.supply_v),
          max_step_scale_(settings.max_step_scale) {
        nominal_.deck = std::make_shared<std::string const>(deck_text(description, parameters, condition, settings));
        nominal_.temperature_c = condition.temperature_c;
        auto const devices = transistors(description.netlist, description.process, values_, file);
        of_chip_ = alterations_of(description, devices, chip, nominal_, simulate);
    }

    [[nodiscard]] Simulation simulation(Analysis const& analysis) const {
        return simulation_of(description_, analysis, values_, nominal_, of_chip_, supply_v_, max_step_scale_);
    }
    [[nodiscard]] std::string const& deck() const { return *nominal_.deck; }

    [[nodiscard]] Values const& values() const { return values_; }

private:
    Description const& description_;
    Values values_;
    double supply_v_;
    double max_step_scale_;
    Simulation nominal_;
    std::vector<Alteration> of_chip_;
};

/// The deck as a program for plain `ngspice -b`: each analysis, and the last value of its signals.
std::string standalone(Description const& description, Trial const& trial, double temperature_c) {
    std::string commands;
    for (auto const& analysis : description.analyses) {
        auto const simulation = trial.simulation(analysis);
        if (!commands.empty()) commands += "reset\n";
        commands += alter_commands(simulation.alterations);
        commands += fmt::format("save {}\n{}\n", fmt::join(simulation.vectors, " "), simulation.analysis);
        bool const is_point = lower(simulation.analysis).starts_with("op");  // one number has no index
        for (auto const& vector : simulation.vectors)
            commands +=
                is_point ? fmt::format("print {}\n", vector) : fmt::format("print {0}[length({0})-1]\n", vector);
    }
    return program(trial.deck(), temperature_c, commands);
}

}  // namespace

void check_expressions(Description const& description, Parameters const& parameters) {
    Condition condition;
    condition.supply_v = description.process.nominal_supply_v;
    auto values = values_at(description, parameters, condition);
    for (auto const& analysis : description.analyses) {
        static_cast<void>(with_values(analysis.line, values));
        for (auto const& [target, text] : analysis.set) static_cast<void>(evaluate(text, values));
    }
    for (auto const& measure : description.measures) {
        auto const check = [&](std::string const& text) {
            if (text.empty()) return;
            try {
                static_cast<void>(evaluate(text, values));
            } catch (InputError const& error) {
                throw InputError(fmt::format("measure '{}': {}", measure.name, error.what()));
            }
        };
        for (auto const& text : {measure.at, measure.from, measure.to, measure.final_value})
            if (text) check(*text);
        for (auto const& text : {measure.passing.level, measure.target.level, measure.band, measure.lsb, measure.value})
            check(text);
        values[measure.name] = 1;
    }
}

Circuit make_circuit(std::shared_ptr<Description const> const& description, std::string const& file) {
    auto const devices_of = [description, file](Parameters const& parameters) {
        Condition condition;
        condition.supply_v = description->process.nominal_supply_v;
        std::vector<netlist::VariedDevice> devices;
        auto const values = values_at(*description, parameters, condition);
        for (auto const& transistor : transistors(description->netlist, description->process, values, file))
            devices.push_back(transistor.device);
        return devices;
    };
    Circuit circuit;
    circuit.name = description->name;
    circuit.summary = description->netlist.title;
    circuit.parameters = parameter_infos(*description);
    circuit.measures = [description](Parameters const&) { return measure_infos(*description); };
    circuit.curves = [](Parameters const&) { return std::vector<CurveInfo>(); };
    circuit.varied_devices = devices_of;
    circuit.deck = [description, file](Parameters const& parameters, Condition const& condition,
                                       netlist::Chip const& chip, SimulatorSettings const& settings,
                                       Simulate const& simulate) {
        Trial const trial(*description, file, parameters, condition, chip, settings, simulate);
        return standalone(*description, trial, condition.temperature_c);
    };
    circuit.observe = [description, file](Parameters const& parameters, Condition const& condition,
                                          netlist::Chip const& chip, SimulatorSettings const& settings,
                                          Simulate const& simulate) {
        Trial const trial(*description, file, parameters, condition, chip, settings, simulate);
        std::map<std::string, Waveforms> waveforms;
        for (auto const& analysis : description->analyses)
            waveforms[analysis.name] = simulate(trial.simulation(analysis));
        Reading reading(waveforms, trial.values());
        for (auto const& measure : description->measures) reading.take(measure);
        return std::move(reading.observation);
    };
    return circuit;
}

}  // namespace cimchar::circuits::user
