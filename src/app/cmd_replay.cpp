// cimchar replay: one trial again, bit for bit, as a netlist and with waveforms.
#include "app/commands.hpp"
#include "app/json_number.hpp"
#include "app/option_checks.hpp"
#include "campaign/engine.hpp"
#include "campaign/record_difference.hpp"
#include "core/units.hpp"
#include "store/durable_file.hpp"
#include "store/results.hpp"
#include "store/waveforms.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <CLI/CLI.hpp>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

namespace cimchar::app {

namespace {
using campaign::CampaignSpec;
using campaign::Trial;
using campaign::TrialRecord;

struct Arguments {
    std::string directory;
    std::uint64_t trial = 0;
    std::string netlist;
    std::string waveforms;
    bool json = false;
};

Trial find_trial(CampaignSpec const& spec, std::uint64_t id) {
    auto const plan = campaign::make_plan(spec);
    if (id >= plan.size())
        throw InputError(fmt::format("there is no trial {} ('{}' has trials 0 … {}); name one of those", id, spec.name,
                                     plan.size() - 1));
    return plan[id];
}

TrialRecord const* find_record(store::Results const& results, std::uint64_t id) {
    auto const found = std::find_if(results.records.begin(), results.records.end(),
                                    [&](auto const& record) { return record.trial.id == id; });
    return found == results.records.end() ? nullptr : &*found;
}

/// The trial again; what was simulated and came back goes to `recorded`.
TrialRecord simulate_again(CampaignSpec const& spec, Trial const& trial,
                           std::vector<store::RecordedSimulation>* recorded) {
    spice::Session session;
    auto record = campaign::observe_trial(campaign::circuit_of(spec), spec, trial, [&](Simulation const& simulation) {
        auto waveforms = session.simulate(simulation);
        if (recorded != nullptr) recorded->push_back({simulation, waveforms});
        return waveforms;
    });
    record.ladder = session.take_ladder();
    return record;
}

std::string value_text(double value, std::string const& unit) {
    return std::isfinite(value) ? with_unit(value, unit, 8) : "none";
}

void print_comparison(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
                      TrialRecord const* recorded, TrialRecord const& again,
                      std::vector<std::string> const& differences) {
    fmt::print("trial {} of {}: {}\n", again.trial.id, spec.name, campaign::describe(spec, again.trial));
    fmt::print("{:<26}{:>22}{:>22}\n", "measure", "recorded", "replayed");
    for (std::size_t i = 0; i < measures.size(); ++i)
        fmt::print("{:<26}{:>22}{:>22}\n", measures[i].name,
                   recorded == nullptr ? "not run" : value_text(recorded->measures[i], measures[i].unit),
                   value_text(again.measures[i], measures[i].unit));
    if (again.failure)
        fmt::print("failed: {}: {}\n{}\n", to_string(again.failure->kind), again.failure->message,
                   again.failure->log_tail);
    if (recorded == nullptr)
        fmt::print("this trial has no record yet, so there is nothing to compare with\n");
    else if (differences.empty())
        fmt::print("identical to the record, bit for bit\n");
    for (auto const& line : differences) fmt::print("DIFFERS: {}\n", line);
}

nlohmann::ordered_json comparison_json(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
                                       TrialRecord const* recorded, TrialRecord const& again,
                                       std::vector<std::string> const& differences) {
    auto const& condition = spec.conditions.at(again.trial.condition);
    nlohmann::ordered_json json{{"campaign", spec.name},
                                {"trial", again.trial.id},
                                {"sample", again.trial.sample},
                                {"process", condition.process},
                                {"temperature_c", condition.temperature_c},
                                {"supply_v", condition.supply_v}};
    json["measures"] = nlohmann::ordered_json::object();
    for (std::size_t i = 0; i < measures.size(); ++i)
        json["measures"][measures[i].name] = {
            {"recorded", recorded == nullptr ? nullptr : number_or_null(recorded->measures[i])},
            {"replayed", number_or_null(again.measures[i])},
            {"unit", measures[i].unit}};
    json["failure"] = again.failure ? nlohmann::ordered_json(to_string(again.failure->kind)) : nullptr;
    json["identical"] =
        recorded == nullptr ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(differences.empty());
    json["differences"] = differences;
    return json;
}

void replay(Arguments const& arguments) {
    std::vector<std::string> warnings;
    auto const results = store::read_results(arguments.directory, &warnings);
    for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
    auto const file = (std::filesystem::path(arguments.directory) / "campaign.toml").string();
    auto const spec = campaign::read_spec_text(results.campaign_text, file);
    auto const trial = find_trial(spec, arguments.trial);
    auto const& circuit = campaign::circuit_of(spec);
    if (!arguments.netlist.empty()) {
        spice::Session session;
        store::write_whole(arguments.netlist, circuit.deck(spec.parameters, spec.conditions.at(trial.condition),
                                                           campaign::chip_of(spec, trial), spec.simulator,
                                                           [&](Simulation const& s) { return session.simulate(s); }));
        fmt::print(stderr, "netlist of this chip: {} (run it with ngspice -b)\n", arguments.netlist);
    }
    std::vector<store::RecordedSimulation> recorded;
    auto const again = simulate_again(spec, trial, arguments.waveforms.empty() ? nullptr : &recorded);
    if (!arguments.waveforms.empty()) {
        auto const title = fmt::format("trial {} of {}: {}", trial.id, spec.name, campaign::describe(spec, trial));
        store::write_waveforms(arguments.waveforms, title, spec.text, recorded);
        fmt::print(stderr, "waveforms of {} simulations: {}\n", recorded.size(), arguments.waveforms);
    }
    auto const measures = circuit.measures(spec.parameters);
    auto const* const before = find_record(results, trial.id);
    auto const differences =
        before == nullptr ? std::vector<std::string>() : campaign::differences(*before, again, measures);
    if (arguments.json)
        fmt::print("{}\n", comparison_json(spec, measures, before, again, differences).dump(2));
    else
        print_comparison(spec, measures, before, again, differences);
    if (!differences.empty()) exit_with(ExitCode::spec_failed);
}
}  // namespace

void add_replay_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("replay", "Simulate one trial of a run again and compare, bit for bit");
    command->add_option("DIR", arguments->directory, "Run directory or results.h5")->required();
    command->add_option("TRIAL", arguments->trial, "Number of the trial")
        ->required()
        ->check(whole(0, std::numeric_limits<std::int64_t>::max()));
    command->add_option("--netlist", arguments->netlist, "Write the netlist of this chip, for plain ngspice -b");
    command->add_option("--waveforms", arguments->waveforms, "Write all waveforms of the trial (HDF5)");
    command->add_flag("--json", arguments->json, "JSON on standard output");
    command->footer(
        "Example:\n  cimchar replay results/demo 17 --netlist chip17.cir --waveforms chip17.h5\n"
        "Exit code 1 if the trial does not come out as recorded.");
    command->callback([arguments] { replay(*arguments); });
}

}  // namespace cimchar::app
