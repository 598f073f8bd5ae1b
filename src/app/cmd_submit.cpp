// cimchar submit: a campaign as a job array of Slurm.
#include "app/attachments.hpp"
#include "app/commands.hpp"
#include "app/slurm_scripts.hpp"
#include "campaign/plan.hpp"
#include "store/durable_file.hpp"
#include "store/results.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

namespace cimchar::app {

namespace {
namespace fs = std::filesystem;

struct Arguments {
    std::string file;
    std::string directory;
    bool slurm = false;
    unsigned shards = 0;
    std::vector<std::string> overrides;
    std::vector<std::string> sbatch_options;
    bool dry_run = false;
};

bool is_on_path(std::string const& program) {
    char const* const path = std::getenv("PATH");
    std::string_view folders = path == nullptr ? "" : path;
    while (!folders.empty()) {
        auto const end = std::min(folders.find(':'), folders.size());
        if (::access(fmt::format("{}/{}", folders.substr(0, end), program).c_str(), X_OK) == 0) return true;
        folders.remove_prefix(std::min(end + 1, folders.size()));
    }
    return false;
}

/// Number of the job that `sbatch --parsable` makes of a script; empty if sbatch refuses (it says why on standard
/// error).
std::string submit_script(std::string const& options, std::string const& script) {
    auto const command = fmt::format("sbatch --parsable {} {}", options, shell_word(script));
    auto* const pipe = ::popen(command.c_str(), "re");
    if (pipe == nullptr) throw InputError(fmt::format("cannot start sbatch ({}); try again", std::strerror(errno)));
    std::string output;
    std::array<char, 4096> part{};
    while (auto const n = std::fread(part.data(), 1, part.size(), pipe)) output.append(part.data(), n);
    int const status = ::pclose(pipe);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return "";
    // The last line is "NUMBER" or "NUMBER;CLUSTER"; sites may print lines of their own before it.
    output.erase(std::min(output.find_last_not_of("\n ") + 1, output.size()));
    output.erase(0, output.rfind('\n') + 1);
    return output.substr(0, output.find_first_not_of("0123456789"));
}

SlurmJob job_of(campaign::CampaignSpec const& spec, Arguments const& arguments) {
    SlurmJob job;
    job.name = spec.name;
    job.program = fs::read_symlink("/proc/self/exe").string();
    job.directory = fs::absolute(arguments.directory).lexically_normal().string();
    while (job.directory.size() > 1 && job.directory.ends_with('/')) job.directory.pop_back();
    if (job.directory.find_first_of("\n\r") != std::string::npos)
        throw InputError("the run directory has a line break in its name (no job script can name it); give another");
    job.shards = arguments.shards;
    for (auto const& option : arguments.sbatch_options) job.options.push_back(sbatch_option(option));
    return job;
}

/// The run directory with the campaign's text as it is now, which all shards run, whatever becomes of the file.
void prepare(campaign::CampaignSpec const& spec, SlurmJob const& job) {
    store::RunDirectory directory(job.directory, spec);
    auto const place = directory.make_place_for_shards();
    auto const suffix = fmt::format("-of-{}", job.shards);
    for (auto const& entry : fs::directory_iterator(place))
        if (auto const name = entry.path().filename().string(); !name.ends_with(suffix))
            throw InputError(
                fmt::format("{} was submitted in another number of shards ({}; what they have recorded would be "
                            "simulated again); give --shards {}, or a new directory",
                            job.directory, name, name.substr(name.rfind('-') + 1)));
    store::make_directory(job.directory + "/logs");
    store::write_whole(job.directory + "/job.sh", array_script(job));
    store::write_whole(job.directory + "/merge.sh", merge_script(job));
}

void submit(Arguments const& arguments) {
    auto const spec = campaign::read_spec(arguments.file, arguments.overrides, read_attachment);
    for (auto const& warning : spec.warnings) fmt::print(stderr, "warning: {}\n", warning);
    auto const trials = campaign::make_plan(spec).size();
    if (arguments.shards > trials)
        throw InputError(fmt::format("--shards {} is more than the campaign has trials ({}); give at most that",
                                     arguments.shards, trials));
    auto const job = job_of(spec, arguments);
    if (!arguments.dry_run && !is_on_path("sbatch"))
        throw InputError(
            "there is no sbatch on PATH (Slurm's command that takes jobs); run this where there is one, or write the "
            "scripts alone with --dry-run");
    prepare(spec, job);
    auto const array_path = job.directory + "/job.sh";
    auto const merge_path = job.directory + "/merge.sh";
    if (arguments.dry_run) {
        fmt::print("written    {} ({} shard{} of {} trials)\nthen       {}\nsubmit     sbatch {}\n", array_path,
                   job.shards, job.shards == 1 ? "" : "s", trials, merge_path, shell_word(array_path));
        return;
    }
    auto const array_id = submit_script("", array_path);
    if (array_id.empty())
        throw InputError(
            fmt::format("sbatch refused {} (its reason is above); change --sbatch-option or --shards", array_path));
    auto const merge_id =
        submit_script(fmt::format("--kill-on-invalid-dep=yes --dependency=afterok:{}", array_id), merge_path);
    if (merge_id.empty())
        throw InputError(
            fmt::format("job {} is submitted, but sbatch refused {}, which merges at its end (the reason "
                        "is above); when the job is done: sbatch {}",
                        array_id, merge_path, shell_word(merge_path)));
    auto const directory = shell_word(arguments.directory);
    fmt::print("submitted  job {}: {} trials in {} shard{}; job {} merges at its end\n", array_id, trials, job.shards,
               job.shards == 1 ? "" : "s", merge_id);
    fmt::print("look       cimchar status {}; squeue --jobs={},{}; logs in {}/logs\n", directory, array_id, merge_id,
               job.directory);
    fmt::print("results    {}/results.h5, and the table in logs/merge.log\n", job.directory);
    fmt::print("again      the same command goes on where shards have failed; sbatch {} merges alone\n",
               shell_word(merge_path));
}
}  // namespace

void add_submit_command(CLI::App& app) {
    constexpr unsigned most_shards = 1'000'000;
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("submit", "Run a campaign on a cluster, as a job array of Slurm");
    command->add_option("FILE", arguments->file, "The campaign (TOML)")->required();
    command->add_flag("--slurm", arguments->slurm, "The batch system; Slurm is the one there is")->required();
    command->add_option("-o,--output", arguments->directory, "Run directory, on a file system of all nodes")
        ->required();
    command->add_option("--shards", arguments->shards, "Tasks to divide the trials among")
        ->required()
        ->check(CLI::Range(1U, most_shards));
    command->add_option("--set", arguments->overrides, "section.key=value instead of the file's; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--sbatch-option", arguments->sbatch_options, "For sbatch, as time=4:00:00; may be repeated")
        ->allow_extra_args(false);
    command->add_flag("--dry-run", arguments->dry_run, "Write the scripts, submit nothing");
    command->footer(
        "The campaign is kept as it is now in DIR/campaign.toml, and all shards run that. DIR/job.sh is the array: a\n"
        "task killed, out of time or on a lost node is queued again and goes on where it was. DIR/merge.sh follows.\n"
        "Simulations at the same time: cpus-per-task, 1 if not given.\n\n"
        "Example:\n  cimchar submit my.toml --slurm -o results/my --shards 8 --sbatch-option cpus-per-task=16 \\\n"
        "      --sbatch-option time=4:00:00 --sbatch-option partition=long");
    command->callback([arguments] { submit(*arguments); });
}

}  // namespace cimchar::app
