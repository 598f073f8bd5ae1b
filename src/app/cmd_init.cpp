// cimchar init: a commented campaign to start from.
#include "app/commands.hpp"
#include "app/init_netlist.hpp"
#include "campaign/campaign_template.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

namespace cimchar::app {

namespace {
/// A netlist of the user's rather than the name of a circuit.
bool is_file(std::string const& name) {
    std::error_code ignored;
    return name.find_first_of("./") != std::string::npos || std::filesystem::is_regular_file(name, ignored);
}
}  // namespace

void add_init_command(CLI::App& app) {
    auto const name = std::make_shared<std::string>();
    auto* const command =
        app.add_subcommand("init", "Print a commented campaign for a circuit or a netlist, to start from");
    command->add_option("NAME", *name, "The circuit (`cimchar circuits` lists them), or a netlist of your own: my.cir")
        ->required();
    command->footer(
        "Example:\n  cimchar init integrator > my_campaign.toml\n  cimchar check my_campaign.toml\n"
        "  cimchar init my.cir > my.toml");
    command->callback([name] {
        fmt::print("{}", is_file(*name) ? own_circuit_template(*name)
                                        : campaign::campaign_template(circuits::find_circuit(*name)));
    });
}

}  // namespace cimchar::app
