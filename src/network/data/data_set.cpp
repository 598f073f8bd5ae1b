#include "network/data/data_set.hpp"

#include "core/error.hpp"
#include "network/data/formats.hpp"

#include <fmt/format.h>
#include <array>
#include <filesystem>
#include <functional>
#include <string_view>

namespace cimchar::network {

namespace {

namespace fs = std::filesystem;

/// One file of a set, under any of the names it is published as.
using Names = std::vector<std::string>;

/// A kind of set: its files, and what reads them.
struct Kind {
    std::string_view name;
    std::vector<Names> files;
    std::function<DataSet(std::vector<std::string> const&)> read;  ///< takes a path for each file
};

Names idx_names(std::string_view start, std::string_view axes) {
    Names out;
    for (auto const separator : {'-', '.'})
        for (auto const* packing : {"", ".gz"})
            out.push_back(fmt::format("{}{}{}-ubyte{}", start, separator, axes, packing));
    return out;
}

std::vector<Kind> kinds_of(Part part) {
    bool const train = part == Part::train;
    std::string const idx = train ? "train" : "t10k";
    std::vector<Names> batches{{"test_batch.bin"}};
    if (train)
        batches = {{"data_batch_1.bin"},
                   {"data_batch_2.bin"},
                   {"data_batch_3.bin"},
                   {"data_batch_4.bin"},
                   {"data_batch_5.bin"}};
    return {{"MNIST or its kin",
             {idx_names(idx + "-images", "idx3"), idx_names(idx + "-labels", "idx1")},
             [](auto const& paths) { return read_idx(paths[0], paths[1]); }},
            {"CIFAR-10", batches, [](auto const& paths) { return read_cifar10(paths); }},
            {"SVHN", {{train ? "train_32x32.mat" : "test_32x32.mat"}}, [](auto const& paths) {
                 return read_svhn(paths[0]);
             }}};
}

/// Empty if there is none of the names.
std::string found_in(fs::path const& folder, Names const& names) {
    std::error_code error;
    for (auto const& name : names)
        if (fs::exists(folder / name, error)) return (folder / name).string();
    return {};
}

std::string name_of_folder(fs::path const& folder) {
    std::error_code error;
    auto whole = fs::absolute(folder, error).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();
    return whole.filename().string();
}

}  // namespace

DataSet read_data_set(std::string const& path, Part part) {
    std::error_code error;
    if (!fs::is_directory(path, error))
        throw InputError(
            fmt::format("'{}' is no folder (a set of images is several files in one); give the folder they "
                        "lie in",
                        path));
    auto const kinds = kinds_of(part);
    Kind const* chosen = nullptr;
    std::vector<std::string> chosen_paths;
    Names looked_for;
    for (auto const& kind : kinds) {
        std::vector<std::string> paths;
        bool any = false;
        for (auto const& names : kind.files) {
            paths.push_back(found_in(path, names));
            any = any || !paths.back().empty();
            looked_for.insert(looked_for.end(), names.begin(), names.end());
        }
        if (!any) continue;
        if (chosen != nullptr)
            throw InputError(
                fmt::format("'{}' holds files of {} and of {} (which of them is meant is not clear); give "
                            "each set a folder of its own",
                            path, chosen->name, kind.name));
        chosen = &kind;
        chosen_paths = paths;
    }
    auto const words = part == Part::train ? "to train on" : "to test with";
    if (chosen == nullptr)
        throw InputError(fmt::format("no set of images {} lies in '{}' (none of {}); give the folder with these files",
                                     words, path, fmt::join(looked_for, ", ")));
    for (std::size_t k = 0; k < chosen_paths.size(); ++k)
        if (chosen_paths[k].empty())
            throw InputError(fmt::format("'{}' holds a part of {} only (there is no {}); put all files {} there", path,
                                         chosen->name, fmt::join(chosen->files[k], " or "), words));
    auto out = chosen->read(chosen_paths);
    out.name = name_of_folder(path);
    return out;
}

}  // namespace cimchar::network
