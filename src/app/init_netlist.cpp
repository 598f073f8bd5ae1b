#include "app/init_netlist.hpp"

#include "circuits/user/netlist_text.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

namespace cimchar::app {

namespace {
namespace user = circuits::user;

/// Models of transistors by the polarity that their names or .model cards tell.
struct Models {
    std::set<std::string> nmos;
    std::set<std::string> pmos;
    std::set<std::string> unknown;
};

bool mentions(std::string const& name, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [&](auto word) { return name.find(word) != std::string::npos; });
}

/// False if nothing tells that this is a transistor's model.
bool sort_model(Models& models, user::NetlistText const& netlist, std::string const& model, bool is_card) {
    auto const card = netlist.models.find(model);
    auto const type = card == netlist.models.end() ? model : card->second;
    if (mentions(type, {"nmos", "nfet", "nch"}))
        models.nmos.insert(model);
    else if (mentions(type, {"pmos", "pfet", "pch"}))
        models.pmos.insert(model);
    else if (is_card)
        models.unknown.insert(model);
    else
        return false;
    return true;
}

/// Lines about one level of the netlist's hierarchy.
std::string transistor_lines(user::NetlistText const& netlist, user::Subcircuit const& level, std::string const& place,
                             Models& models) {
    std::string text;
    for (auto const& instance : level.instances) {
        bool const is_card = instance.name.front() == 'm';
        bool const is_own = netlist.subcircuits.contains(instance.of);
        if (!is_card && (instance.name.front() != 'x' || is_own)) continue;
        if (!sort_model(models, netlist, instance.of, is_card)) continue;
        std::string sizes;
        for (auto const& [name, value] : instance.parameters)
            if (name == "w" || name == "l" || name == "m") sizes += fmt::format("  {}={}", name, value);
        text += fmt::format("#   {:<20} {}{}\n", place + instance.name, instance.of, sizes);
    }
    return text;
}

/// Resistors, capacitors and inductors of one level, as campaigns name them.
void add_passives(std::string& names, user::Subcircuit const& level, std::string const& place) {
    for (auto const& instance : level.instances)
        if (mentions(instance.name.substr(0, 1), {"r", "c", "l"})) names += " " + place + instance.name;
}

std::string list(std::set<std::string> const& names) {
    return fmt::format("[\"{}\"]", fmt::join(names, "\", \""));
}

std::string campaign_name(std::string const& file) {
    auto name = std::filesystem::path(file).stem().string();
    for (auto& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '_' && c != '-') c = '_';
    return "my_" + name;
}

/// The .param or source that is probably the supply; empty if none has a name like one.
std::string supply_of(user::NetlistText const& netlist) {
    for (char const* name : {"vdd", "vcc", "vsupply"}) {
        for (auto const& [parameter, value] : netlist.parameters)
            if (parameter == name) return name;
        for (auto const& source : user::sources_of(netlist))
            if (source == name) return name;
    }
    return {};
}

/// What the netlist's .param says the supply is, as it is to be written; 1.0 if it says nothing that can be computed.
std::string supply_value(user::NetlistText const& netlist, std::string const& supply) {
    user::Values values;
    user::add_values(values, netlist.parameters);
    auto const found = values.find(supply);
    return found == values.end() || found->second == 1 ? "1.0" : fmt::format("{:g}", found->second);
}

std::string pdk_section(Models const& models, std::string const& supply, std::string const& supply_v) {
    auto const& all = netlist::shipped_processes;
    auto const own = std::find_if(all.begin(), all.end(), [&](auto const& one) {
        return models.nmos.contains(fmt::format("{}_nmos", one.name)) ||
               models.pmos.contains(fmt::format("{}_pmos", one.name));
    });
    std::string text = "\n[pdk]\n";
    text +=
        fmt::format("{}supply = \"{}\"                 # the .param or source that is set to a condition's supply\n",
                    supply.empty() ? "# " : "", supply.empty() ? "vdd" : supply);
    text += fmt::format("supply_v = {:<20}# nominal supply\n", supply_v);
    if (!models.nmos.empty()) text += fmt::format("nmos = {}\n", list(models.nmos));
    if (!models.pmos.empty()) text += fmt::format("pmos = {}\n", list(models.pmos));
    if (!models.unknown.empty())
        text += fmt::format("# put these models into nmos or pmos: {}\n", fmt::join(models.unknown, ", "));
    text += "# process = \"sky130\"           # with corners of your own: whose mismatch is drawn, as its file says\n";
    text += "# vth_parameter = \"delvto\"     # instance parameters that carry mismatch; empty: none\n";
    text += "# beta_parameter = \"mulu0\"\n";
    if (own != all.end())
        text += fmt::format("cards = {:<23}# the {} cards that ship with cimchar\n", fmt::format("\"{}\"", own->name),
                            own->process);
    text += own != all.end()
                ? "# [pdk.corners]                # instead of cards: of each corner, paths from this file\n"
                : "# [pdk.corners]                # cards of each corner, paths from this file; left out: "
                  "own 45 nm cards\n";
    text += "# tt = [\".lib 'process.lib' tt\"]\n# ss = [\".include 'models_ss.inc'\"]\n";
    return text;
}

constexpr std::string_view rest = R"~(
[[analyses]]                   # repeat for more: op, dc, ac, tran, noise; {{ }} hold expressions
name = "bias"
line = "op"
# set = {{ vin = "supply_v/2" }}  # sources at other values for this analysis

[[measures]]                   # repeat for more; the kinds are listed in docs/formats/campaign.md
name = "out_v"
unit = "V"
kind = "value"
analysis = "bias"
of = "v({0})"

[conditions]                   # all combinations
process = ["tt"]
temperature_c = [27]
supply_v = [{1}]

[monte_carlo]
samples = 0                    # virtual chips per condition; 0: the nominal chip only
# mismatch = "assumed_45nm"    # a file of montecarlo/mismatch, or "./my_process.toml"

# [[limits]]                   # `cimchar run` exits with 1 if a trial is outside
# measure = "out_v"
# min = 0
# max = 1
)~";
}  // namespace

