// The shell scripts of a campaign on Slurm: a job array with a task per shard, and the job that merges after it.
#pragma once
#include <string>
#include <vector>

namespace cimchar::app {

/// What the scripts need to know. Paths are absolute.
struct SlurmJob {
    std::string name;                  ///< of the campaign: letters, digits, "_", "-", "."
    std::string program;               ///< this program
    std::string directory;             ///< run directory with a place for shards, and a folder logs
    unsigned shards = 1;               ///< tasks of the array
    std::vector<std::string> options;  ///< for sbatch, each "--name" or "--name=value"
};

/// `text` as one word of a shell, whatever it holds. Pure.
[[nodiscard]] std::string shell_word(std::string const& text);

/// One option for sbatch as a user writes it, "partition=long" or "--partition=long", in the second form. Throws
/// InputError if it is no long option, or one of those that the scripts set themselves.
[[nodiscard]] std::string sbatch_option(std::string const& text);

/// DIR/job.sh: task i runs shard i, and asks Slurm for another turn when it is stopped before its end. Pure.
[[nodiscard]] std::string array_script(SlurmJob const& job);

/// DIR/merge.sh: merges what the shards have recorded, and prints the table. Pure.
[[nodiscard]] std::string merge_script(SlurmJob const& job);

}  // namespace cimchar::app
