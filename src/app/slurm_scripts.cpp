#include "app/slurm_scripts.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <string_view>

namespace cimchar::app {

namespace {
/// sbatch replaces "%a" and the like in names of logs; "%%" is a percent sign.
std::string plain_in_pattern(std::string const& path) {
    std::string plain;
    for (char const c : path) plain += c == '%' ? "%%" : std::string(1, c);
    return plain;
}

/// "#SBATCH" lines; sbatch reads quotes in them as a shell does. The user's come last, for the last one counts.
std::string sbatch_lines(SlurmJob const& job, std::vector<std::string> const& own, std::string const& log) {
    std::string lines;
    for (auto const& option : own) lines += fmt::format("#SBATCH {}\n", option);
    auto const pattern = plain_in_pattern(job.directory) + "/logs/" + log;
    lines += fmt::format("#SBATCH --open-mode=append\n#SBATCH --output={}\n", shell_word(pattern));
    for (auto const& option : job.options) {
        auto const equals = option.find('=');
        lines += equals == std::string::npos ? fmt::format("#SBATCH {}\n", option)
                                             : fmt::format("#SBATCH {}{}\n", option.substr(0, equals + 1),
                                                           shell_word(option.substr(equals + 1)));
    }
    return lines;
}

std::string variables(SlurmJob const& job) {
    return fmt::format("program={}\ndirectory={}\n", shell_word(job.program), shell_word(job.directory));
}

constexpr std::string_view array_body = R"bash(shard=$SLURM_ARRAY_TASK_ID
recorded=$directory/shards/$shard-of-$shards/segments

say() { echo "$(date '+%F %T') shard $shard of $shards on $(hostname): $*"; }
segments() { find "$recorded" -name '*.h5' 2>/dev/null | wc -l; }

# Before the time limit Slurm sends INT: running trials may end, then what is recorded is written. Those that take
# longer than half a minute more are dropped, to be simulated again. TERM comes with scancel, and from Slurm when it
# needs the node.
reason=
before_time_limit() {
    reason='the time limit is near'
    kill -INT "$run"
    (sleep 30 && kill -TERM "$run" 2>/dev/null) &
}
ended_by_slurm() {
    reason='ended by Slurm or scancel'
    kill -TERM "$run"
}
# Another turn for this task, unless this one brought nothing: that would go on for ever.
another_turn() {
    if (($(segments) == before)); then
        say "$1; no trial was recorded in this turn, so another one would not help (more time? more memory?)"
    elif scontrol requeue "${SLURM_ARRAY_JOB_ID}_$shard"; then
        say "$1; queued again"
        exit 0
    else
        say "$1; Slurm does not queue it again: when the job has ended, submit again, finished trials are kept"
    fi
    exit "$status"
}

before=$(segments)
say "turn $((${SLURM_RESTART_COUNT:-0} + 1)), ${SLURM_CPUS_PER_TASK:-1} simulations at a time"
"$program" run "$directory/campaign.toml" -o "$directory" --shard "$shard/$shards" -j "${SLURM_CPUS_PER_TASK:-1}" --wait &
run=$!
trap before_time_limit INT
trap ended_by_slurm TERM
wait "$run"
status=$?
while kill -0 "$run" 2>/dev/null; do  # a signal has interrupted the wait
    wait "$run"
    status=$?
done
trap '' INT TERM

case $status in
    0 | 1 | 3)  # all its trials are recorded; the merge job judges limits and failures over all shards
        say "done"
        exit 0
        ;;
    130 | 137 | 143)  # stopped in order, killed, ended while it waited
        [[ $reason == ended* ]] && exit "$status"
        another_turn "${reason:-cimchar was stopped from outside (status $status)}"
        ;;
    *)
        say "cimchar ended with status $status"
        exit "$status"
        ;;
esac
)bash";
}  // namespace

std::string shell_word(std::string const& text) {
    auto const plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("_-./=:,@+").find(c) != std::string_view::npos;
    };
    if (!text.empty() && std::all_of(text.begin(), text.end(), plain)) return text;
    std::string word = "'";
    for (char const c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
    return word + "'";
}

std::string sbatch_option(std::string const& text) {
    static constexpr std::array<std::string_view, 11> ours{"array",  "dependency", "requeue",   "no-requeue",
                                                           "output", "error",      "open-mode", "signal",
                                                           "wrap",   "parsable",   "test-only"};
    auto const option = text.starts_with("--") ? text : "--" + text;
    auto const name = option.substr(2, option.find('=') - 2);
    bool const plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
    if (!plain || name.front() == '-' || text.find_first_of("\n\r") != std::string::npos)
        throw InputError(
            fmt::format("'{}' is no long option of sbatch (--sbatch-option); write for example "
                        "--sbatch-option partition=long",
                        text));
    if (std::find(ours.begin(), ours.end(), name) != ours.end())
        throw InputError(
            fmt::format("sbatch's option '{}' is set by cimchar itself (shards, logs and requeueing depend "
                        "on it); leave it out, or edit job.sh after --dry-run",
                        name));
    return option;
}

std::string array_script(SlurmJob const& job) {
    return fmt::format(
               "#!/bin/bash\n"
               "# Campaign {0} in {1} shard{2}, a task each. Written by `cimchar submit`, which submits it; so does\n"
               "# `sbatch job.sh`. What is recorded is never simulated again, so it may be submitted as often as "
               "needed.\n",
               job.name, job.shards, job.shards == 1 ? "" : "s") +
           sbatch_lines(
               job,
               {"--job-name=" + job.name, fmt::format("--array=1-{}", job.shards), "--requeue", "--signal=B:INT@60"},
               "%a.log") +
           "set -u\n" + variables(job) + fmt::format("shards={}\n", job.shards) + std::string(array_body);
}

std::string merge_script(SlurmJob const& job) {
    return fmt::format(
               "#!/bin/bash\n"
               "# Merges the shards of campaign {} into results.h5 and prints the table; its exit status is the "
               "campaign's:\n"
               "# 0 all limits kept, 1 one is not, 3 too many simulations failed. A trial whose record is missing or\n"
               "# damaged is simulated here.\n",
               job.name) +
           sbatch_lines(job, {fmt::format("--job-name={}.merge", job.name), "--requeue"}, "merge.log") + "set -u\n" +
           variables(job) +
           "exec \"$program\" run \"$directory/campaign.toml\" -o \"$directory\" -j \"${SLURM_CPUS_PER_TASK:-1}\" "
           "--wait\n";
}

}  // namespace cimchar::app
