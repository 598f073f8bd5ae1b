// Result files: whole segments, written once, synced and renamed; read and merged. Format: docs/formats/results.md.
#pragma once
#include "campaign/result_sink.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cimchar::store {

/// Version of the format this program writes; older ones it reads, newer ones it refuses.
inline constexpr std::uint64_t results_format_version = 1;

/// Everything a result file or a run directory holds. Without records it is a header: the identity of a campaign.
struct Results {
    std::string code_version;  ///< of the program that made the records
    std::string git_hash;
    std::string campaign_name;
    std::string campaign_text;  ///< the campaign file as it was run
    std::string circuit;
    std::uint64_t seed = 0;
    std::uint64_t planned = 0;  ///< trials of the whole campaign, all shards
    /// What else the figures depend on, name and text: "mismatch", "mismatch_source", and what the caller adds
    /// ("netlist_hash", "ngspice_version" …).
    std::vector<std::pair<std::string, std::string>> provenance;
    std::vector<std::pair<std::string, std::string>> parameters;
    std::vector<Condition> conditions;
    campaign::ResultSchema schema;  ///< of a file: names, units, descriptions and axes, but not the recipes
    std::vector<campaign::TrialRecord> records;  ///< ascending trial id, each once
};

/// The header of a campaign run by this program.
[[nodiscard]] Results header_of(campaign::CampaignSpec const& spec);

/// Reads a results.h5 or a run directory (its segments). A half-written or damaged segment is skipped and named in
/// `warnings`; a file of a newer format version throws InputError. With `with_curves` false curves are left out.
[[nodiscard]] Results read_results(std::string const& path, std::vector<std::string>* warnings = nullptr,
                                   bool with_curves = true);

/// The same one record at a time, each trial once, in the order in which they lie there: a campaign need not fit into
/// memory. `begin` gets the header first. Throws what `begin` and `use` throw.
void visit_results(std::string const& path, std::function<void(Results const& header)> const& begin,
                   std::function<void(campaign::TrialRecord&& record)> const& use,
                   std::vector<std::string>* warnings = nullptr, bool with_curves = true);

/// How far a campaign is.
struct RunStatus {
    std::uint64_t planned = 0;          ///< trials of the whole campaign, all shards
    std::uint64_t done = 0;             ///< trials recorded, failed ones included
    std::uint64_t failed = 0;           ///< of those
    std::uint64_t running = 0;          ///< runs at work in the directory now, those of shards included
    std::vector<std::string> warnings;  ///< segments left out, one line each
};
/// Of a run directory, finished or not, or of a results file. Throws InputError if `path` is neither.
[[nodiscard]] RunStatus read_status(std::string const& path);

/// Merges run directories and files of the same campaign (same text and code identity) into one file, written whole,
/// synced and renamed. Throws InputError if they are of different campaigns or a trial differs between them.
/// Segments left out are named in `warnings`.
void merge(std::vector<std::string> const& paths, std::string const& output,
           std::vector<std::string>* warnings = nullptr);

/// True if two result files agree bit by bit in everything that is reproducible, that is outside /run; otherwise the
/// first object that differs is named in `difference`. Throws InputError if one cannot be read.
[[nodiscard]] bool same_results(std::string const& a, std::string const& b, std::string* difference = nullptr);

/// What to do if another run is at work in a directory.
enum class IfInUse { refuse, wait };

/// A run directory: campaign.toml, campaign.h5 (the header), segments/, and the lock that keeps a second run out.
/// It may have shards/, run directories of the same campaign whose records count as its own.
class RunDirectory {
public:
    /// Creates or reopens `path` for this campaign. Throws InputError if the directory holds another campaign (text
    /// or anything else its figures depend on differs), is in use by another run, or cannot be written; nothing is
    /// changed then. With IfInUse::wait it waits for the other run to end, and says so on standard error.
    RunDirectory(std::string path, campaign::CampaignSpec const& spec, IfInUse if_in_use = IfInUse::refuse);
    /// The same for a header, which may say more (Results::provenance).
    RunDirectory(std::string path, Results header, IfInUse if_in_use = IfInUse::refuse);
    ~RunDirectory();
    RunDirectory(RunDirectory const&) = delete;
    RunDirectory& operator=(RunDirectory const&) = delete;

    /// Makes DIR/shards; returns its path.
    std::string make_place_for_shards();
    /// Trials recorded in whole segments, those of shards included.
    [[nodiscard]] std::set<std::uint64_t> const& finished() const;
    /// Of those, how many failed.
    [[nodiscard]] std::uint64_t failed() const;
    /// Segments that were left out because they are damaged, one line each.
    [[nodiscard]] std::vector<std::string> const& warnings() const;
    /// Buffers records; flush() writes one segment: temporary file, fsync, rename, fsync of the directory.
    [[nodiscard]] campaign::ResultSink& sink();
    /// Writes DIR/results.h5 from all segments; returns its path.
    std::string finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Where shard i of n runs if the run directory `path` has a place for shards: DIR/shards/i-of-n; nothing if it has
/// none. Throws InputError if `path` holds another campaign or was begun by another version of the program.
[[nodiscard]] std::optional<std::string> place_of_shard(std::string const& path, campaign::CampaignSpec const& spec,
                                                        unsigned i, unsigned n);

}  // namespace cimchar::store
