// cimchar status: how far is a run?
#include "app/commands.hpp"
#include "app/limit_report.hpp"
#include "app/run_report.hpp"
#include "core/error.hpp"
#include "store/results.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

namespace cimchar::app {

namespace {

/// A finished campaign, and how its limits stand.
struct Judged {
    campaign::CampaignSpec spec;
    std::vector<circuits::MeasureInfo> measures;
    campaign::Analysis analysis;
    std::optional<campaign::Look> until;  ///< what ended it before all trials were done
};

/// Nothing unless every trial is done, or the stop rule ended the campaign. What the campaign refers to, a process kit
/// perhaps, may be gone: then a warning says so.
std::optional<Judged> judged(std::string const& path, store::RunStatus const& status) {
    if (status.done == 0) return std::nullopt;
    auto const results = store::read_results(path, nullptr, false);
    auto const& measures = results.schema.measures;
    try {
        Judged out{campaign::read_spec_text(results.campaign_text, path), measures, {}, {}};
        if (out.spec.until) out.until = campaign::final_look(out.spec, measures, results.records);
        if (status.done < status.planned && !out.until) return std::nullopt;
        out.analysis = campaign::analyse(out.spec, measures, results.records);
        return out;
    } catch (InputError const& error) {
        fmt::print(stderr, "warning: no yields: {}\n", error.what());
        return std::nullopt;
    }
}

void print_status(std::string const& path, bool json) {
    auto const status = store::read_status(path);
    for (auto const& warning : status.warnings) fmt::print(stderr, "warning: {}\n", warning);
    auto const finished = judged(path, status);
    if (json) {
        nlohmann::ordered_json out{
            {"planned", status.planned}, {"done", status.done}, {"failed", status.failed}, {"running", status.running}};
        if (finished) {
            out["limits"] = limits_json(finished->spec, finished->measures, finished->analysis);
            out["yield"] = chips_json(finished->analysis);
            if (finished->until) out["until"] = until_json(finished->spec, *finished->until);
        }
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
    if (finished && finished->until) fmt::print("{}", until_text(finished->spec, finished->measures, *finished->until));
    if (finished) fmt::print("{}", limits_text(finished->spec, finished->measures, finished->analysis));
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
        "running  runs at work in the directory now, shards within it included\n"
        "Of a finished campaign also the limits and the yields.\n\n"
        "Example:\n  cimchar status results/integrator_demo --json");
    command->callback([arguments] { print_status(arguments->path, arguments->json); });
}

}  // namespace cimchar::app
