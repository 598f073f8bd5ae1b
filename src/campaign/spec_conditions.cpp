#include "campaign/plan.hpp"
#include "campaign/spec_parts.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cimchar::campaign {

namespace {
std::vector<std::string> const processes{"tt", "ff", "ss", "sf", "fs"};
constexpr Range temperature_range{"°C", -100, 200};
constexpr Range supply_range{"V", 0.05, 20};

void check_process(std::string const& word, std::string const& where) {
    if (std::find(processes.begin(), processes.end(), word) == processes.end())
        refuse_at(fmt::format("unknown process corner '{}'; valid: {}", word, fmt::join(processes, ", ")), where);
}

std::vector<Condition> factorial(Section const& section, Condition const& nominal) {
    auto const words = section.words("process", {nominal.process});
    for (auto const& word : words) check_process(word, section.where("process"));
    std::vector<Condition> all;
    for (auto const& process : words)
        for (double const temperature_c : section.numbers("temperature_c", temperature_range, {nominal.temperature_c}))
            for (double const supply_v : section.numbers("supply_v", supply_range, {nominal.supply_v}))
                all.push_back({process, temperature_c, supply_v});
    return all;
}

/// Points or a factorial; the section's other keys are checked by the caller.
std::vector<Condition> points_or_factorial(Section const& section, Condition const& nominal) {
    bool const has_factorial = section.has("process") || section.has("temperature_c") || section.has("supply_v");
    if (section.has("points") && has_factorial)
        refuse("conditions are given as a list of points and as process, temperature_c, supply_v",
               section.where("points"), "keep one of the two");
    if (!section.has("points")) return factorial(section, nominal);
    std::vector<Condition> all;
    for (auto const& point : section.sections("points")) all.push_back(read_condition(point, nominal));
    if (all.empty()) refuse("the list of points is empty", section.where("points"), "give at least one");
    return all;
}

void refuse_duplicates(std::vector<Condition> const& all, std::string const& where) {
    for (std::size_t i = 0; i < all.size(); ++i)
        if (std::find(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(i), all[i]) !=
            all.begin() + static_cast<std::ptrdiff_t>(i))
            refuse(fmt::format("condition {} is given twice", describe(all[i])), where, "remove one");
}
}  // namespace

Condition read_condition(Section const& section, Condition const& nominal) {
    section.allow_only({"process", "temperature_c", "supply_v"});
    Condition condition{section.word("process", nominal.process),
                        section.number("temperature_c", temperature_range, nominal.temperature_c),
                        section.number("supply_v", supply_range, nominal.supply_v)};
    check_process(condition.process, section.where("process"));
    return condition;
}

std::vector<std::size_t> read_places(Section const& section, std::string const& name,
                                     std::vector<Condition> const& conditions, Condition const& nominal) {
    std::vector<std::size_t> places;
    for (auto const& point : section.sections("at")) {
        auto const wanted = read_condition(point, nominal);
        auto const found = std::find(conditions.begin(), conditions.end(), wanted);
        if (found == conditions.end())
            refuse(fmt::format("{} names {}, which is not among the conditions", name, describe(wanted)),
                   point.where("process"), "add it to [conditions], or name one that is there");
        auto const index = static_cast<std::size_t>(found - conditions.begin());
        if (std::find(places.begin(), places.end(), index) != places.end())
            refuse(fmt::format("{} names a condition twice", name), point.where("process"), "remove one");
        places.push_back(index);
    }
    if (places.empty())
        refuse(fmt::format("{} is an empty list", name), section.where("at"), "name at least one condition");
    return places;
}

std::vector<Condition> read_conditions(Section const& section, NamedFiles& files, Condition const& nominal) {
    section.allow_only({"set", "process", "temperature_c", "supply_v", "points"});
    auto where = section.where("points");
    std::vector<Condition> all;
    if (section.has("set")) {
        for (auto const* const other : {"process", "temperature_c", "supply_v", "points"})
            if (section.has(other))
                refuse(fmt::format("conditions are given as a set and as {}", other), section.where(other),
                       "keep one of the two");
        auto const text = files.read("corners", section.word("set", ""), section.where("set"), where);
        auto const parsed = parse_toml(text, where);
        Section const listed(parsed, "", where);
        listed.allow_only({"title", "source", "process", "temperature_c", "supply_v", "points"});
        all = points_or_factorial(listed, nominal);
    } else {
        all = points_or_factorial(section, nominal);
    }
    refuse_duplicates(all, where);
    return all;
}

}  // namespace cimchar::campaign
