// cimchar fit: from results to a behavioural model with its certificate.
#include "app/certificate.hpp"
#include "app/commands.hpp"
#include "app/fit_input.hpp"
#include "app/parse_condition.hpp"
#include "app/shift_add_certificate.hpp"
#include "app/shift_add_input.hpp"
#include "model/evaluate.hpp"
#include "model/fit.hpp"
#include "model/shift_add_evaluate.hpp"
#include "store/model_file.hpp"
#include "store/results.hpp"

#include <fmt/format.h>
#include <chrono>
#include <CLI/CLI.hpp>
#include <limits>
#include <memory>
#include <optional>

namespace cimchar::app {

namespace {

struct Arguments {
    std::string results;
    std::string output;
    std::string curve;
    std::string hold_out;
    std::string chips;
    std::string fresh;
    bool json = false;
};

store::Results read(std::string const& path) {
    std::vector<std::string> warnings;
    auto results = store::read_results(path, &warnings);
    for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
    return results;
}

constexpr int repetitions = 200;  // one evaluation is too short to time

/// Mean wall time of a successful trial over that of evaluating the model's curve.
double speed_up(store::Results const& results, model::BehaviouralModel const& model) {
    double simulated_s = 0;
    std::size_t count = 0;
    for (auto const& record : results.records) {
        if (record.failure) continue;
        simulated_s += record.seconds;
        ++count;
    }
    auto const begin = std::chrono::steady_clock::now();
    for (int i = 0; i < repetitions; ++i) {
        auto const got = model::evaluate(model, model.validation.conditions.front(), model.points);
        if (model.pipeline) (void)model::levels_v(*model.pipeline, got.output);
    }
    std::chrono::duration<double> const evaluated = std::chrono::steady_clock::now() - begin;
    if (count == 0 || !(evaluated.count() > 0)) return 0;
    return simulated_s / static_cast<double>(count) / (evaluated.count() / repetitions);
}

/// Wall time of the nominal trial over that of the model, for one conversion.
double speed_up(store::Results const& results, model::ShiftAddModel const& model) {
    double simulated_s = 0;
    double conversions = 1;
    for (auto const& record : results.records) {
        if (record.failure || record.trial.sample > 0) continue;
        simulated_s = record.seconds - record.check_seconds;
        conversions = static_cast<double>(record.curves.at("result_v").size());
    }
    constexpr std::size_t at_once = 100;
    auto const lines_v = model::random_conversions(model, 1, at_once);
    auto const begin = std::chrono::steady_clock::now();
    for (int i = 0; i < repetitions; ++i) (void)model::conversions_v(model, lines_v);
    std::chrono::duration<double> const evaluated = std::chrono::steady_clock::now() - begin;
    if (!(evaluated.count() > 0)) return 0;
    return simulated_s / conversions / (evaluated.count() / repetitions / at_once);
}

void fit_shift_add(Arguments const& arguments, store::Results const& results) {
    if (!arguments.curve.empty() || !arguments.hold_out.empty())
        throw InputError(
            "--curve and --hold-out are for models of curves (a shift-and-add network is modelled from all of its "
            "cycles at one condition); leave them out");
    std::optional<store::Results> chips;
    std::optional<store::Results> fresh;
    if (!arguments.chips.empty()) chips = read(arguments.chips);
    if (!arguments.fresh.empty()) fresh = read(arguments.fresh);
    auto model = model::fit(shift_add_input(results, chips ? &*chips : nullptr, fresh ? &*fresh : nullptr));
    model.validation.speed_up = speed_up(results, model);
    store::write_model(arguments.output, model);
    if (arguments.json)
        fmt::print("{}\n", certificate_json(model).dump(2));
    else
        fmt::print("{}wrote {}\n", certificate_text(model), arguments.output);
}

void fit_and_write(Arguments const& arguments) {
    auto const results = read(arguments.results);
    if (is_shift_add(results)) {
        fit_shift_add(arguments, results);
        return;
    }
    bool const pipeline = is_pipeline(results, arguments.curve);
    if (!arguments.chips.empty() || (!arguments.fresh.empty() && !pipeline))
        throw InputError(
            fmt::format("--chips is for shift-and-add networks, --fresh for those and pipelined converters ('{}' has a "
                        "curve per chip, "
                        "and its nominal curves and chips are of one campaign); leave them out",
                        results.circuit));
    model::FitOptions options;
    if (!arguments.hold_out.empty()) options.hold_out = parse_condition(arguments.hold_out);
    std::optional<store::Results> fresh;
    if (!arguments.fresh.empty()) fresh = read(arguments.fresh);
    // Stages deviate by several LSB and levels are what counts: modes by their share alone.
    if (pipeline) options.modes = {0.9999, std::numeric_limits<double>::infinity()};
    auto model = model::fit(
        pipeline ? pipeline_input(results, fresh ? &*fresh : nullptr) : fit_input(results, arguments.curve), options);
    model.validation.speed_up = speed_up(results, model);
    store::write_model(arguments.output, model);
    if (arguments.json)
        fmt::print("{}\n", certificate_json(model).dump(2));
    else
        fmt::print("{}wrote {}\n", certificate_text(model), arguments.output);
}

}  // namespace

void add_fit_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("fit", "Fit a behavioural model and print its certificate");
    command->add_option("DIR", arguments->results, "Run directory, or a results file")->required();
    command->add_option("-o,--output", arguments->output, "The model file to write")->required();
    command->add_option("--curve", arguments->curve,
                        "Stored curve to model; the default is the only one, or transfer_v");
    command->add_option(
        "--hold-out", arguments->hold_out,
        "Condition to hold out, as process,temperature,supply; the default is every one in turn, and the\n"
        "certificate shows the worst interior condition and the worst corner");
    command->add_option(
        "--chips", arguments->chips,
        "Of a shift-and-add network: results with the Monte Carlo chips, if DIR has none. DIR has many\n"
        "conversions of the nominal chip, which the network is fitted to; each chip needs few");
    command->add_option(
        "--fresh", arguments->fresh,
        "Of a shift-and-add network or a converter: chips of another campaign.seed, which are not fitted to; the\n"
        "certificate compares them with chips that the model generates");
    command->add_flag("--json", arguments->json, "JSON on standard output");
    command->footer(
        "The held-out condition and chips are predicted by fits that have not seen them; the model that is\n"
        "written is then fitted to everything.\n\n"
        "Example:\n  cimchar fit results/integrator_demo -o model.h5 --hold-out ss,80,0.9\n"
        "  cimchar fit results/nnsa_130nm_errors --chips results/nnsa_130nm_chips -o nnsa.h5");
    command->callback([arguments] { fit_and_write(*arguments); });
}

}  // namespace cimchar::app
