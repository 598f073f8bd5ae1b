#include "circuits/user/circuit.hpp"

#include "circuits/alterations.hpp"
#include "circuits/user/bench.hpp"
#include "circuits/user/observation.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>
#include <limits>

namespace cimchar::circuits::user {

namespace {

constexpr double another_supply = 1.1;  // times the nominal one: to see what depends on it

/// One trial: all simulations of a chip at a condition.
class Trial {
public:
    /// `ask_library`: whether the library is asked for its own shifts; a chip's deviations come on top of them.
    Trial(Description const& description, std::string const& file, Parameters const& parameters,
          Condition const& condition, netlist::Chip const& chip, SimulatorSettings const& settings,
          Simulate const& simulate, bool ask_library)
        : description_(description),
          values_(values_at(description, parameters, condition)),
          supply_v_(condition.supply_v),
          max_step_scale_(settings.max_step_scale) {
        nominal_.deck = std::make_shared<std::string const>(deck_text(description, parameters, condition, settings));
        nominal_.temperature_c = condition.temperature_c;
        auto const devices = transistors(description.netlist, description.process, values_, file);
        auto const library = ask_library ? library_values(description, devices, nominal_, simulate) : Waveforms();
        of_chip_ = alterations_of(description, devices, passives(description, values_, file), chip, library);
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

/// All that varies, the same at every condition.
std::vector<netlist::VariedDevice> varied_devices(Description const& description, Parameters const& parameters,
                                                  std::string const& file) {
    Condition condition;
    condition.supply_v = description.process.nominal_supply_v;
    auto const values = values_at(description, parameters, condition);
    condition.supply_v *= another_supply;
    auto const elsewhere =
        transistors(description.netlist, description.process, values_at(description, parameters, condition), file);
    std::vector<netlist::VariedDevice> devices;
    for (auto const& transistor : transistors(description.netlist, description.process, values, file)) {
        auto const& there = elsewhere[devices.size()].device;
        if (there.width_m != transistor.device.width_m || there.length_m != transistor.device.length_m)
            throw InputError(
                fmt::format("the size of transistor '{}' depends on the supply ({}:{}), and a chip's mismatch "
                            "would differ between conditions; write a size that does not",
                            transistor.device.name, file, transistor.line));
        devices.push_back(transistor.device);
    }
    for (auto& device : varied(passives(description, values, file), description.spreads))
        devices.push_back(std::move(device));
    return devices;
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
        return varied_devices(*description, parameters, file);
    };
    Circuit circuit;
    circuit.name = description->name;
    circuit.summary = description->netlist.title;
    circuit.parameters = parameter_infos(*description);
    circuit.measures = [description](Parameters const&) { return measure_infos(*description); };
    circuit.curves = [description](Parameters const&) { return curve_infos(*description); };
    circuit.varied_devices = devices_of;
    circuit.deck = [description, file](Parameters const& parameters, Condition const& condition,
                                       netlist::Chip const& chip, SimulatorSettings const& settings,
                                       Simulate const& simulate) {
        Trial const trial(*description, file, parameters, condition, chip, settings, simulate, !chip.is_nominal());
        return standalone(*description, trial, condition.temperature_c);
    };
    circuit.observe = [description, file](Parameters const& parameters, Condition const& condition,
                                          netlist::Chip const& chip, SimulatorSettings const& settings,
                                          Simulate const& simulate) {
        // Also for the nominal chip: once it is altered, the circuit would have to be loaded again to be asked.
        Trial const trial(*description, file, parameters, condition, chip, settings, simulate, true);
        std::map<std::string, Waveforms> waveforms;
        for (auto const& analysis : description->analyses)
            waveforms[analysis.name] = simulate(trial.simulation(analysis));
        return observation_of(description->measures, waveforms, trial.values());
    };
    return circuit;
}

}  // namespace cimchar::circuits::user
