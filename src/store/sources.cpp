#include "store/sources.hpp"

#include "core/error.hpp"
#include "store/run_lock.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>
#include <set>

namespace cimchar::store {

namespace {

namespace fs = std::filesystem;

ResultsReader open_results(std::string const& path) {
    try {
        return {h5::open_file(path), path};
    } catch (h5::Error const& error) {
        throw InputError(
            fmt::format("{} cannot be read ({}; it is damaged or no HDF5 file); merge its run directories "
                        "again",
                        path, error.what()));
    }
}

}  // namespace

Origin look_at(std::string const& path) {
    if (fs::is_regular_file(path)) return {open_results(path).header(), {{path, false}}, {}};
    if (!fs::is_directory(path))
        throw InputError(fmt::format("{} does not exist; give a run directory or a results file", path));
    if (!fs::exists(header_path(path)))
        throw InputError(
            fmt::format("{} holds no campaign (there is no campaign.h5 in it); give the directory that "
                        "'cimchar run … -o DIR' made",
                        path));
    Origin origin;
    origin.header = open_results(header_path(path)).header();
    auto const list = list_segments(segments_path(path));
    origin.warnings = list.warnings;
    for (auto const& segment : list.paths) origin.sources.push_back({segment, true});
    for (auto const& shard : shards_in(path)) {
        auto const part = look_at(shard);
        if (auto const difference = header_difference(origin.header, part.header); !difference.empty())
            throw InputError(fmt::format("{} is of another campaign than {} ({} differs); move it elsewhere", shard,
                                         path, difference));
        origin.warnings.insert(origin.warnings.end(), part.warnings.begin(), part.warnings.end());
        origin.sources.insert(origin.sources.end(), part.sources.begin(), part.sources.end());
    }
    return origin;
}

std::vector<std::string> shards_in(std::string const& directory) {
    std::vector<std::string> shards;
    if (!fs::is_directory(shards_path(directory))) return shards;
    for (auto const& entry : fs::directory_iterator(shards_path(directory)))
        if (fs::exists(header_path(entry.path().string()))) shards.push_back(entry.path().string());
    std::sort(shards.begin(), shards.end());
    return shards;
}

std::optional<ResultsReader> open_source(Source const& source, std::vector<std::string>& warnings) {
    if (source.segment) return open_segment(source.path, warnings);
    return open_results(source.path);
}

void visit_results(std::string const& path, std::function<void(Results const& header)> const& begin,
                   std::function<void(campaign::TrialRecord&& record)> const& use, std::vector<std::string>* warnings,
                   bool with_curves) {
    auto origin = look_at(path);
    begin(origin.header);
    std::set<std::uint64_t> seen;
    for (auto const& source : origin.sources) {
        auto const reader = open_source(source, origin.warnings);
        if (!reader) continue;
        try {
            for_each_block(*reader, with_curves, [&](std::vector<campaign::TrialRecord>&& block) {
                for (auto& record : block)
                    if (seen.insert(record.trial.id).second) use(std::move(record));
            });
        } catch (h5::Error const& error) {
            throw InputError(
                fmt::format("{} is damaged ({}); merge its run directories again", source.path, error.what()));
        }
    }
    if (warnings != nullptr) *warnings = std::move(origin.warnings);
}

Results read_results(std::string const& path, std::vector<std::string>* warnings, bool with_curves) {
    Results results;
    std::map<std::uint64_t, campaign::TrialRecord> records;
    visit_results(
        path, [&](Results const& header) { results = header; },
        [&](campaign::TrialRecord&& record) { records.emplace(record.trial.id, std::move(record)); }, warnings,
        with_curves);
    results.records.reserve(records.size());
    for (auto& [id, record] : records) results.records.push_back(std::move(record));
    return results;
}

RunStatus read_status(std::string const& path) {
    auto origin = look_at(path);
    RunStatus status;
    status.planned = origin.header.planned;
    std::set<std::uint64_t> seen;
    for (auto const& source : origin.sources) {
        auto const reader = open_source(source, origin.warnings);
        if (!reader) continue;
        for (std::size_t row = 0; row < reader->ids().size(); ++row)
            if (seen.insert(reader->ids()[row]).second && reader->failed()[row]) ++status.failed;
    }
    status.done = seen.size();
    if (fs::is_directory(path)) {
        auto places = shards_in(path);
        places.push_back(path);
        status.running = static_cast<std::uint64_t>(std::count_if(places.begin(), places.end(), is_locked));
    }
    status.warnings = std::move(origin.warnings);
    return status;
}

}  // namespace cimchar::store
