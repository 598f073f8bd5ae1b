// --set section.key=value: an override has the same form, checks and messages as the line it stands for.
#include "campaign/spec_parts.hpp"
#include "core/error.hpp"

#include <fmt/format.h>

namespace cimchar::campaign {

namespace {
/// Splits at every `separator`.
std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        auto const end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// A list without brackets, tt,ff, is a list; a word without quotes, tt, is a string.
/// Throws InputError if it is neither nor TOML.
toml::table parse_value(std::string_view value, std::string const& place) {
    auto const parse = [&](std::string const& text) { return toml::parse("value = " + text, place); };
    try {
        return parse(std::string(value));
    } catch (toml::parse_error const&) {
        if (value.find_first_of(",[{\"'") == std::string_view::npos || value.find_first_of("[{\"'") == 0) {
            toml::table plain = parse("\"\"");
            *plain.get_as<std::string>("value") = std::string(value);
            return plain;
        }
    }
    if (value.find(',') == std::string_view::npos)
        refuse(fmt::format("'{}' is no value", value), place, "write a number, a word, \"a text\" or [a, list]");
    toml::table list = parse("[]");
    for (auto const& element : split(value, ',')) {
        toml::table one = parse_value(element, place);
        one.get("value")->visit([&](auto& node) { list.get_as<toml::array>("value")->push_back(std::move(node)); });
    }
    return list;
}

/// Puts what parse_value() made into a table; the node keeps the place it says it is from.
void insert(toml::table& table, std::string const& key, toml::table parsed) {
    parsed.get("value")->visit([&](auto& node) { table.insert_or_assign(key, std::move(node)); });
}

/// The ways to give conditions exclude each other, so an override of one removes the others.
void drop_other_ways(toml::table& conditions, std::string_view key) {
    std::vector<std::vector<std::string_view>> const ways{
        {"set"}, {"points"}, {"process", "temperature_c", "supply_v"}};
    for (auto const& way : ways) {
        if (std::find(way.begin(), way.end(), key) != way.end()) continue;
        for (auto const other : way) conditions.erase(other);
    }
}
}  // namespace

void apply_override(toml::table& campaign, std::string const& assignment) {
    auto const place = "--set " + assignment;
    auto const equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0)
        refuse("an override has no key or no value", place, "write --set section.key=value");
    auto path = split(std::string_view(assignment).substr(0, equals), '.');
    auto const key = path.back();
    path.pop_back();
    if (path.empty() ? key == "limits" : path.front() == "limits")
        refuse("limits cannot be overridden", place, "edit the campaign file instead");
    toml::table* table = &campaign;
    for (auto const& name : path) {
        if (!table->contains(name)) insert(*table, name, parse_value("{}", place));
        table = table->get_as<toml::table>(name);
        if (table == nullptr)
            refuse(fmt::format("'{}' has no keys to set", name), place, "edit the campaign file instead");
    }
    if (path.size() == 1 && path.front() == "conditions") drop_other_ways(*table, key);
    insert(*table, key, parse_value(std::string_view(assignment).substr(equals + 1), place));
}

}  // namespace cimchar::campaign
