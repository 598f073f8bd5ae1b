// cimchar check: is the campaign valid, and what would it run?
#include "app/attachments.hpp"
#include "app/commands.hpp"
#include "app/run_report.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <memory>

namespace cimchar::app {

void add_check_command(CLI::App& app) {
    struct Arguments {
        std::string file;
        std::vector<std::string> overrides;
        bool json = false;
    };
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("check", "Check a campaign file and print what it would run");
    command->add_option("FILE", arguments->file, "The campaign (TOML)")->required();
    command->add_option("--set", arguments->overrides, "section.key=value instead of the file's; may be repeated")
        ->allow_extra_args(false);
    command->add_flag("--json", arguments->json, "JSON on standard output");
    command->footer("Example:\n  cimchar check montecarlo/campaigns/integrator_demo.toml --set monte_carlo.samples=20");
    command->callback([arguments] {
        auto const spec = campaign::read_spec(arguments->file, arguments->overrides, read_attachment);
        auto const plan = campaign::make_plan(spec);
        for (auto const& warning : spec.warnings) fmt::print(stderr, "warning: {}\n", warning);
        fmt::print("{}", arguments->json ? json_text(plan_json(spec, plan)) + "\n" : plan_text(spec, plan));
    });
}

}  // namespace cimchar::app