std::string own_circuit_template(std::string const& file) {
    auto const content = read_regular_text(file);
    if (!content) throw InputError(fmt::format("cannot read the netlist '{}'; check the path", file));
    auto const netlist = user::read_netlist(*content, file);
    Models models;
    auto devices = transistor_lines(netlist, netlist.top, "", models);
    for (auto const& [name, subcircuit] : netlist.subcircuits)
        devices += transistor_lines(netlist, subcircuit, name + ": ", models);

    auto text = fmt::format(
        "# {}\n# Every key: docs/formats/campaign.md. Check with `cimchar check FILE`, run with "
        "`cimchar run FILE`.\n# This file lies beside the netlist: paths start where it is.\n\n",
        netlist.title);
    text += fmt::format("[campaign]\nname = \"{}\"\nseed = 1\n\n[circuit]\nnetlist = \"{}\"\n", campaign_name(file),
                        std::filesystem::path(file).filename().string());
    text += "\n[circuit.parameters]           # .param of the netlist; shown: its own values\n";
    auto const supply = supply_of(netlist);
    std::set<std::string> seen{supply};
    std::string first;
    for (auto const& [name, value] : netlist.parameters) {
        if (!seen.insert(name).second) continue;
        if (first.empty()) first = name;
        text += fmt::format("# {} = \"{}\"\n", name, value);
    }
    text += fmt::format("\n[circuit.units]                # of parameters, for reports\n# {} = \"m\"\n",
                        first.empty() ? "wn" : first);
    text +=
        "\n[circuit.spread_pct]           # standard deviation of passives, each on its own [%]; \"*\" for any "
        "letters\n"
        "# \"r*\" = 1\n"
        "\n[circuit.common_spread_pct]    # the same, one number for all that the pattern names: their sheet, their "
        "oxide\n"
        "# \"r*\" = 10\n";
    auto const supply_v = supply_value(netlist, supply);
    text += pdk_section(models, supply, supply_v);
    text += fmt::format(
        "\n# Transistors, each with its own mismatch; one of a subcircuit is x1.m1 for the "
        "instance x1:\n{}",
        devices.empty() ? "#   none\n" : devices);
    std::string passives;
    add_passives(passives, netlist.top, "");
    for (auto const& [name, subcircuit] : netlist.subcircuits) add_passives(passives, subcircuit, name + ":");
    text += fmt::format(
        "# Resistors, capacitors, inductors, which vary where circuit.spread_pct says so (of a subcircuit: x1.r1):{}\n",
        passives.empty() ? " none" : passives);
    auto const nodes = user::nodes_of(netlist);
    text +=
        fmt::format("# Nodes: {}\n# Sources: {}\n", fmt::join(nodes, " "), fmt::join(user::sources_of(netlist), " "));
    if (!netlist.left_out.empty())
        text += fmt::format("# Of the netlist, but for the campaign to say:\n#   {}\n",
                            fmt::join(netlist.left_out, "\n#   "));
    bool const has_out = std::find(nodes.begin(), nodes.end(), "out") != nodes.end();
    text += fmt::format(fmt::runtime(rest), has_out ? "out" : nodes.back(), supply_v);
    return text;
}

}  // namespace cimchar::app
