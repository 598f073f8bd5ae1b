// Merging reads its sources one block at a time: a campaign need not fit into memory.
#include "core/error.hpp"
#include "store/durable_file.hpp"
#include "store/sources.hpp"

#include <fmt/format.h>
#include <unistd.h>
#include <algorithm>
#include <bit>
#include <map>

namespace cimchar::store {

namespace {

using campaign::TrialRecord;

bool same_bits(std::vector<double> const& a, std::vector<double> const& b) {
    auto const bits = [](double x, double y) {
        return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), bits);
}

bool same_curves(TrialRecord const& a, TrialRecord const& b) {
    auto const same = [](auto const& x, auto const& y) { return x.first == y.first && same_bits(x.second, y.second); };
    return std::equal(a.curves.begin(), a.curves.end(), b.curves.begin(), b.curves.end(), same);
}

bool same_failure(TrialRecord const& a, TrialRecord const& b) {
    if (!a.failure || !b.failure) return a.failure.has_value() == b.failure.has_value();
    return a.failure->kind == b.failure->kind && a.failure->message == b.failure->message &&
           a.failure->log_tail == b.failure->log_tail && a.failure->ladder == b.failure->ladder;
}

/// Everything but the seconds.
bool same_record(TrialRecord const& a, TrialRecord const& b) {
    return a.trial.condition == b.trial.condition && a.trial.sample == b.trial.sample && a.ladder == b.ladder &&
           same_failure(a, b) && same_bits(a.measures, b.measures) && same_bits(a.drawn, b.drawn) && same_curves(a, b);
}

/// Where a trial is first found: source and row.
struct Place {
    std::size_t source = 0;
    std::uint64_t row = 0;
};

/// All sources of all paths, their trials by id, and those that occur twice checked against each other.
struct Index {
    Results header;
    std::vector<Source> sources;
    std::map<std::uint64_t, Place> places;
    std::vector<std::string> warnings;
};

ResultsReader reopen(Source const& source) {
    std::vector<std::string> ignored;
    auto reader = open_source(source, ignored);
    if (!reader) throw InputError(fmt::format("{} changed while it was read; merge again", source.path));
    return std::move(*reader);
}

void expect_same_trial(Index const& index, Place const& known, ResultsReader const& reader, std::uint64_t row,
                       std::string const& path) {
    auto const first = reopen(index.sources[known.source]).read(known.row, 1, true);
    if (!same_record(first.front(), reader.read(row, 1, true).front()))
        throw InputError(
            fmt::format("trial {} differs between {} and {} (the same trial must give the same bits; a "
                        "timeout on one side is a common reason); leave one of them out",
                        reader.ids()[row], index.sources[known.source].path, path));
}

void add_source(Index& index, Source const& source) {
    auto const reader = open_source(source, index.warnings);
    if (!reader) return;
    auto const difference = header_difference(index.header, reader->header());
    if (!difference.empty())
        throw InputError(
            fmt::format("{} is of another campaign ({} differs, so the figures do not belong together); "
                        "merge only shards of one campaign",
                        source.path, difference));
    for (std::uint64_t row = 0; row < reader->ids().size(); ++row) {
        auto const [at, is_new] = index.places.try_emplace(reader->ids()[row], Place{index.sources.size(), row});
        if (!is_new) expect_same_trial(index, at->second, *reader, row, source.path);
    }
    index.sources.push_back(source);
}

Index make_index(std::vector<std::string> const& paths) {
    Index index;
    for (auto const& path : paths) {
        auto const origin = look_at(path);
        if (&path == &paths.front()) index.header = origin.header;
        auto const difference = header_difference(index.header, origin.header);
        if (!difference.empty())
            throw InputError(
                fmt::format("{} and {} are of different campaigns ({} differs); merge only shards of one "
                            "campaign",
                            paths.front(), path, difference));
        index.warnings.insert(index.warnings.end(), origin.warnings.begin(), origin.warnings.end());
        for (auto const& source : origin.sources) add_source(index, source);
    }
    return index;
}

/// Writes the records of one source to their rows of the output: ascending trial id over all sources.
void copy_source(Index const& index, std::size_t source, std::map<std::uint64_t, std::uint64_t> const& row_of,
                 ResultsWriter& writer) {
    auto const reader = reopen(index.sources[source]);
    for_each_block(reader, true, [&](std::vector<TrialRecord> block) {
        std::erase_if(block, [&](TrialRecord const& r) { return index.places.at(r.trial.id).source != source; });
        std::sort(block.begin(), block.end(),
                  [](TrialRecord const& a, TrialRecord const& b) { return a.trial.id < b.trial.id; });
        for (auto from = block.begin(); from != block.end();) {
            auto const first = row_of.at(from->trial.id);
            auto to = from;
            std::vector<TrialRecord> consecutive;
            while (to != block.end() && row_of.at(to->trial.id) == first + consecutive.size())
                consecutive.push_back(std::move(*to++));
            writer.put(first, consecutive);
            from = to;
        }
    });
}

std::uint64_t estimated_bytes(Index const& index) {
    auto const& schema = index.header.schema;
    std::uint64_t per_trial = schema.measures.size() + schema.drawn.size() + 8;
    for (auto const& curve : schema.curves) per_trial += curve.points.size();
    std::uint64_t const fixed = index.header.campaign_text.size() + (1U << 16U);
    return fixed + sizeof(double) * per_trial * index.places.size();
}

}  // namespace

void merge(std::vector<std::string> const& paths, std::string const& output, std::vector<std::string>* warnings) {
    CIMCHAR_EXPECT(!paths.empty());
    auto const part = output + std::string(part_suffix);
    Index index;
    try {
        index = make_index(paths);
        std::map<std::uint64_t, std::uint64_t> row_of;
        for (auto const& [id, place] : index.places) row_of.emplace(id, row_of.size());
        // HDF5 does not recover from a full disk: be sure of the room first.
        expect_room(output, estimated_bytes(index));
        auto file = h5::create_file(part);
        {
            ResultsWriter writer(file, index.header, index.places.size());
            for (std::size_t source = 0; source < index.sources.size(); ++source)
                copy_source(index, source, row_of, writer);
            writer.finish();
        }
        h5::close_file(std::move(file));
    } catch (h5::Error const& error) {
        ::unlink(part.c_str());
        throw InputError(
            fmt::format("cannot write {} ({}; what was there before is untouched); check the space and "
                        "permissions there, and that all inputs are whole",
                        output, error.what()));
    } catch (...) {
        ::unlink(part.c_str());
        throw;
    }
    commit_part(output);
    if (warnings != nullptr) *warnings = index.warnings;
}

}  // namespace cimchar::store
