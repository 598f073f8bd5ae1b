// cimchar netlist: the standalone deck that a generator makes.
#include "app/attachments.hpp"
#include "app/commands.hpp"
#include "circuits/circuit.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <array>
#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

namespace cimchar::app {

namespace {
constexpr std::array<std::string_view, 5> corners{"tt", "ff", "ss", "sf", "fs"};

struct Arguments {
    std::string name;
    std::vector<std::string> settings;
    Condition condition;
    std::optional<double> supply_v;
};

void print_netlist(Arguments const& arguments) {
    auto const& circuit = circuits::find_circuit(arguments.name);
    circuits::Parameters parameters(circuit.parameters);
    for (auto const& setting : arguments.settings) {
        auto const equals = setting.find('=');
        if (equals == std::string::npos)
            throw InputError(fmt::format("--set {} has no value (the netlist of '{}'); write --set parameter=value",
                                         setting, circuit.name));
        parameters.set(setting.substr(0, equals), setting.substr(equals + 1));
    }
    attach_files(parameters);
    auto condition = arguments.condition;
    condition.supply_v = arguments.supply_v.value_or(netlist::shipped_process(circuit.cards).supply_v);
    if (std::find(corners.begin(), corners.end(), arguments.condition.process) == corners.end())
        throw InputError(fmt::format("unknown process corner '{}' (--corner); give one of: {}",
                                     arguments.condition.process, fmt::join(corners, ", ")));
    fmt::print("{}", circuit.deck(parameters, condition, netlist::Chip(), circuits::SimulatorSettings(),
                                  circuits::Simulate()));
}
}  // namespace

void add_netlist_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("netlist", "Print a circuit's netlist; plain `ngspice -b` runs it");
    command->add_option("NAME", arguments->name, "The circuit; `cimchar circuits` lists them")->required();
    command->add_option("--set", arguments->settings, "parameter=value; may be repeated")->allow_extra_args(false);
    command->add_option("--corner", arguments->condition.process, "Process: tt, ff, ss, sf, fs")->capture_default_str();
    command->add_option("--temperature", arguments->condition.temperature_c, "Temperature [°C]")
        ->capture_default_str()
        ->check(CLI::Range(-100.0, 200.0));
    command->add_option("--supply", arguments->supply_v, "Supply [V]; the default is nominal for the circuit's process")
        ->check(CLI::Range(0.05, 20.0));
    command->footer("Example:\n  cimchar netlist integrator --set rows=16 --corner ss > x.cir && ngspice -b x.cir");
    command->callback([arguments] { print_netlist(*arguments); });
}

}  // namespace cimchar::app
