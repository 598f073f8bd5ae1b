// [[analyses]] and [[measures]] of a campaign on a netlist of the user's.
#include "campaign/spec_parts.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace cimchar::campaign {

namespace {
namespace user = circuits::user;

constexpr int most_points = 1 << 20;

void check_name(std::string const& name, std::string const& what, std::string const& where) {
    bool const plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '_';
    });
    if (name.empty() || !plain || std::islower(static_cast<unsigned char>(name.front())) == 0)
        refuse(fmt::format("'{}' does not do as the name of {}", name, what), where,
               "use small letters, digits and '_', a letter first");
}

template <typename List>
void refuse_twice(List const& list, std::string const& name, std::string const& where) {
    if (std::any_of(list.begin(), list.end(), [&](auto const& other) { return other.name == name; }))
        refuse(fmt::format("'{}' is named twice", name), where, "rename one");
}

/// A number or the text of an expression.
std::string expression(Section const& section, std::string_view key) {
    return section.has(key) ? section.as_text(key) : std::string();
}

std::optional<std::string> maybe(Section const& section, std::string_view key) {
    if (!section.has(key)) return std::nullopt;
    return section.as_text(key);
}

/// v(node), v(a,b), i(source) of the netlist's top level; what is inside a subcircuit is the simulator's to find.
std::string vector_of(Section const& section, std::string_view key, user::NetlistText const& netlist) {
    auto vector = lower(section.word(key, ""));
    vector.erase(std::remove(vector.begin(), vector.end(), ' '), vector.end());
    bool const in_brackets = vector.size() > 3 && vector[1] == '(' && vector.back() == ')';
    if (!in_brackets || (vector[0] != 'v' && vector[0] != 'i')) return vector;
    auto const known = vector[0] == 'v' ? user::nodes_of(netlist) : user::sources_of(netlist);
    auto inside = vector.substr(2, vector.size() - 3);
    while (!inside.empty()) {
        auto const comma = inside.find(',');
        auto const name = inside.substr(0, comma);
        bool const top_level = name.find_first_of(".#") == std::string::npos;
        bool const current_of_other = vector[0] == 'i' && !name.empty() && name[0] != 'v' && name[0] != 'i';
        if (top_level && !current_of_other && std::find(known.begin(), known.end(), name) == known.end())
            refuse_at(fmt::format("{} is '{}', and the netlist has no {} '{}'{}", section.full_name(key), vector,
                                  vector[0] == 'v' ? "node" : "source", name, suggestion(name, known)),
                      section.where(key));
        inside = comma == std::string::npos ? "" : inside.substr(comma + 1);
    }
    return vector;
}

circuits::Edge edge_of(Section const& section) {
    auto const word = section.word("edge", "any");
    if (word == "rise") return circuits::Edge::rise;
    if (word == "fall") return circuits::Edge::fall;
    if (word != "any")
        refuse_at(fmt::format("edge is '{}'{}", word, suggestion(word, {"any", "rise", "fall"})),
                  section.where("edge"));
    return circuits::Edge::any;
}

int nth_of(Section const& section) {
    auto const text = section.has("nth") ? section.as_text("nth") : "1";
    int number = 0;
    auto const read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || number == 0)
        refuse(fmt::format("nth is '{}'", text), section.where("nth"),
               "write 1 for the first crossing, 2 for the second, -1 for the last");
    return number;
}

user::Passing passing_of(Section const& section, user::NetlistText const& netlist) {
    section.allow_only({"of", "level", "edge", "nth"});
    section.require("of", "and a crossing is of a signal", "add of = \"v(out)\"");
    section.require("level", "and a signal crosses a level", "add level = 0.5, or an expression like \"supply_v/2\"");
    return {vector_of(section, "of", netlist), section.as_text("level"), edge_of(section), nth_of(section)};
}

user::KindInfo const& kind_of(Section const& section) {
    section.require("kind", "and it says how the measure is read off the waveform",
                    "add kind = \"value\"; docs/formats/campaign.md lists them");
    auto const word = section.word("kind", "");
    std::vector<std::string> names;
    for (auto const& info : user::kinds()) {
        if (info.name == word) return info;
        names.emplace_back(info.name);
    }
    refuse_at(fmt::format("unknown kind of measure '{}'{}", word, suggestion(word, names)), section.where("kind"));
    return user::kinds().front();
}

int whole_number(Section const& section, std::string_view key, int least) {
    if (!section.has(key)) return 0;
    auto const number = static_cast<int>(section.count(key, most_points, 0));
    if (number < least)
        refuse(fmt::format("{} is {}", section.full_name(key), number), section.where(key),
               fmt::format("give at least {}", least));
    return number;
}

