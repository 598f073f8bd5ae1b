// cimchar fit: from results to a behavioural model with its certificate.
#include "app/certificate.hpp"
#include "app/commands.hpp"
#include "app/fit_input.hpp"
#include "app/parse_condition.hpp"
#include "model/evaluate.hpp"
#include "model/fit.hpp"
#include "store/model_file.hpp"
#include "store/results.hpp"

#include <fmt/format.h>
#include <chrono>
#include <CLI/CLI.hpp>
#include <memory>

namespace cimchar::app {

namespace {

struct Arguments {
    std::string results;
    std::string output;
    std::string curve;
    std::string hold_out;
    bool json = false;
};

/// Mean wall time of a successful trial over that of evaluating the model's curve.
double speed_up(store::Results const& results, model::BehaviouralModel const& model) {
    double simulated_s = 0;
    std::size_t count = 0;
    for (auto const& record : results.records) {
        if (record.failure) continue;
        simulated_s += record.seconds;
        ++count;
    }
    constexpr int repetitions = 200;  // one evaluation is too short to time
    auto const begin = std::chrono::steady_clock::now();
    for (int i = 0; i < repetitions; ++i)
        (void)model::evaluate(model, model.validation.conditions.front(), model.points);
    std::chrono::duration<double> const evaluated = std::chrono::steady_clock::now() - begin;
    if (count == 0 || !(evaluated.count() > 0)) return 0;
    return simulated_s / static_cast<double>(count) / (evaluated.count() / repetitions);
}

void fit_and_write(Arguments const& arguments) {
    std::vector<std::string> warnings;
    auto const results = store::read_results(arguments.results, &warnings);
    for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
    model::FitOptions options;
    if (!arguments.hold_out.empty()) options.hold_out = parse_condition(arguments.hold_out);
    auto model = model::fit(fit_input(results, arguments.curve), options);
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
    command->add_flag("--json", arguments->json, "JSON on standard output");
    command->footer(
        "The held-out condition and chips are predicted by fits that have not seen them; the model that is\n"
        "written is then fitted to everything.\n\n"
        "Example:\n  cimchar fit results/integrator_demo -o model.h5 --hold-out ss,80,0.9");
    command->callback([arguments] { fit_and_write(*arguments); });
}

}  // namespace cimchar::app
