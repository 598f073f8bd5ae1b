// cimchar circuits: the generators, and what each can be set to and measures.
#include "app/commands.hpp"
#include "campaign/campaign_template.hpp"
#include "circuits/circuit.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

namespace cimchar::app {

namespace {
using circuits::Circuit;
using nlohmann::ordered_json;

ordered_json parameter_json(circuits::ParameterInfo const& parameter) {
    ordered_json json{{"name", parameter.name}, {"unit", parameter.unit}, {"description", parameter.description}};
    if (!parameter.options.empty()) {
        json["default"] = parameter.options.front();
        if (parameter.folder.empty())
            json["options"] = parameter.options;
        else
            json["file"] = true;
        return json;
    }
    json["default"] = parameter.number;
    json["min"] = parameter.min;
    json["max"] = parameter.max;
    json["integer"] = parameter.integer;
    return json;
}

ordered_json circuit_json(Circuit const& circuit) {
    circuits::Parameters const defaults(circuit.parameters);
    ordered_json json{{"name", circuit.name}, {"summary", circuit.summary}};
    json["parameters"] = ordered_json::array();
    for (auto const& parameter : circuit.parameters) json["parameters"].push_back(parameter_json(parameter));
    json["measures"] = ordered_json::array();
    for (auto const& measure : circuit.measures(defaults))
        json["measures"].push_back(
            {{"name", measure.name}, {"unit", measure.unit}, {"description", measure.description}});
    json["curves"] = ordered_json::array();
    for (auto const& curve : circuit.curves(defaults))
        json["curves"].push_back(
            {{"name", curve.name}, {"unit", curve.unit}, {"axis", curve.axis}, {"points", curve.points.size()}});
    return json;
}

/// Rows of text, each column as wide as its widest cell; the last one is left ragged.
void print_table(std::vector<std::vector<std::string>> const& rows) {
    std::vector<std::size_t> widths(rows.front().size());
    auto const width_of = [](std::string const& cell) {
        return static_cast<std::size_t>(
            std::count_if(cell.begin(), cell.end(), [](char c) { return (c & 0xC0) != 0x80; }));  // UTF-8 characters
    };
    for (auto const& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
    for (auto const& row : rows) {
        for (std::size_t i = 0; i + 1 < row.size(); ++i) fmt::print("{:<{}}  ", row[i], widths[i]);
        fmt::print("{}\n", row.back());
    }
}

void print_circuit(Circuit const& circuit) {
    circuits::Parameters const defaults(circuit.parameters);
    std::vector<std::vector<std::string>> parameters{{"parameter", "default", "allowed", "meaning"}};
    for (auto const& parameter : circuit.parameters)
        parameters.push_back({parameter.name, campaign::default_value(parameter), campaign::allowed_values(parameter),
                              parameter.description});
    std::vector<std::vector<std::string>> measures{{"measure", "unit", "meaning (with the default parameters)"}};
    for (auto const& measure : circuit.measures(defaults))
        measures.push_back({measure.name, measure.unit, measure.description});
    std::vector<std::vector<std::string>> curves{{"curve", "unit", "over"}};
    for (auto const& curve : circuit.curves(defaults))
        curves.push_back({curve.name, curve.unit, fmt::format("{}, {} points", curve.axis, curve.points.size())});
    fmt::print("{}: {}\n", circuit.name, circuit.summary);
    for (auto const& table : {parameters, measures, curves}) {
        fmt::print("\n");
        print_table(table);
    }
    fmt::print("\nIts netlist: cimchar netlist {0}      A campaign to start from: cimchar init {0}\n", circuit.name);
}
}  // namespace

void add_circuits_command(CLI::App& app) {
    struct Arguments {
        std::string name;
        bool json = false;
    };
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("circuits", "List the circuits, or what one can be set to and measures");
    command->add_option("NAME", arguments->name, "A circuit; left out: list them all");
    command->add_flag("--json", arguments->json, "JSON on standard output");
    command->footer("Example:\n  cimchar circuits integrator");
    command->callback([arguments] {
        if (!arguments->name.empty()) {
            auto const& circuit = circuits::find_circuit(arguments->name);
            if (arguments->json)
                fmt::print("{}\n", circuit_json(circuit).dump(2));
            else
                print_circuit(circuit);
            return;
        }
        auto all = ordered_json::array();
        for (auto const& circuit : circuits::catalogue()) {
            all.push_back(circuit_json(circuit));
            if (!arguments->json) fmt::print("{:<20} {}\n", circuit.name, circuit.summary);
        }
        if (arguments->json) fmt::print("{}\n", all.dump(2));
    });
}

}  // namespace cimchar::app
