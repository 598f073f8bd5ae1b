// Files that a campaign names: shipped ones by name, the user's by path.
#include "campaign/included_files.hpp"
#include "campaign/spec_parts.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cstdlib>

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

/// "$PDK_ROOT/models.inc" with the variable's value.
std::string with_environment(std::string const& path, std::string const& where) {
    if (!path.starts_with('$')) return path;
    auto const end = std::min(path.find('/'), path.size());
    auto const name = path.substr(1, end - 1);
    char const* const value = std::getenv(name.c_str());
    if (value == nullptr)
        refuse(fmt::format("the environment variable {} of '{}' is not set", name, path), where,
               fmt::format("set it: export {}=/path/of/the/process", name));
    return value + path.substr(end);
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
    auto text = read_text(path);
    if (!text) {
        auto const hint = is_path ? std::string("; check the path, which starts at the campaign file")
                                  : path_suggestion(netlist::data_directory() / shipped, name);
        refuse_at(fmt::format("cannot read '{}'{}", is_path ? path.string() : place, hint), where);
    }
    return text_.files[key] = *std::move(text);
}

std::string NamedFiles::read_netlist(std::string const& path, std::string const& where) {
    auto const key = fmt::format("netlist {}", path);
    if (auto const kept = text_.files.find(key); kept != text_.files.end()) return kept->second;
    auto const full = base_ / path;
    auto text = read_regular_text(full);
    if (!text)
        refuse(fmt::format("cannot read the netlist '{}'", full.string()), where,
               "check circuit.netlist, a path which starts at the campaign file");
    return text_.files[key] = *std::move(text);
}

std::string NamedFiles::attachment(std::string const& value, circuits::ParameterInfo const& parameter,
                                   std::string const& where) {
    auto const key = fmt::format("{} {}", parameter.name, value);
    if (auto const kept = text_.files.find(key); kept != text_.files.end()) return kept->second;
    try {
        if (circuits::is_path(value)) {
            if (!read_attachment_)
                throw InputError(
                    fmt::format("'{}' is not in the campaign's text, and nothing reads it here; run the "
                                "campaign from its own file",
                                value));
            return text_.files[key] = read_attachment_((base_ / value).string());
        }
        return text_.files[key] = circuits::shipped_text(parameter, value);
    } catch (InputError const& error) {
        refuse_at(error.what(), where);
    }
}

std::string NamedFiles::include(std::string const& path, std::string const& beside, std::string const& where) {
    auto const key = beside.empty() ? fmt::format("included {}", path) : fmt::format("included {} by {}", path, beside);
    auto const kept = text_.files.find(key);
    auto const place = kept != text_.files.end()
                           ? std::filesystem::path(kept->second.substr(0, kept->second.find('\n')))
                           : std::filesystem::absolute(base_ / std::filesystem::path(beside).parent_path() /
                                                       with_environment(path, where));
    auto const full = place.lexically_normal();
    std::string state;
    try {
        state = fmt::format("{}\n{}\n", full.string(), hash_with_inclusions(full));
    } catch (InputError const& error) {
        refuse_at(error.what(), where);
    }
    if (kept != text_.files.end() && kept->second != state)
        refuse(fmt::format("'{}' has changed since this campaign was run", full.string()), where,
               "put back the file as it was, or run the campaign again into a new directory");
    text_.files[key] = state;
    return full.string();
}

}  // namespace cimchar::campaign
