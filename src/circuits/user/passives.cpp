#include "circuits/user/passives.hpp"

#include "circuits/user/element_value.hpp"
#include "circuits/user/hierarchy.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"

#include <fmt/format.h>
#include <fnmatch.h>
#include <algorithm>
#include <cmath>

namespace cimchar::circuits::user {

namespace {

bool is_passive(std::string const& name) {
    return name.front() == 'r' || name.front() == 'c' || name.front() == 'l';
}

std::string_view key_of(PassiveSpread const& spread) {
    return spread.common ? "circuit.common_spread_pct" : "circuit.spread_pct";
}

/// The spread of this kind that names the element; nullptr if none does.
PassiveSpread const* spread_of(Description const& description, std::string const& name, bool common) {
    PassiveSpread const* found = nullptr;
    for (auto const& spread : description.spreads) {
        if (spread.common != common || fnmatch(spread.pattern.c_str(), name.c_str(), 0) != 0) continue;
        if (found != nullptr)
            throw InputError(fmt::format("'{}' and '{}' of {} both name {}; write patterns that share no element",
                                         found->pattern, spread.pattern, key_of(spread), name));
        found = &spread;
    }
    return found;
}

double nominal_value(Description const& description, Instance const& instance, std::string const& name,
                     Values const& values, std::string const& file) {
    for (auto const& analysis : description.analyses)
        for (auto const& [target, text] : analysis.set)
            if (target == name)
                throw InputError(fmt::format("analysis '{}' sets {}, which has a spread too; keep one of the two",
                                             analysis.name, name));
    auto const value = instance.conditional ? std::nullopt : element_value(instance, values);
    if (value && std::isfinite(*value) && *value != 0) return *value;
    throw InputError(
        fmt::format("the value of {} is no number that the netlist gives ({}:{}), and its spread is relative "
                    "to it; write a value, or an expression of .param, outside of .if",
                    name, file, instance.line));
}

void refuse_patterns_without_element(Description const& description, std::vector<std::string> const& names) {
    for (auto const& spread : description.spreads)
        if (std::none_of(names.begin(), names.end(),
                         [&](auto const& name) { return fnmatch(spread.pattern.c_str(), name.c_str(), 0) == 0; }))
            throw InputError(fmt::format("{} names '{}', and the netlist has no such resistor, capacitor or inductor{}",
                                         key_of(spread), spread.pattern, suggestion(spread.pattern, names)));
}

}  // namespace

double Passive::on(netlist::Chip const& chip) const {
    double factor = 1;
    if (relative > 0) factor *= 1 + chip.deviation(name, "value");
    if (!common.empty()) factor *= 1 + chip.deviation(common, "common");
    return value * factor;
}

std::vector<Passive> passives(Description const& description, Values const& values, std::string const& file) {
    std::vector<Passive> all;
    if (description.spreads.empty()) return all;
    std::vector<std::string> names;
    visit_elements(description.netlist, values, file, [&](auto const& instance, auto const& place, auto const& known) {
        if (!is_passive(instance.name)) return true;
        auto const name = place + instance.name;
        names.push_back(name);
        auto const* own = spread_of(description, name, false);
        auto const* common = spread_of(description, name, true);
        if (own != nullptr || common != nullptr)
            all.push_back({name, flat_name(instance, place), nominal_value(description, instance, name, known, file),
                           own != nullptr ? own->relative : 0, common != nullptr ? common->pattern : ""});
        return true;
    });
    refuse_patterns_without_element(description, names);
    return all;
}

std::vector<netlist::VariedDevice> varied(std::vector<Passive> const& passives,
                                          std::vector<PassiveSpread> const& spreads) {
    std::vector<netlist::VariedDevice> devices;
    for (auto const& passive : passives)
        if (passive.relative > 0)
            devices.push_back({passive.name, netlist::DeviceKind::passive, 0, 0, passive.relative});
    for (auto const& spread : spreads)
        if (spread.common)
            devices.push_back({spread.pattern, netlist::DeviceKind::passives_in_common, 0, 0, spread.relative});
    return devices;
}

}  // namespace cimchar::circuits::user
