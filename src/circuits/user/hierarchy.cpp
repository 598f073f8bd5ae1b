#include "circuits/user/hierarchy.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

namespace cimchar::circuits::user {

namespace {

constexpr int deepest = 30;

/// Values within a subcircuit: those around it, its defaults, and what the instance gives.
Values inside(Subcircuit const& subcircuit, Instance const& instance, Values const& around) {
    Values given;
    for (auto const& [name, text] : instance.parameters) {
        try {
            given[name] = evaluate(text, around);
        } catch (InputError const&) {
            continue;  // whoever needs it says so
        }
    }
    Values values = around;
    add_values(values, subcircuit.parameters, given);
    return values;
}

void visit_level(NetlistText const& netlist, Subcircuit const& level, std::string const& place, Values const& values,
                 std::string const& file, Visit const& visit, int depth) {
    if (depth > deepest)
        throw InputError(fmt::format("subcircuits contain each other without end ({}); remove the loop", file));
    for (auto const& instance : level.instances) {
        if (!visit(instance, place, values) || instance.name.front() != 'x') continue;
        auto const found = netlist.subcircuits.find(instance.of);
        if (found == netlist.subcircuits.end()) continue;
        visit_level(netlist, found->second, place + instance.name + ".", inside(found->second, instance, values), file,
                    visit, depth + 1);
    }
}

}  // namespace

void visit_elements(NetlistText const& netlist, Values const& values, std::string const& file, Visit const& visit) {
    visit_level(netlist, netlist.top, "", values, file, visit, 0);
}

std::string flat_name(Instance const& instance, std::string const& place) {
    return place.empty() ? instance.name : fmt::format("{}.{}{}", instance.name.front(), place, instance.name);
}

}  // namespace cimchar::circuits::user