user::Measure read_measure(Section const& section, user::Description const& description) {
    section.require("name", "and it names the figure", "add name = \"gain\"");
    auto const& info = kind_of(section);
    std::vector<std::string> keys{"name", "unit", "description", "kind"};
    keys.insert(keys.end(), info.required.begin(), info.required.end());
    keys.insert(keys.end(), info.optional.begin(), info.optional.end());
    section.allow_only(keys);
    for (auto const& key : info.required)
        section.require(key, fmt::format("which a measure of kind {} needs", info.name), "add it");
    user::Measure measure;
    measure.kind = info.kind;
    measure.name = section.word("name", "");
    check_name(measure.name, "a measure", section.where("name"));
    measure.unit = section.word("unit", "");
    measure.description = section.word("description", "");
    measure.analysis = section.word("analysis", "");
    auto const& netlist = description.netlist;
    if (info.kind == user::Kind::delay) {
        measure.passing = passing_of(section.section("trigger"), netlist);
        measure.target = passing_of(section.section("target"), netlist);
    } else if (info.kind != user::Kind::expression) {
        measure.passing.of = vector_of(section, "of", netlist);
        if (section.has("level")) measure.passing.level = section.as_text("level");
        measure.passing.edge = edge_of(section);
        measure.passing.nth = nth_of(section);
    }
    measure.at = maybe(section, "at");
    measure.from = maybe(section, "from");
    measure.to = maybe(section, "to");
    measure.final_value = maybe(section, "final");
    measure.band = expression(section, "band");
    measure.lsb = expression(section, "lsb");
    measure.value = expression(section, "value");
    measure.points = whole_number(section, "points", 4);
    measure.cycles = whole_number(section, "cycles", 1);
    return measure;
}

std::vector<std::string> names_of(std::vector<user::Analysis> const& analyses) {
    std::vector<std::string> names;
    names.reserve(analyses.size());
    for (auto const& analysis : analyses) names.push_back(analysis.name);
    return names;
}

/// Sources that an analysis line sweeps or refers noise to are in the netlist.
void check_sources(std::string const& line, user::NetlistText const& netlist, std::string const& where) {
    auto const words = user::words_of(lower(line));
    auto const sources = user::sources_of(netlist);
    std::size_t const at = words.front() == "dc" ? 1 : words.front() == "noise" ? 2 : words.size();
    if (at >= words.size()) return;
    bool const is_source = words[at].front() == 'v' || words[at].front() == 'i';
    if (is_source && std::find(sources.begin(), sources.end(), words[at]) == sources.end())
        refuse_at(fmt::format("the netlist has no source '{}'{}", words[at], suggestion(words[at], sources)), where);
    if (words.front() == "dc" && words.size() > 5)
        refuse("a sweep of two sources has no single waveform to measure", where,
               "sweep one source, and set the other in an analysis of its own");
}

/// What an analysis alters: sources and passives of the top level.
void read_settings(Section const& set, user::NetlistText const& netlist, user::Analysis& analysis) {
    std::vector<std::string> known;
    for (auto const& instance : netlist.top.instances)
        if (std::string_view("vircl").find(instance.name.front()) != std::string_view::npos)
            known.push_back(instance.name);
    for (auto const& [key, value] : set.table()) {
        auto const name = lower(key.str());
        if (std::find(known.begin(), known.end(), name) == known.end())
            refuse_at(fmt::format("the netlist has no source, resistor, capacitor or inductor '{}'{}", name,
                                  suggestion(name, known)),
                      set.where(key.str()));
        analysis.set.emplace_back(name, set.as_text(key.str()));
    }
}
}  // namespace

std::vector<user::Analysis> read_analyses(Section const& campaign, user::Description const& description) {
    static std::vector<std::string> const commands{"op", "dc", "ac", "tran", "noise"};
    std::vector<user::Analysis> analyses;
    for (auto const& section : campaign.sections("analyses")) {
        section.allow_only({"name", "line", "set"});
        section.require("name", "and measures name their analysis", "add name = \"dc\"");
        section.require("line", "and it says what is simulated", "add line = \"dc vin 0 1 1m\"");
        user::Analysis analysis;
        analysis.name = section.word("name", "");
        check_name(analysis.name, "an analysis", section.where("name"));
        refuse_twice(analyses, analysis.name, section.where("name"));
        analysis.line = section.word("line", "");
        auto const words = user::words_of(lower(analysis.line));
        auto const first = words.empty() ? "" : words.front();
        if (std::find(commands.begin(), commands.end(), first) == commands.end())
            refuse_at(fmt::format("'{}' is no analysis{}", analysis.line, suggestion(first, commands)),
                      section.where("line"));
        check_sources(analysis.line, description.netlist, section.where("line"));
        read_settings(section.section("set"), description.netlist, analysis);
        analyses.push_back(std::move(analysis));
    }
    if (analyses.empty())
        refuse("a netlist of your own has no [[analyses]]", campaign.where("circuit"),
               "add one: [[analyses]] with name = \"dc\" and line = \"dc vin 0 1 1m\"");
    return analyses;
}

std::vector<user::Measure> read_measures(Section const& campaign, user::Description const& description) {
    auto const analyses = names_of(description.analyses);
    std::vector<user::Measure> measures;
    for (auto const& section : campaign.sections("measures")) {
        auto measure = read_measure(section, description);
        refuse_twice(measures, measure.name, section.where("name"));
        bool const found = std::find(analyses.begin(), analyses.end(), measure.analysis) != analyses.end();
        if (measure.kind != user::Kind::expression && !found)
            refuse_at(
                fmt::format("there is no analysis '{}'{}", measure.analysis, suggestion(measure.analysis, analyses)),
                section.where("analysis"));
        measures.push_back(std::move(measure));
    }
    if (measures.empty())
        refuse("a netlist of your own has no [[measures]]", campaign.where("circuit"),
               "add one: [[measures]] with name, kind = \"value\", analysis and of = \"v(out)\"");
    for (auto const& analysis : description.analyses)
        if (std::none_of(measures.begin(), measures.end(), [&](auto const& m) { return m.analysis == analysis.name; }))
            refuse(fmt::format("analysis '{}' has no measure", analysis.name), campaign.where("analyses"),
                   "measure something on it, or remove it");
    return measures;
}

}  // namespace cimchar::campaign
