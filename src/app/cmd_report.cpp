// cimchar report: one HTML file that shows what a campaign found.
#include "app/commands.hpp"
#include "app/contributions_report.hpp"
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
    bool all_contributions = false;
};

/// Where spreads come from, by the chips that kept their deviations: of measures with a limit, unless there are none.
nlohmann::ordered_json contributions_of(report::Gathered const& gathered, campaign::Analysis const& analysis,
                                        bool all) {
    std::vector<campaign::TrialRecord> chips;
    for (auto const& record : gathered.records)
        if (!record.drawn.empty()) chips.push_back(record);
    auto list = nlohmann::ordered_json::array();
    for (auto const& spread : measure_spreads(gathered.spec, gathered.header.schema, chips, analysis, all)) {
        nlohmann::ordered_json json{{"condition", spread.condition}, {"measure", spread.measure}};
        json.update(contributions_json(spread.contributions));
        list.push_back(std::move(json));
    }
    return list;
}

void report(Arguments const& arguments) {
    report::expect_page();
    std::error_code ignored;
    if (std::filesystem::equivalent(arguments.path, arguments.output, ignored))
        throw InputError(fmt::format("{} is what is to be read (the report would take its place); name another file",
                                     arguments.output));
    store::expect_room(arguments.output, 0);  // said before a long campaign is read
    auto const gathered = report::gather(arguments.path, most_chips);
    for (auto const& warning : gathered.warnings) fmt::print(stderr, "warning: {}\n", warning);
    auto const analysis = campaign::analyse(gathered.spec, gathered.measures, gathered.records);
    bool const all = arguments.all_contributions || gathered.spec.limits.empty();
    auto const page =
        report::page_of(report::report_json(gathered, analysis, contributions_of(gathered, analysis, all)));
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
    command->add_flag("--all-contributions", arguments->all_contributions,
                      "Where the spread comes from of every measure at every condition; the default is those with a\n"
                      "limit at their lowest yield, because of thousands of devices it takes seconds each");
    command->footer(
        "Limits and yields, a table of corners, distributions, curves with their spread, failures with their logs,\n"
        "the worst trials, and where the numbers come from. The file needs no network and nothing beside it.\n\n"
        "Example:\n  cimchar report results/integrator_demo -o report.html");
    command->callback([arguments] { report(*arguments); });
}

}  // namespace cimchar::app
