// A campaign on a netlist of the user's: circuit.netlist and [pdk].
#include "campaign/instances.hpp"
#include "campaign/spec_parts.hpp"
#include "circuits/user/bench.hpp"
#include "circuits/user/circuit.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>

namespace cimchar::campaign {

namespace {
namespace user = circuits::user;

constexpr Range supply_range{"V", 0.05, 20};
constexpr Range spread_range{"%", 0.0001, 30};
constexpr double percent = 0.01;
std::vector<std::string> const processes{"tt", "ff", "ss", "sf", "fs"};

/// Cards of one corner, with absolute paths.
std::string corner_cards(Section const& corners, std::string_view corner, NamedFiles& files) {
    static constexpr std::array<std::string_view, 6> allowed{".include", ".inc",    ".lib",
                                                             ".param",   ".option", ".options"};
    std::string cards;
    for (auto const& card : corners.words(corner, {})) {
        auto const first = lower(card.substr(0, card.find_first_of(" \t")));
        if (std::find(allowed.begin(), allowed.end(), first) == allowed.end() || card.find('\n') != std::string::npos)
            refuse(fmt::format("'{}' does not select a corner", card), corners.where(corner),
                   "write cards like \".include 'models_ff.inc'\" or \".lib 'process.lib' ff\"");
        auto const [path, section] = user::inclusion_of(card);
        if (path.empty()) {
            cards += card + "\n";
            continue;
        }
        auto const full = files.include(path, "", corners.where(corner));
        cards += section.empty() ? fmt::format(".include '{}'\n", full) : fmt::format(".lib '{}' {}\n", full, section);
    }
    return cards;
}

user::Process read_process(Section const& section, NamedFiles& files) {
    section.allow_only({"process", "cards", "corners", "supply", "supply_v", "unit_m", "nmos", "pmos", "vth_parameter",
                        "beta_parameter", "inner_device"});
    user::Process process;
    process.name = section.word("process", "");
    process.cards = section.word("cards", process.cards);
    auto const& shipped = netlist::shipped_processes;
    if (std::none_of(shipped.begin(), shipped.end(), [&](auto const& one) { return one.name == process.cards; }))
        refuse(fmt::format("no cards '{}' ship with cimchar", process.cards), section.where("cards"),
               "write \"n45\" or \"n130\", or give cards of your own in [pdk.corners]");
    if (section.has("cards") && section.has("corners"))
        refuse("pdk.cards and [pdk.corners] are both given", section.where("cards"), "keep one of the two");
    auto const corners = section.section("corners");
    corners.allow_only(processes);
    for (auto const& corner : processes)
        if (corners.has(corner)) process.corners[corner] = corner_cards(corners, corner, files);
    process.supply = lower(section.word("supply", ""));
    process.nominal_supply_v = section.number("supply_v", supply_range, process.nominal_supply_v);
    process.nmos = section.words("nmos", {process.cards + "_nmos"});
    process.pmos = section.words("pmos", {process.cards + "_pmos"});
    process.vth_parameter = lower(section.word("vth_parameter", process.vth_parameter));
    process.beta_parameter = lower(section.word("beta_parameter", process.beta_parameter));
    process.inner_device = section.word("inner_device", process.inner_device);
    return process;
}

/// One of the tables of spreads: pattern -> standard deviation.
void add_spreads(Section const& section, bool common, std::vector<user::PassiveSpread>& spreads) {
    for (auto const& [key, value] : section.table())
        spreads.push_back({lower(key.str()), percent * section.number(key.str(), spread_range, 0), common});
}

/// The supply is a .param or a source of the netlist; without a key, "vdd" if there is one.
void find_supply(Section const& section, user::Description& description) {
    auto names = user::sources_of(description.netlist);
    for (auto const& [name, value] : description.netlist.parameters) names.push_back(name);
    auto const has = [&](std::string const& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    auto& supply = description.process.supply;
    if (supply.empty() && has("vdd")) supply = "vdd";
    if (supply.empty())
        refuse("pdk.supply is missing, and the netlist has neither a source nor a .param 'vdd'",
               section.where("supply"),
               "name the source or .param that is the supply, as supply = \"vcc\" below [pdk]");
    if (!has(supply))
        refuse_at(fmt::format("pdk.supply is '{}', which is neither a .param nor a source of the netlist{}", supply,
                              suggestion(supply, names)),
                  section.where("supply"));
}

void use_full_paths(user::NetlistText& netlist, std::string const& path, NamedFiles& files, std::string const& where) {
    for (auto const& inclusion : netlist.inclusions) {
        auto const full = files.include(inclusion.path, path, where);
        netlist.cards[inclusion.card].text = inclusion.section.empty()
                                                 ? fmt::format(".include '{}'", full)
                                                 : fmt::format(".lib '{}' {}", full, inclusion.section);
    }
}
}  // namespace

void read_own_circuit(Section const& campaign, NamedFiles& files, CampaignSpec& spec) {
    auto const section = campaign.section("circuit");
    section.allow_only({"name", "netlist", "parameters", "units", "spread_pct", "common_spread_pct"});
    if (section.has("name"))
        refuse("circuit.name and circuit.netlist are both given", section.where("netlist"), "keep one of the two");
    auto const path = section.word("netlist", "");
    auto const description = std::make_shared<user::Description>();
    auto const text = files.read_netlist(path, section.where("netlist"));
    description->name = std::filesystem::path(path).stem().string();
    description->netlist = user::read_netlist(text, path);
    use_full_paths(description->netlist, path, files, section.where("netlist"));
    auto const pdk = campaign.section("pdk");
    description->process = read_process(pdk, files);
    find_supply(pdk, *description);
    if (pdk.has("unit_m"))
        spec.warnings.push_back("pdk.unit_m is not needed any more, for ngspice is asked for the sizes; remove it");
    auto const units = section.section("units");
    for (auto const& [key, value] : units.table()) description->units[lower(key.str())] = units.word(key.str(), "");
    auto const infos = user::parameter_infos(*description);
    std::vector<std::string> names;
    names.reserve(infos.size());
    for (auto const& info : infos) names.push_back(info.name);
    for (auto const& [name, unit] : description->units)
        if (std::find(names.begin(), names.end(), name) == names.end())
            refuse_at(fmt::format("circuit.units names '{}', which is no .param of the netlist{}", name,
                                  suggestion(name, names)),
                      section.where("units"));
    add_spreads(section.section("spread_pct"), false, description->spreads);
    add_spreads(section.section("common_spread_pct"), true, description->spreads);
    description->analyses = read_analyses(campaign, *description);
    description->measures = read_measures(campaign, *description);
    spec.circuit = description->name;
    spec.own_description = description;
    spec.parameters = circuits::Parameters(infos);
}

void check_own_circuit(Section const& campaign, CampaignSpec const& spec) {
    auto const section = campaign.section("circuit");
    auto const where = section.where("netlist");
    auto const path = section.word("netlist", "");
    try {
        static_cast<void>(user::check_elements(*spec.own_description, spec.parameters, path));
        user::check_expressions(*spec.own_description, spec.parameters);
    } catch (InputError const& error) {
        refuse_at(error.what(), where);
    }
}

void make_own_circuit(Section const& campaign, CampaignSpec& spec) {
    if (!spec.own_description) return;
    auto const path = campaign.section("circuit").word("netlist", "");
    for (auto const& name : user::check_elements(*spec.own_description, spec.parameters, path))
        if (spec.sampling.samples > 0)
            spec.warnings.push_back(fmt::format(
                "'{}' of a library draws no mismatch; if it is a transistor, name it in pdk.nmos or pdk.pmos", name));
    std::vector<std::string> corners;
    for (auto const place : spec.monte_carlo_at) {
        auto const& corner = spec.conditions.at(place).process;
        if (std::find(corners.begin(), corners.end(), corner) == corners.end()) corners.push_back(corner);
    }
    spec.own_circuit = std::make_shared<circuits::Circuit const>(
        user::make_circuit(spec.own_description, path, corners, ask_instances));
}

void check_corners(Section const& campaign, CampaignSpec const& spec) {
    if (!spec.own_description || spec.own_description->process.corners.empty()) return;
    std::vector<std::string> names;
    for (auto const& [name, cards] : spec.own_description->process.corners) names.push_back(name);
    for (auto const& condition : spec.conditions)
        if (std::find(names.begin(), names.end(), condition.process) == names.end())
            refuse_at(fmt::format("the conditions name the corner {}, and [pdk.corners] does not have it{}",
                                  condition.process, suggestion(condition.process, names)),
                      campaign.where("conditions"));
}

}  // namespace cimchar::campaign
