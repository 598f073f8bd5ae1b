#include "store/segments.hpp"

#include "core/content_hash.hpp"
#include "core/error.hpp"
#include "store/durable_file.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <filesystem>

namespace cimchar::store {

namespace {

namespace fs = std::filesystem;

/// HDF5 looks for its signature at 0, 512, 1024 …: what lies before is ours.
constexpr std::size_t block_bytes = 512;
constexpr std::string_view block_magic = "cimchar-segment ";
constexpr int block_version = 1;

std::string block_of(std::string_view content) {
    auto block = fmt::format("{}{}\n{}\n{}\n", block_magic, block_version, content.size(), content_hash(content));
    block.resize(block_bytes, '\0');
    return block;
}

/// The number at the front of "000003-120.h5", nothing if the name is of another form.
std::optional<std::uint64_t> number_of(std::string const& name) {
    std::uint64_t number = 0;
    auto const [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || end == name.data() + name.size() || *end != '-') return std::nullopt;
    return number;
}

}  // namespace

std::string segment_name(std::uint64_t number, std::uint64_t first_trial) {
    return fmt::format("{:06}-{}.h5", number, first_trial);
}

std::string seal(std::string_view results_bytes) {
    return block_of(results_bytes) + std::string(results_bytes);
}

SegmentList list_segments(std::string const& directory) {
    SegmentList list;
    if (!fs::is_directory(directory)) return list;
    std::vector<std::pair<std::uint64_t, std::string>> found;
    for (auto const& entry : fs::directory_iterator(directory)) {
        auto const name = entry.path().filename().string();
        auto const number = number_of(name);
        if (number) list.next_number = std::max(list.next_number, *number + 1);
        if (number && name.ends_with(".h5"))
            found.emplace_back(*number, entry.path().string());
        else if (name.ends_with(part_suffix))
            list.warnings.push_back(
                fmt::format("{} is half-written (its run was stopped there) and left out; running the campaign again "
                            "repeats its trials",
                            entry.path().string()));
    }
    std::sort(found.begin(), found.end());
    for (auto& [number, path] : found) list.paths.push_back(std::move(path));
    std::sort(list.warnings.begin(), list.warnings.end());
    return list;
}

std::optional<ResultsReader> open_segment(std::string const& path, std::vector<std::string>& warnings) {
    auto const damaged = [&](std::string const& how) {
        warnings.push_back(
            fmt::format("{} is damaged ({}) and left out; running the campaign again repeats its trials", path, how));
        return std::nullopt;
    };
    auto const bytes = read_bytes(path);
    if (bytes.size() < block_bytes || !bytes.starts_with(block_magic)) return damaged("it has no segment header");
    int version = 0;
    std::from_chars(bytes.data() + block_magic.size(), bytes.data() + block_bytes, version);
    if (version > block_version)
        throw InputError(
            fmt::format("{} has segment format {} (this cimchar reads up to {}); use the newer cimchar "
                        "that wrote it",
                        path, version, block_version));
    auto const content = std::string_view(bytes).substr(block_bytes);
    if (bytes.substr(0, block_bytes) != block_of(content)) return damaged("its digest does not match its contents");
    try {
        return ResultsReader(h5::open_image(content), path);
    } catch (h5::Error const& error) {
        return damaged(error.what());
    }
}

}  // namespace cimchar::store
