// cimchar run: runs or resumes a campaign.
#include "app/attachments.hpp"
#include "app/commands.hpp"
#include "app/dry_run.hpp"
#include "app/progress_line.hpp"
#include "app/run_report.hpp"
#include "app/stop_signals.hpp"
#include "campaign/stop_rule.hpp"
#include "store/results.hpp"

#include <fmt/format.h>
#include <charconv>
#include <CLI/CLI.hpp>
#include <memory>
#include <thread>

namespace cimchar::app {

namespace {
constexpr double shortest_flush_s = 0.01;
constexpr double longest_flush_s = 3600;

struct Arguments {
    std::string file;
    std::string directory;
    unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
    std::string shard;
    std::vector<std::string> overrides;
    double flush_every_s = campaign::RunOptions().flush_every_s;
    bool wait = false;
    bool dry_run = false;
    bool json = false;
};

struct Shard {
    unsigned i = 1;
    unsigned n = 1;
};

Shard parse_shard(std::string const& text) {
    if (text.empty()) return {};
    Shard shard;
    auto const* const end = text.data() + text.size();
    auto const first = std::from_chars(text.data(), end, shard.i);
    bool good = first.ec == std::errc{} && first.ptr != end && *first.ptr == '/';
    if (good) {
        auto const second = std::from_chars(first.ptr + 1, end, shard.n);
        good = second.ec == std::errc{} && second.ptr == end && shard.i >= 1 && shard.i <= shard.n;
    }
    if (!good)
        throw InputError(
            fmt::format("'{}' is not a shard (--shard i/n); write for example --shard 2/4, with 1 <= i <= n", text));
    return shard;
}

/// Shards that run at the same time need a directory each: within the one given if that has a place for them.
std::string directory_of(campaign::CampaignSpec const& spec, Arguments const& arguments, Shard const& shard) {
    if (arguments.directory.empty()) {
        auto const suffix = shard.n > 1 ? fmt::format(".shard{}of{}", shard.i, shard.n) : "";
        return fmt::format("results/{}{}", spec.name, suffix);
    }
    if (arguments.shard.empty()) return arguments.directory;
    return store::place_of_shard(arguments.directory, spec, shard.i, shard.n).value_or(arguments.directory);
}

campaign::RunSummary run_with_progress(campaign::CampaignSpec const& spec, std::vector<campaign::Trial> const& trials,
                                       store::RunDirectory& directory, std::string const& path,
                                       Arguments const& arguments) {
    StopSignals const signals;
    ProgressLine line;
    bool told = false;
    campaign::RunOptions options;
    options.workers = arguments.jobs;
    options.flush_every_s = arguments.flush_every_s;
    options.failed_before = directory.failed();
    options.stop = signals.stop();
    options.abandon = signals.abandon();
    options.on_progress = [&](campaign::Progress const& progress) {
        if (signals.stop()->load() && !told && progress.running > 0) {
            line.say(fmt::format("stopping: waiting for {} running trial{} (Ctrl-C again to drop them)",
                                 progress.running, progress.running == 1 ? "" : "s"));
            told = true;
        }
        line.show(progress);
    };
    if (!spec.until) return campaign::run_campaign(spec, trials, directory.finished(), directory.sink(), options);
    auto const recorded = [&] { return store::read_results(path, nullptr, false).records; };
    return campaign::run_until(spec, campaign::schema_of(spec).measures, directory.sink(), options, recorded,
                               [&spec](campaign::Trial const& trial, spice::Session& session) {
                                   return campaign::run_trial(spec, trial, session);
                               });
}

ExitCode exit_code_of(campaign::CampaignSpec const& spec, Findings const& findings, RunOutcome const& outcome) {
    if (outcome.run.stopped) return ExitCode::interrupted;
    auto const& summary = findings.summary;
    auto const share =
        static_cast<double>(summary.failed()) / static_cast<double>(std::max<std::uint64_t>(1, summary.recorded));
    if (share > spec.allowed_failures) return ExitCode::simulations_failed;
    return findings.analysis.limits_kept() ? ExitCode::ok : ExitCode::spec_failed;
}

void warn(std::vector<std::string> const& lines) {
    for (auto const& line : lines) fmt::print(stderr, "warning: {}\n", line);
}

void run(Arguments const& arguments) {
    auto const spec = campaign::read_spec(arguments.file, arguments.overrides, read_attachment);
    warn(spec.warnings);
    auto const shard = parse_shard(arguments.shard);
    if (spec.until && shard.n > 1)
        throw InputError(
            "--shard does not go with monte_carlo.until (a shard cannot see when all of them together know enough); "
            "leave one of them out");
    auto const trials = campaign::shard(campaign::make_plan(spec), shard.i, shard.n);
    if (arguments.dry_run) {
        dry_run(spec, trials, arguments.jobs, arguments.json);
        return;
    }
    RunOutcome outcome;
    outcome.directory = directory_of(spec, arguments, shard);
    store::RunDirectory directory(outcome.directory, spec,
                                  arguments.wait ? store::IfInUse::wait : store::IfInUse::refuse);
    warn(directory.warnings());
    auto const resumed = directory.finished().size();
    if (resumed > 0)
        fmt::print(stderr, "resuming: {} of {} trials are already in {}\n", resumed, trials.size(), outcome.directory);
    outcome.run = run_with_progress(spec, trials, directory, outcome.directory, arguments);
    if (!outcome.run.stopped) outcome.results = directory.finish();

    std::vector<std::string> warnings;
    auto const results =
        store::read_results(outcome.results.empty() ? outcome.directory : outcome.results, &warnings, false);
    warn(warnings);
    auto const findings = findings_of(spec, results.schema, results.records, arguments.json);
    if (arguments.json) fmt::print("{}\n", json_text(report_json(spec, results.schema.measures, findings, outcome)));
    if (outcome.run.stopped)
        fmt::print(stderr, "interrupted: {} of {} trials are safe in {}; run the same command again to continue\n",
                   outcome.run.done, outcome.run.planned, outcome.directory);
    else
        fmt::print(arguments.json ? stderr : stdout, "{}",
                   report_text(spec, results.schema.measures, findings, outcome));
    if (auto const code = exit_code_of(spec, findings, outcome); code != ExitCode::ok) exit_with(code);
}
}  // namespace

void add_run_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("run", "Run a campaign, or resume it where it stopped");
    command->add_option("FILE", arguments->file, "The campaign (TOML)")->required();
    command->add_option("-o,--output", arguments->directory, "Run directory [results/NAME of the campaign]");
    command->add_option("-j,--jobs", arguments->jobs, "Simulations at the same time [number of cores]")
        ->check(CLI::Range(1U, 1024U));
    command->add_option("--shard", arguments->shard, "i/n: every n-th trial, to spread a campaign over machines");
    command->add_option("--set", arguments->overrides, "section.key=value instead of the file's; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--flush-every", arguments->flush_every_s, "Seconds between writes of what is recorded")
        ->check(CLI::Range(shortest_flush_s, longest_flush_s))
        ->capture_default_str();
    command->add_flag("--wait", arguments->wait, "Wait if another run is at work in the directory");
    command->add_flag("--dry-run", arguments->dry_run, "Print the plan and how long it will take; simulate one chip");
    command->add_flag("--json", arguments->json, "Summary as JSON on standard output");
    command->footer(
        "Example:\n  cimchar run montecarlo/campaigns/integrator_demo.toml -o results/demo -j 2\n"
        "Ctrl-C ends it in order; the same command continues. Exit codes: 0 all limits kept, 1 a limit is not,\n"
        "3 more simulations failed than simulator.allowed_failures, 130 interrupted.");
    command->callback([arguments] { run(*arguments); });
}

}  // namespace cimchar::app
