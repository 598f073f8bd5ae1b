// cimchar report: one HTML file that shows what a campaign found.
#include "app/commands.hpp"
#include "report/page.hpp"
#include "report/report_json.hpp"
#include "store/durable_file.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <system_error>

namespace cimchar::app {

namespace {

struct Arguments {
    std::string path;
    std::string output;
};

void report(Arguments const& arguments) {
    report::expect_page();
    std::error_code ignored;
    if (std::filesystem::equivalent(arguments.path, arguments.output, ignored))
        throw InputError(fmt::format("{} is what is to be read (the report would take its place); name another file",
                                     arguments.output));
    store::expect_room(arguments.output, 0);  // said before a long campaign is read
    auto const gathered = report::gather(arguments.path);
    for (auto const& warning : gathered.warnings) fmt::print(stderr, "warning: {}\n", warning);
    auto const page = report::page_of(report::report_json(gathered));
    store::write_whole(arguments.output, page);
    constexpr double megabyte = 1e6;
    fmt::print("wrote {} ({:.1f} MB, {} of {} trials)\n", arguments.output, static_cast<double>(page.size()) / megabyte,
               gathered.records.size(), gathered.header.planned);
}

}  // namespace

void add_report_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("report", "Show a campaign's results as one HTML file");
    command->add_option("DIR", arguments->path, "Run directory, finished or not, or a results file")->required();
    command->add_option("-o,--output", arguments->output, "The HTML file to write")->required();
    command->footer(
        "Limits and yields, a table of corners, distributions, curves with their spread, failures with their logs,\n"
        "the worst trials, and where the numbers come from. The file needs no network and nothing beside it.\n\n"
        "Example:\n  cimchar report results/integrator_demo -o report.html");
    command->callback([arguments] { report(*arguments); });
}

}  // namespace cimchar::app
