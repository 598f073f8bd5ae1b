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
#include <map>

namespace cimchar::circuits::user {

namespace {

/// Asks once for each set of parameters.
class Transistors {
public:
    Transistors(std::shared_ptr<Description const> description, std::string file, std::vector<std::string> corners,
                AskInstances ask)
        : description_(std::move(description)),
          file_(std::move(file)),
          corners_(std::move(corners)),
          ask_(std::move(ask)) {}

    /// Those in the circuit, with their sizes.
    std::vector<Transistor> const& sized(Parameters const& parameters) {
        auto const key = parameters.listing();
        auto const known = sized_.find(key);
        if (known != sized_.end()) return known->second;
        return sized_[key] = sized_transistors(*description_, parameters, file_, corners_, ask_);
    }

    /// Those that a trial deals with. Of a nominal chip the sizes are not needed, and nothing is asked for them.
    std::vector<Transistor> of_chip(netlist::Chip const& chip, Parameters const& parameters,
                                    Condition const& condition) {
        if (!chip.is_nominal()) return sized(parameters);
        auto all = transistors_unsized(description_->netlist, description_->process,
                                       values_at(*description_, parameters, condition), file_);
        std::erase_if(all, [](Transistor const& transistor) { return transistor.conditional; });
        return all;
    }

private:
    std::shared_ptr<Description const> description_;
    std::string file_;
    std::vector<std::string> corners_;
    AskInstances ask_;
    std::map<std::vector<std::pair<std::string, std::string>>, std::vector<Transistor>> sized_;
};

/// One trial: all simulations of a chip at a condition.
class Trial {
public:
    /// `ask_library`: whether the library is asked for its own shifts; a chip's deviations come on top of them.
    Trial(Description const& description, std::string const& file, std::vector<Transistor> const& devices,
          Parameters const& parameters, Condition const& condition, netlist::Chip const& chip,
          SimulatorSettings const& settings, Simulate const& simulate, bool ask_library)
        : description_(description),
          values_(values_at(description, parameters, condition)),
          supply_v_(condition.supply_v),
          max_step_scale_(settings.max_step_scale) {
        nominal_.deck = std::make_shared<std::string const>(deck_text(description, parameters, condition, settings));
        nominal_.temperature_c = condition.temperature_c;
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
                                                  std::vector<Transistor> const& transistors, std::string const& file) {
    Condition condition;
    condition.supply_v = description.process.nominal_supply_v;
    std::vector<netlist::VariedDevice> devices;
    for (auto const& transistor : transistors) devices.push_back(transistor.device);
    auto const values = values_at(description, parameters, condition);
    for (auto& device : varied(passives(description, values, file), description.spreads))
        devices.push_back(std::move(device));
    return devices;
}

}  // namespace

std::vector<std::string> check_elements(Description const& description, Parameters const& parameters,
                                        std::string const& file) {
    Condition condition;
    condition.supply_v = description.process.nominal_supply_v;
    auto const values = values_at(description, parameters, condition);
    static_cast<void>(transistors_unsized(description.netlist, description.process, values, file));
    static_cast<void>(passives(description, values, file));
    return unknown_subcircuits(description.netlist, description.process, values, file);
}

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

Circuit make_circuit(std::shared_ptr<Description const> const& description, std::string const& file,
                     std::vector<std::string> const& corners, AskInstances const& ask) {
    auto const transistors = std::make_shared<Transistors>(description, file, corners, ask);
    Circuit circuit;
    circuit.name = description->name;
    circuit.summary = description->netlist.title;
    circuit.parameters = parameter_infos(*description);
    circuit.measures = [description](Parameters const&) { return measure_infos(*description); };
    circuit.curves = [description](Parameters const&) { return curve_infos(*description); };
    circuit.varied_devices = [description, file, transistors](Parameters const& parameters) {
        return varied_devices(*description, parameters, transistors->sized(parameters), file);
    };
    circuit.deck = [description, file, transistors](Parameters const& parameters, Condition const& condition,
                                                    netlist::Chip const& chip, SimulatorSettings const& settings,
                                                    Simulate const& simulate) {
        Trial const trial(*description, file, transistors->of_chip(chip, parameters, condition), parameters, condition,
                          chip, settings, simulate, !chip.is_nominal());
        return standalone(*description, trial, condition.temperature_c);
    };
    circuit.observe = [description, file, transistors](Parameters const& parameters, Condition const& condition,
                                                       netlist::Chip const& chip, SimulatorSettings const& settings,
                                                       Simulate const& simulate) {
        // Also for the nominal chip: once it is altered, the circuit would have to be loaded again to be asked.
        Trial const trial(*description, file, transistors->of_chip(chip, parameters, condition), parameters, condition,
                          chip, settings, simulate, true);
        std::map<std::string, Waveforms> waveforms;
        for (auto const& analysis : description->analyses)
            waveforms[analysis.name] = simulate(trial.simulation(analysis));
        return observation_of(description->measures, waveforms, trial.values());
    };
    return circuit;
}

}  // namespace cimchar::circuits::user
