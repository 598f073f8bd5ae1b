#include "circuits/user/bench.hpp"

#include "circuits/alterations.hpp"
#include "circuits/user/element_value.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>
#include <limits>

namespace cimchar::circuits::user {

namespace {

/// Parameters that the campaign sets to another value than the netlist's.
Values changed(Parameters const& parameters) {
    Values values;
    for (auto const& info : parameters.infos())
        if (double const number = parameters.number(info.name); number != info.number) values[info.name] = number;
    return values;
}

/// The card with these values instead of its own.
std::string with_new_values(Card const& card, Values const& values) {
    auto const assignments = assignments_of(words_of(card.text));
    bool const same = std::none_of(assignments.begin(), assignments.end(),
                                   [&](auto const& entry) { return values.contains(entry.first); });
    if (same) return card.text;
    std::string text = ".param";
    for (auto const& [name, value] : assignments) {
        auto const found = values.find(name);
        text += found != values.end() ? fmt::format(" {}={:.17g}", name, found->second)
                                      : fmt::format(" {}={}", name, value);
    }
    return text;
}

/// tran tstep tstop tstart tmax: the largest step times `scale`.
std::string with_step_scale(std::string const& line, double scale) {
    auto words = words_of(line);
    if (scale == 1 || words.size() < 5 || lower(words.front()) != "tran" || lower(words[4]) == "uic") return line;
    words[4] = fmt::format("{:.17g}", evaluate(words[4], {}) * scale);
    return fmt::format("{}", fmt::join(words, " "));
}

/// What this analysis sets, and what the others set at the netlist's own value: a circuit that always has the same
/// targets altered need not be loaded again between analyses.
void alter_what_any_analysis_sets(std::vector<Alteration>& list, Description const& description,
                                  Analysis const& analysis, Values const& values) {
    auto const altered = [&](std::string const& target) {
        return std::find_if(list.begin(), list.end(), [&](auto const& entry) { return entry.target == target; });
    };
    auto const& instances = description.netlist.top.instances;
    for (auto const& other : description.analyses)
        for (auto const& setting : other.set) {
            if (altered(setting.first) != list.end()) continue;
            auto const found = std::find_if(instances.begin(), instances.end(),
                                            [&](auto const& instance) { return instance.name == setting.first; });
            auto const own = found == instances.end() ? std::nullopt : element_value(*found, values);
            if (own) list.push_back({setting.first, *own});
        }
    for (auto const& [target, text] : analysis.set) {
        double const value = evaluate(text, values);
        if (auto const entry = altered(target); entry != list.end())
            entry->value = value;
        else
            list.push_back({target, value});
    }
}

}  // namespace

bool supply_is_parameter(Description const& description) {
    auto const& list = description.netlist.parameters;
    return std::any_of(list.begin(), list.end(),
                       [&](auto const& entry) { return entry.first == description.process.supply; });
}

std::vector<ParameterInfo> parameter_infos(Description const& description) {
    auto const& process = description.process;
    Values values;
    Values fixed;
    if (supply_is_parameter(description)) fixed[process.supply] = process.nominal_supply_v;
    add_values(values, description.netlist.parameters, fixed);
    std::vector<ParameterInfo> infos;
    for (auto const& assignment : description.netlist.parameters) {
        auto const& name = assignment.first;
        auto const known = std::any_of(infos.begin(), infos.end(), [&](auto const& info) { return info.name == name; });
        if (known || name == process.supply || !values.contains(name)) continue;
        ParameterInfo info;
        info.name = name;
        if (auto const unit = description.units.find(name); unit != description.units.end()) info.unit = unit->second;
        info.description = fmt::format(".param {} = {} of the netlist", name, assignment.second);
        info.number = values.find(name)->second;
        info.min = std::numeric_limits<double>::lowest();
        info.max = std::numeric_limits<double>::max();
        infos.push_back(std::move(info));
    }
    return infos;
}

Values values_at(Description const& description, Parameters const& parameters, Condition const& condition) {
    auto fixed = changed(parameters);
    if (supply_is_parameter(description)) fixed[description.process.supply] = condition.supply_v;
    Values values{{"supply_v", condition.supply_v}, {"temperature_c", condition.temperature_c}};
    add_values(values, description.netlist.parameters, fixed);
    return values;
}

std::string deck_text(Description const& description, Parameters const& parameters, Condition const& condition,
                      SimulatorSettings const& settings) {
    auto const& process = description.process;
    auto text = fmt::format("* cimchar {}: {}\n.options reltol={:g}\n", description.name, description.netlist.title,
                            settings.reltol);
    if (process.corners.empty()) {
        text += netlist::model_cards(fmt::format("cards/{}.lib", process.cards), condition.process) + "\n";
    } else {
        auto const found = process.corners.find(condition.process);
        if (found == process.corners.end()) {
            std::vector<std::string> names;
            for (auto const& [name, cards] : process.corners) names.push_back(name);
            throw InputError(fmt::format("the process has no corner '{}' (pdk.corners){}", condition.process,
                                         suggestion(condition.process, names)));
        }
        text += found->second;
    }
    auto values = changed(parameters);
    if (supply_is_parameter(description)) values[process.supply] = condition.supply_v;
    int depth = 0;
    for (auto const& card : description.netlist.cards) {
        auto const first = lower(card.text.substr(0, card.text.find_first_of(" \t")));
        if (first == ".subckt") ++depth;
        if (first == ".ends") --depth;
        text += (first == ".param" && depth == 0 ? with_new_values(card, values) : card.text) + "\n";
    }
    return text;
}

Waveforms library_values(Description const& description, std::vector<Transistor> const& transistors,
                         Simulation const& nominal, Simulate const& simulate) {
    auto const& process = description.process;
    Simulation as_loaded = nominal;
    as_loaded.analysis = "op";
    as_loaded.temperature_c = Condition().temperature_c;
    for (auto const& transistor : transistors) {
        if (!transistor.of_library) continue;
        for (auto const& parameter : {process.vth_parameter, process.beta_parameter})
            if (!parameter.empty()) as_loaded.vectors.push_back(fmt::format("@{}[{}]", transistor.path, parameter));
    }
    return as_loaded.vectors.empty() ? Waveforms() : simulate(as_loaded);
}

std::vector<Alteration> alterations_of(Description const& description, std::vector<Transistor> const& transistors,
                                       std::vector<Passive> const& passives, netlist::Chip const& chip,
                                       Waveforms const& library) {
    if (chip.is_nominal()) return {};
    auto const& process = description.process;
    std::vector<Alteration> list;
    for (auto const& transistor : transistors) {
        auto const& device = transistor.device;
        bool const n = device.kind == netlist::DeviceKind::nmos;
        if (!process.vth_parameter.empty()) {
            auto const target = fmt::format("@{}[{}]", transistor.path, process.vth_parameter);
            double const own_v = transistor.of_library ? library[target].front() : transistor.vth_v;
            list.push_back({target, own_v + signed_shift_v(chip, device.name, n)});
        }
        if (process.beta_parameter.empty()) continue;
        auto const mobility = fmt::format("@{}[{}]", transistor.path, process.beta_parameter);
        double const own = transistor.of_library ? library[mobility].front() : transistor.mobility;
        list.push_back({mobility, own * (1 + chip.deviation(device.name, "beta"))});
    }
    for (auto const& passive : passives) list.push_back({passive.path, passive.on(chip)});
    return list;
}

Simulation simulation_of(Description const& description, Analysis const& analysis, Values const& values,
                         Simulation const& nominal, std::vector<Alteration> const& of_chip, double supply_v,
                         double max_step_scale) {
    Simulation simulation = nominal;
    simulation.alterations = of_chip;
    if (!description.process.supply.empty() && !supply_is_parameter(description))
        simulation.alterations.push_back({description.process.supply, supply_v});
    alter_what_any_analysis_sets(simulation.alterations, description, analysis, values);
    simulation.analysis = with_step_scale(with_values(analysis.line, values), max_step_scale);
    auto const want = [&](std::string const& vector) {
        auto& list = simulation.vectors;
        if (!vector.empty() && std::find(list.begin(), list.end(), vector) == list.end()) list.push_back(vector);
    };
    for (auto const& measure : description.measures) {
        if (measure.analysis != analysis.name) continue;
        want(measure.passing.of);
        want(measure.target.of);
    }
    return simulation;
}

}  // namespace cimchar::circuits::user
