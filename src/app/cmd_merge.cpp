// cimchar merge: one results file from the run directories of the shards of a campaign.
#include "app/commands.hpp"
#include "store/results.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <memory>

namespace cimchar::app {

namespace {

void merge_and_tell(std::vector<std::string> const& paths, std::string const& output) {
    std::vector<std::string> warnings;
    store::merge(paths, output, &warnings);
    for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
    auto const status = store::read_status(output);
    fmt::print("{}: {} of {} trials, {} failed\n", output, status.done, status.planned, status.failed);
}

}  // namespace

void add_merge_command(CLI::App& app) {
    struct Arguments {
        std::vector<std::string> paths;
        std::string output;
    };
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("merge", "One results file from several run directories or files");
    command->add_option("DIR", arguments->paths, "Run directories or results files of one campaign")->required();
    command->add_option("-o,--output", arguments->output, "The file to write")->required();
    command->footer(
        "All must be of the same campaign, run by the same version. A trial that is in several of them\n"
        "is taken once if it agrees bit by bit, and refused if not.\n\n"
        "Example:\n  cimchar merge results/shard1 results/shard2 -o results.h5");
    command->callback([arguments] { merge_and_tell(arguments->paths, arguments->output); });
}

}  // namespace cimchar::app
