// cimchar init: a commented campaign to start from.
#include "app/commands.hpp"
#include "campaign/campaign_template.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <memory>

namespace cimchar::app {

void add_init_command(CLI::App& app) {
    auto const name = std::make_shared<std::string>();
    auto* const command = app.add_subcommand("init", "Print a commented campaign for a circuit, to start from");
    command->add_option("NAME", *name, "The circuit; `cimchar circuits` lists them")->required();
    command->footer("Example:\n  cimchar init integrator > my_campaign.toml\n  cimchar check my_campaign.toml");
    command->callback([name] { fmt::print("{}", campaign::campaign_template(circuits::find_circuit(*name))); });
}

}  // namespace cimchar::app
