// cimchar export: a model as a file that another tool reads.
#include "app/commands.hpp"
#include "app/model_condition.hpp"
#include "app/option_checks.hpp"
#include "app/shift_add_verbs.hpp"
#include "model/export/exporters.hpp"
#include "store/durable_file.hpp"
#include "store/model_file.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <CLI/CLI.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <memory>

namespace cimchar::app {

namespace {

/// More would make files that no tool reads any longer.
constexpr std::uint64_t most_chips = 100'000;

struct Arguments {
    std::string file;
    std::string to;
    std::string output;
    Condition condition{"", std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    std::optional<std::size_t> chips;
    std::uint64_t seed = 1;
    std::vector<double> pin_v;
};

using Text = std::string (*)(model::BehaviouralModel const&, model::ExportRequest const&);
using SumText = std::string (*)(model::ShiftAddModel const&, model::ExportRequest const&);

/// What a format takes: a curve or a converter, and perhaps a sum of several inputs.
struct Format {
    Text text;
    SumText sum_text;  ///< null: it has one input
};

std::map<std::string, Format> const& formats() {
    static std::map<std::string, Format> const all{
        {"aihwkit", {model::aihwkit_text, nullptr}},       {"crosssim", {model::crosssim_text, nullptr}},
        {"csv", {model::csv_text, model::csv_text}},       {"neurosim", {model::neurosim_text, nullptr}},
        {"spice", {model::spice_text, model::spice_text}}, {"veriloga", {model::veriloga_text, model::veriloga_text}},
    };
    return all;
}

std::vector<std::string> format_names() {
    std::vector<std::string> names;
    for (auto const& [name, format] : formats()) names.push_back(name);
    return names;
}

/// InputError if `value` is not within the limits: an exported file has one condition, and it is the one that was asked
/// for.
void expect_within(double value, model::Limits limits, std::string const& what, std::string const& unit) {
    double const slack = 1e-9 * std::max({1.0, std::abs(limits.min), std::abs(limits.max)});
    if (value >= limits.min - slack && value <= limits.max + slack) return;
    throw InputError(
        fmt::format("{} {} {} is outside the model's domain ({} to {} {}; nothing was simulated there); stay within it",
                    what, value, unit, limits.min, limits.max, unit));
}

model::ExportRequest request_of(Arguments const& a, Condition const& condition) {
    model::ExportRequest request{condition, a.chips, a.seed, std::nullopt};
    if (!a.pin_v.empty()) request.pin_v = model::Limits{a.pin_v[0], a.pin_v[1]};
    return request;
}

/// Whether the input pin can be given a range: of a circuit that has an axis and no volts of its own.
void expect_pin(Arguments const& a, bool is_curve) {
    if (a.pin_v.empty()) return;
    if (!is_curve || (a.to != "spice" && a.to != "veriloga"))
        throw InputError(fmt::format(
            "--input-volts is for the input pin of a curve as spice or veriloga ({} as {} has none to scale); leave it "
            "out",
            a.file, a.to));
    if (a.pin_v[0] == a.pin_v[1])
        throw InputError(
            fmt::format("--input-volts {} {} is no range (both ends are one voltage); give the voltages of the first "
                        "and the last point of the curve",
                        a.pin_v[0], a.pin_v[1]));
}

std::string text_of_sum(Arguments const& a, Format const& format) {
    expect_pin(a, false);
    auto const m = read_shift_add({a.file, a.condition, "", "", 0, 0, 0, false, false});
    if (format.sum_text == nullptr)
        throw InputError(
            fmt::format("{} takes functions of one input ({} is the model of a shift-and-add network, which has {}); "
                        "export it as csv, spice or veriloga",
                        a.to, a.file, m.weights.size()));
    return format.sum_text(m, request_of(a, m.condition));
}

std::string text_of(Arguments const& a, Format const& format) {
    if (store::model_kind(a.file) == "shift_add") return text_of_sum(a, format);
    auto m = store::read_model(a.file);
    m.domain.outside = model::Outside::error;
    expect_pin(a, !m.pipeline);
    auto const condition = completed(a.condition, m);
    for (auto const& p : m.domain.processes) {
        if (p.process != condition.process) continue;
        expect_within(condition.temperature_c, p.temperature_c, "temperature", "°C");
        expect_within(condition.supply_v, p.supply_v, "supply", "V");
    }
    return format.text(m, request_of(a, condition));
}

void export_model(Arguments const& a) {
    auto const text = text_of(a, formats().at(a.to));
    store::write_whole(a.output, text);
    fmt::print("wrote {}\n", a.output);
}

}  // namespace

void add_export_command(CLI::App& app) {
    auto const a = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("export", "Write a model as a file for another tool");
    command->add_option("FILE", a->file, "The model file")->required();
    command
        ->add_option(
            "--to", a->to,
            "crosssim, aihwkit: a Python file; neurosim: a table; spice, veriloga: a subcircuit or module; csv:\n"
            "a table of the nominal chip and of others")
        ->required()
        ->check(CLI::IsMember(format_names()));
    command->add_option("-o,--output", a->output, "The file to write")->required();
    command->add_option("--process", a->condition.process, "Process corner; the default is tt, or the first there is");
    command->add_option("--temperature", a->condition.temperature_c, "[°C]; the default is the middle of the domain")
        ->check(finite());
    command->add_option("--supply", a->condition.supply_v, "[V]; the default is the middle of the domain")
        ->check(finite());
    command
        ->add_option("--chips", a->chips,
                     "Virtual chips beside the nominal one, those of `cimchar model sample`. Without it none, but for\n"
                     "figures of a population: 1000 of neurosim, 100 of aihwkit")
        ->check(whole(0, most_chips));
    command->add_option("--seed", a->seed, "Chip i of a seed is always the same chip")
        ->check(whole(0, std::numeric_limits<std::int64_t>::max()))
        ->capture_default_str();
    command
        ->add_option(
            "--input-volts", a->pin_v,
            "FIRST LAST: of a curve as spice or veriloga, the voltages at its input pin that are the first and\n"
            "the last point of its axis; the default is the axis itself, a volt for each of its units")
        ->expected(2)
        ->check(finite());
    command->footer(
        "What each file holds and how the tool takes it: docs/how-to/export.\n\n"
        "Example:\n  cimchar export model.h5 --to spice --temperature 60 --chips 3 -o model.sub");
    command->callback([a] { export_model(*a); });
}

}  // namespace cimchar::app
