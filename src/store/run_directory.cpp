#include "core/error.hpp"
#include "store/durable_file.hpp"
#include "store/run_lock.hpp"
#include "store/sources.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>

namespace cimchar::store {

namespace {

namespace fs = std::filesystem;

/// Buffers records and writes them as segments.
class SegmentSink final : public campaign::ResultSink {
public:
    SegmentSink(std::string directory, Results const& header, std::uint64_t next_number)
        : directory_(std::move(directory)), header_(header), next_number_(next_number) {}

    void put(campaign::TrialRecord record) override { buffer_.push_back(std::move(record)); }

    void flush() override {
        if (buffer_.empty()) return;
        std::sort(buffer_.begin(), buffer_.end(), [](auto const& a, auto const& b) { return a.trial.id < b.trial.id; });
        auto const bytes = seal(results_image(header_, buffer_));
        // On a file system whose locks do not reach other machines a run may still be at work that was thought dead:
        // what it writes stays.
        while (!write_new(directory_ + "/" + segment_name(next_number_, buffer_.front().trial.id), bytes))
            ++next_number_;
        ++next_number_;
        buffer_.clear();
    }

private:
    std::string directory_;
    Results const& header_;
    std::uint64_t next_number_;
    std::vector<campaign::TrialRecord> buffer_;
};

/// Throws InputError if the directory's campaign is not this one.
void expect_same_campaign(std::string const& path, Results const& header) {
    auto const known = look_at(path).header;
    auto const difference = header_difference(known, header);
    if (difference.empty()) return;
    if (difference == "program version")
        throw InputError(fmt::format(
            "{} was begun by cimchar {} ({}), this is {} ({}): mixed results would not be one campaign; continue with "
            "that version, or give a new directory",
            path, known.code_version, known.git_hash, header.code_version, header.git_hash));
    throw InputError(
        fmt::format("{} holds another campaign ({} differs from what was run there; nothing was "
                    "overwritten); give a new directory, or restore the campaign as in {}",
                    path, difference, text_path(path)));
}

}  // namespace

struct RunDirectory::State {
    std::string path;
    Results header;
    std::unique_ptr<RunLock> lock;
    std::set<std::uint64_t> finished;
    std::uint64_t failed = 0;
    std::vector<std::string> warnings;
    std::unique_ptr<SegmentSink> sink;
};

RunDirectory::RunDirectory(std::string path, campaign::CampaignSpec const& spec, IfInUse if_in_use)
    : RunDirectory(std::move(path), header_of(spec), if_in_use) {}

RunDirectory::RunDirectory(std::string path, Results header, IfInUse if_in_use) : state_(std::make_unique<State>()) {
    auto& s = *state_;
    s.path = std::move(path);
    s.header = std::move(header);
    s.header.records.clear();
    // Before anything is created in it: a directory of something else stays as it is.
    bool const exists = fs::exists(header_path(s.path));
    if (!exists && !list_segments(segments_path(s.path)).paths.empty())
        throw InputError(
            fmt::format("{} holds segments but no campaign.h5 (whose they are cannot be told); restore the "
                        "file, or give a new directory",
                        s.path));
    if (exists) expect_same_campaign(s.path, s.header);
    if (!exists && fs::exists(text_path(s.path)) && read_bytes(text_path(s.path)) != s.header.campaign_text)
        throw InputError(
            fmt::format("{} is another campaign (the run keeps a copy there; nothing was overwritten); give "
                        "a new directory",
                        text_path(s.path)));
    make_directory(s.path);
    s.lock = std::make_unique<RunLock>(s.path, if_in_use);
    if (fs::exists(header_path(s.path))) {
        expect_same_campaign(s.path, s.header);  // another run may have begun one meanwhile
    } else {
        make_directory(segments_path(s.path));
        write_whole(text_path(s.path), s.header.campaign_text);
        write_whole(header_path(s.path), results_image(s.header, {}));
    }
    auto const origin = look_at(s.path);
    s.warnings = origin.warnings;
    for (auto const& source : origin.sources) {
        auto const reader = open_source(source, s.warnings);
        if (!reader) continue;
        for (std::size_t row = 0; row < reader->ids().size(); ++row)
            if (s.finished.insert(reader->ids()[row]).second && reader->failed()[row]) ++s.failed;
    }
    auto const next_number = list_segments(segments_path(s.path)).next_number;
    s.sink = std::make_unique<SegmentSink>(segments_path(s.path), s.header, next_number);
}

RunDirectory::~RunDirectory() = default;

std::string RunDirectory::make_place_for_shards() {
    auto place = shards_path(state_->path);
    make_directory(place);
    return place;
}

std::set<std::uint64_t> const& RunDirectory::finished() const {
    return state_->finished;
}

std::uint64_t RunDirectory::failed() const {
    return state_->failed;
}

std::vector<std::string> const& RunDirectory::warnings() const {
    return state_->warnings;
}

campaign::ResultSink& RunDirectory::sink() {
    return *state_->sink;
}

std::optional<std::string> place_of_shard(std::string const& path, campaign::CampaignSpec const& spec, unsigned i,
                                          unsigned n) {
    if (!fs::is_directory(shards_path(path))) return std::nullopt;
    expect_same_campaign(path, header_of(spec));
    return fmt::format("{}/{}-of-{}", shards_path(path), i, n);
}

std::string RunDirectory::finish() {
    state_->sink->flush();
    auto output = state_->path + "/results.h5";
    merge({state_->path}, output);
    return output;
}

}  // namespace cimchar::store
