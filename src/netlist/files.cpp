#include "netlist/files.hpp"

#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>
#include <system_error>
#include <vector>

namespace cimchar::netlist {

namespace {

bool has_data(std::filesystem::path const& folder) {
    std::error_code ignored;
    return std::filesystem::is_directory(folder / "netlists", ignored);
}

std::string read_shipped(std::filesystem::path const& path) {
    if (auto text = read_text(path)) return *std::move(text);
    throw InputError(
        fmt::format("cannot read '{}' (it ships with the program); reinstall, or set CIMCHAR_DATA_DIR", path.string()));
}

/// First and second word of a line.
std::pair<std::string, std::string> first_words(std::string const& line) {
    std::istringstream words(line);
    std::string first;
    std::string second;
    words >> first >> second;
    return {first, second};
}

}  // namespace

std::filesystem::path data_directory() {
    if (char const* const chosen = std::getenv("CIMCHAR_DATA_DIR")) {
        if (has_data(chosen)) return chosen;
        throw InputError(
            fmt::format("CIMCHAR_DATA_DIR is '{}', which has no netlists folder; "
                        "point it at the folder that holds netlists/ and montecarlo/",
                        chosen));
    }
    std::error_code no_link;
    auto const program = std::filesystem::read_symlink("/proc/self/exe", no_link);
    if (!no_link) {
        auto installed = program.parent_path().parent_path() / "share" / "cimchar";
        if (has_data(installed)) return installed;
    }
    if (has_data(CIMCHAR_SOURCE_DIR)) return CIMCHAR_SOURCE_DIR;
    throw InputError(
        "the netlists that ship with the program are not found; "
        "set CIMCHAR_DATA_DIR to the folder that holds netlists/ and montecarlo/");
}

namespace {

/// What `make` makes of a file, kept: a campaign asks for the same text with every deck.
template <typename Make>
std::string const& kept(std::string const& key, Make make) {
    static std::map<std::string, std::string> texts;
    auto const found = texts.find(key);
    return found != texts.end() ? found->second : texts.emplace(key, make()).first->second;
}

std::string cards_of_corner(std::filesystem::path const& path, std::string_view file, std::string_view corner) {
    std::istringstream lines(read_shipped(path));
    std::string text;
    std::string section;
    std::vector<std::string> corners;
    for (std::string line; std::getline(lines, line);) {
        auto const [first, second] = first_words(line);
        if (first == ".lib") {
            section = second;
            corners.push_back(second);
        } else if (first == ".endl") {
            section.clear();
        } else if (section.empty() || section == corner) {
            text += line + "\n";
        }
    }
    if (std::find(corners.begin(), corners.end(), corner) == corners.end())
        throw InputError(fmt::format("process corner '{}' is not in {}{}", corner, file, suggestion(corner, corners)));
    return text;
}

}  // namespace

ShippedProcess const& shipped_process(std::string_view name) {
    auto const found = std::find_if(shipped_processes.begin(), shipped_processes.end(),
                                    [&](auto const& process) { return process.name == name; });
    CIMCHAR_EXPECT(found != shipped_processes.end());
    return *found;
}

std::string subcircuits(std::string_view file) {
    auto const path = data_directory() / "netlists" / file;
    return kept(path.string(), [&] { return read_shipped(path); });
}

std::string model_cards(std::string_view file, std::string_view corner) {
    auto const path = data_directory() / "netlists" / file;
    return kept(fmt::format("{} {}", path.string(), corner), [&] { return cards_of_corner(path, file, corner); });
}

}  // namespace cimchar::netlist
