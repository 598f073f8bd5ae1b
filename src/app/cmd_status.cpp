// cimchar status: how far is a run?
#include "app/commands.hpp"
#include "store/results.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

namespace cimchar::app {

namespace {

void print_status(std::string const& path, bool json) {
    auto const status = store::read_status(path);
    for (auto const& warning : status.warnings) fmt::print(stderr, "warning: {}\n", warning);
    if (json) {
        nlohmann::ordered_json const out{
            {"planned", status.planned}, {"done", status.done}, {"failed", status.failed}, {"running", status.running}};
        fmt::print("{}\n", out.dump(2));
        return;
    }
    auto const share =
        status.planned > 0 ? 100.0 * static_cast<double>(status.done) / static_cast<double>(status.planned) : 100.0;
    auto const running = status.running == 0   ? "no run is at work"
                         : status.running == 1 ? "a run is at work"
                                               : fmt::format("{} runs are at work", status.running);
    fmt::print("{}: {} of {} trials done ({:.1f} %), {} failed; {}\n", path, status.done, status.planned, share,
               status.failed, running);
}

}  // namespace

void add_status_command(CLI::App& app) {
    struct Arguments {
        std::string path;
        bool json = false;
    };
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("status", "How far is a run?");
    command->add_option("DIR", arguments->path, "Run directory, or a results file")->required();
    command->add_flag("--json", arguments->json, "JSON on standard output");
    command->footer(
        "planned  trials of the whole campaign, all shards\n"
        "done     trials recorded, failed ones included\n"
        "failed   of those\n"
        "running  runs at work in the directory now, shards within it included\n\n"
        "Example:\n  cimchar status results/integrator_demo --json");
    command->callback([arguments] { print_status(arguments->path, arguments->json); });
}

}  // namespace cimchar::app
