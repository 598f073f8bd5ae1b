// Files that a campaign names: shipped ones by name, the user's by path.
#include "campaign/spec_parts.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <fstream>
#include <iterator>

namespace cimchar::campaign {

namespace {
std::string path_suggestion(std::filesystem::path const& folder, std::string const& name) {
    std::vector<std::string> names;
    std::error_code ignored;
    for (auto const& entry : std::filesystem::directory_iterator(folder, ignored))
        if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return suggestion(name, names) + " A path to a file of your own, \"./my.toml\", does as well.";
}
}  // namespace

std::string NamedFiles::read(std::string const& folder, std::string const& name, std::string const& where,
                             std::string& place) {
    bool const is_path = name.find('/') != std::string::npos || name.ends_with(".toml");
    auto const shipped = std::filesystem::path("montecarlo") / folder;
    place = is_path ? name : (shipped / (name + ".toml")).string();
    auto const key = fmt::format("{} {}", folder, name);
    if (auto const kept = text_.files.find(key); kept != text_.files.end()) return kept->second;

    auto const path = is_path ? base_ / name : netlist::data_directory() / place;
    std::ifstream stream(path, std::ios::binary);
    if (!stream || std::filesystem::is_directory(path)) {
        auto const hint = is_path ? std::string("; check the path, which starts at the campaign file")
                                  : path_suggestion(netlist::data_directory() / shipped, name);
        refuse_at(fmt::format("cannot read '{}'{}", is_path ? path.string() : place, hint), where);
    }
    return text_.files[key] = {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace cimchar::campaign
