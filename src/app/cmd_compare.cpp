// cimchar compare: what changed between two campaigns, against tolerances.
#include "app/commands.hpp"
#include "app/json_number.hpp"
#include "campaign/comparison.hpp"
#include "core/units.hpp"
#include "store/results.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

namespace cimchar::app {

namespace {

using campaign::Comparison;
using campaign::Difference;
using campaign::Tolerance;
using Json = nlohmann::ordered_json;

struct Arguments {
    std::string a;
    std::string b;
    std::vector<std::string> tolerances;
    bool in_order = false;
    bool all = false;
    bool json = false;
};

constexpr double usual_relative = 1e-3;

/// "enob_bit=0.05", "gain=2%", "1%".
Tolerance parse_tolerance(std::string const& text) {
    Tolerance tolerance;
    auto const equals = text.find('=');
    auto value = text;
    if (equals != std::string::npos) {
        tolerance.name = text.substr(0, equals);
        value = text.substr(equals + 1);
    }
    bool const percent = value.ends_with('%');
    if (percent) value.pop_back();
    double const number = parse_spice_number(value);
    if (number < 0)
        throw InputError(fmt::format("the tolerance '{}' is negative; write for example enob_bit=0.05 or 1%", text));
    (percent ? tolerance.relative : tolerance.absolute) = percent ? number / 100 : number;
    return tolerance;
}

campaign::ComparedCampaign read_side(std::string const& path) {
    std::vector<std::string> warnings;
    auto results = store::read_results(path, &warnings);
    for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
    return {std::move(results.conditions), std::move(results.schema), std::move(results.records)};
}

Json to_json(Comparison const& c) {
    Json list = Json::array();
    for (auto const& d : c.differences)
        list.push_back({{"process", d.condition.process},
                        {"temperature_c", d.condition.temperature_c},
                        {"supply_v", d.condition.supply_v},
                        {"name", d.name},
                        {"figure", d.figure},
                        {"unit", d.unit},
                        {"a", number_or_null(d.a)},
                        {"b", number_or_null(d.b)},
                        {"allowed", number_or_null(d.allowed)},
                        {"uncertainty", number_or_null(d.uncertainty)},
                        {"beyond", d.beyond()}});
    return {{"agrees", c.agrees()},     {"compared", c.differences.size()},
            {"beyond", c.beyond()},     {"failed", {{"a", c.failed_a}, {"b", c.failed_b}}},
            {"unmatched", c.unmatched}, {"differences", list}};
}

void print(Comparison const& c, bool all) {
    bool headed = false;
    for (auto const& d : c.differences) {
        if (!all && !d.beyond()) continue;
        if (!headed)
            fmt::print("{:<22}{:<28}{:<15} {:>14} {:>14} {:>14} {:>14}\n", "condition", "measure", "figure", "first",
                       "second", "difference", "allowed");
        headed = true;
        fmt::print("{:<22}{:<28}{:<15} {:>14} {:>14} {:>14} {:>14}{}{}\n", campaign::describe(d.condition), d.name,
                   d.figure, with_unit(d.a, d.unit), with_unit(d.b, d.unit), with_unit(d.b - d.a, d.unit, 3),
                   with_unit(d.allowed, d.unit, 3), all && d.beyond() ? "  beyond" : "",
                   std::isfinite(d.uncertainty)
                       ? fmt::format("  (± {} by the number of chips)", with_unit(d.uncertainty, d.unit, 2))
                       : "");
    }
    for (auto const& line : c.unmatched) fmt::print("{}\n", line);
    if (c.failed_a > 0 || c.failed_b > 0) fmt::print("failed trials: {} and {}\n", c.failed_a, c.failed_b);
    fmt::print("{} figures compared, {} beyond their tolerance\n", c.differences.size(), c.beyond());
}

void compare_and_tell(Arguments const& arguments) {
    std::vector<Tolerance> tolerances{{"", 0, usual_relative}};
    for (auto const& text : arguments.tolerances) {
        auto const tolerance = parse_tolerance(text);
        if (tolerance.name.empty())
            tolerances.front() = tolerance;
        else
            tolerances.push_back(tolerance);
    }
    auto const a = read_side(arguments.a);
    auto const b = read_side(arguments.b);
    auto const comparison = campaign::compare(a, b, tolerances, arguments.in_order);
    if (arguments.json)
        fmt::print("{}\n", to_json(comparison).dump(2));
    else
        print(comparison, arguments.all);
    if (!comparison.agrees()) exit_with(ExitCode::spec_failed);
}

}  // namespace

void add_compare_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("compare", "What changed between two campaigns, against tolerances");
    command->add_option("A", arguments->a, "Run directory or results file: the reference")->required();
    command->add_option("B", arguments->b, "Run directory or results file")->required();
    command
        ->add_option("-t,--tolerance", arguments->tolerances,
                     "How far a figure may move: NAME=0.05 in its unit, NAME=2% of its value, or for all\n"
                     "that are not named 1%; the default is 0.1%. May be repeated")
        ->take_all();
    command->add_flag("--in-order", arguments->in_order,
                      "Match conditions by their place, not by what they are: two circuits at supplies of their own");
    command->add_flag("--all", arguments->all, "Every figure, not only what is beyond");
    command->add_flag("--json", arguments->json, "JSON on standard output");
    command->footer(
        "Compared are nominal figures, means and standard deviations over chips, nominal curves, and the number\n"
        "of failed trials. Exit code 0: all within; 1: something is beyond, missing in one, or failed anew.\n\n"
        "Example:\n  cimchar compare results/golden results/today -t 0.5% -t offset_v=100u");
    command->callback([arguments] { compare_and_tell(*arguments); });
}

}  // namespace cimchar::app
