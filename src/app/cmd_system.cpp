// cimchar system: energy and throughput of published networks on published accelerators.
#include "app/commands.hpp"
#include "app/system_json.hpp"
#include "app/system_text.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <CLI/CLI.hpp>
#include <memory>

namespace cimchar::app {

namespace {

using namespace network::system;
using nlohmann::ordered_json;

struct Arguments {
    std::string chip = "all";
    std::string network = "all";
    bool sweep = false;
    bool sensitivity = false;
    bool json = false;
};

/// The names that are meant by a name or "all".
std::vector<std::string> chosen(std::string const& name, std::vector<std::string> known, std::string_view what) {
    if (name == "all") return known;
    if (std::ranges::find(known, name) != known.end()) return {name};
    known.emplace_back("all");
    throw InputError(fmt::format("unknown {} '{}'{}", what, name, suggestion(name, known)));
}

ordered_json changes_json(std::vector<SystemChange> const& changes, Comparison const& comparison,
                          PublishedSystem const& published) {
    auto json = ordered_json::array();
    for (auto const& change : changes)
        json.push_back({{"name", change.name},
                        {"why", change.why},
                        {"gains", gains_json(compare(change.chips, comparison.networks), published)}});
    return json;
}

void run(Arguments const& arguments) {
    auto const data = netlist::data_directory() / "data";
    auto const tables = data / "networks" / "shapes";
    auto const files = data / "system";
    auto const chips = chosen(arguments.chip, {chip_names.begin(), chip_names.end()}, "chip");
    auto const networks = chosen(arguments.network, network_names(tables), "network");
    bool const all_chips = chips.size() == chip_names.size();
    if (arguments.sensitivity && !all_chips)
        throw InputError("--sensitivity compares the chips (--chip leaves one); leave --chip out");
    if (arguments.sweep && !all_chips && chips.front() != chip_names.back())
        throw InputError(
            fmt::format("--sweep is of {} (--chip {}); leave --chip out", chip_names.back(), chips.front()));

    auto const known = read_chips(files);
    auto const published = read_published(files);
    std::vector<Chip> of_chips;
    for (auto const& chip : known)
        if (std::ranges::find(chips, chip.name) != chips.end()) of_chips.push_back(chip);
    std::vector<LayerTable> of_networks;
    of_networks.reserve(networks.size());
    for (auto const& name : networks) of_networks.push_back(read_layer_table(tables, name));
    auto const comparison = compare(of_chips, of_networks);

    ordered_json json{{"chips", chips_json(of_chips)}, {"networks", networks_json(comparison)}};
    std::string text;
    for (auto const& chip : of_chips) text += chip_text(chip);
    if (of_chips.size() == 1) text += ledger_text(of_chips.front());
    text += networks_text(comparison);
    if (of_networks.size() == 1) text += breakdown_text(comparison, 0);
    if (all_chips) {
        json["gains"] = gains_json(comparison, published);
        json["published"] = published_json(published);
        text += gains_text(comparison, published);
    }
    if (arguments.sweep) {
        auto const designs = sweep_designs(known.back(), known.front());
        auto const readings = peak_readings(known.back());
        json["sweep"] = sweep_json(designs, readings, published);
        text += sweep_text(designs, readings, published);
    }
    if (arguments.sensitivity) {
        auto const changes = read_changes(files);
        json["sensitivity"] = changes_json(changes, comparison, published);
        text += changes_text(comparison, changes);
    }
    fmt::print("{}", arguments.json ? json.dump(2) + "\n" : text);
}

}  // namespace

void add_system_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command =
        app.add_subcommand("system", "Energy and throughput of networks on accelerators of equal area, part by part");
    command->add_option("--chip", arguments->chip,
                        "neural_pim, isaac, cascade or all; one alone also tells its sources");
    command->add_option("--network", arguments->network,
                        "A table of data/networks/shapes, or all; one alone also tells its parts");
    command->add_flag("--sweep", arguments->sweep, "Also the peak of a Neural-PIM chip over the sizes of its elements");
    command->add_flag("--sensitivity", arguments->sensitivity, "Also the gains with one assumption changed at a time");
    command->add_flag("--json", arguments->json, "JSON on standard output");
    command->footer(
        "Chips are data/system/NAME.toml: every number with its source, every assumption marked.\n\n"
        "Example:\n  cimchar system --network vgg16");
    command->callback([arguments] { run(*arguments); });
}

}  // namespace cimchar::app
