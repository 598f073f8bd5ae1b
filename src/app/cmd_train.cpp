// cimchar train: from characterized devices to the weights of a neural peripheral.
#include "app/commands.hpp"
#include "app/progress_line.hpp"
#include "app/run_report.hpp"
#include "app/stop_signals.hpp"
#include "app/trained_devices.hpp"
#include "app/training_spec.hpp"
#include "circuits/neural/weights_text.hpp"
#include "core/content_hash.hpp"
#include "core/units.hpp"
#include "store/durable_file.hpp"
#include "store/weights_file.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

namespace cimchar::app {

namespace {

struct Arguments {
    std::string file;
    std::string output;
};

/// Identity of what was trained on: the curves themselves, not the file that holds them.
std::string hash_of_curves(store::Results const& results) {
    std::string all;
    for (auto const& record : results.records)
        for (auto const& [name, values] : record.curves) {
            all += fmt::format("{} {} {}", record.trial.condition, record.trial.sample, name);
            for (double const v : values) all += fmt::format(" {:.17g}", v);
            all += '\n';
        }
    return content_hash(all);
}

/// A figure that only some trainings have.
template <class Items, class ValueOf>
void add_if_any(std::vector<store::TrainingFigure>& figures, std::string const& name, std::string const& unit,
                Items const& items, ValueOf const& value_of) {
    if (items.empty()) return;
    figures.push_back({name, unit, {}});
    for (auto const& item : items) figures.back().values.push_back(value_of(item));
}

std::vector<store::TrainingFigure> figures_of(training::Trained const& trained) {
    store::TrainingFigure low{"error_min_v", "V", {}};
    store::TrainingFigure high{"error_max_v", "V", {}};
    store::TrainingFigure square{"mean_square_v2", "V²", {}};
    store::TrainingFigure common{"common_max_v", "V", {}};
    for (auto const& v : trained.restarts) {
        low.values.push_back(v.error_min_v);
        high.values.push_back(v.error_max_v);
        square.values.push_back(v.mean_square_v2);
        common.values.push_back(v.common_max_v);
    }
    store::TrainingFigure moves{"history_moves", "1", {}};
    store::TrainingFigure cost{"history_cost_v", "V", {}};
    for (auto const& state : trained.history) {
        moves.values.push_back(static_cast<double>(state.moves));
        cost.values.push_back(state.cost_v);
    }
    std::vector<store::TrainingFigure> figures{low, high, square, common, moves, cost};
    add_if_any(figures, "descent_steps", "1", trained.descent,
               [](auto const& state) { return static_cast<double>(state.moves); });
    add_if_any(figures, "descent_cost_v", "V", trained.descent, [](auto const& state) { return state.cost_v; });
    add_if_any(figures, "chip_error_mean_v", "V", trained.chips, [](auto const& chip) { return chip.mean_v; });
    add_if_any(figures, "chip_error_rms_v", "V", trained.chips, [](auto const& chip) { return chip.rms_v; });
    add_if_any(figures, "chip_error_max_v", "V", trained.chips, [](auto const& chip) { return chip.max_v; });
    return figures;
}

std::string report(TrainingSpec const& spec, training::Trained const& trained) {
    std::string text = fmt::format("{:<10} {:>12} {:>12} {:>14} {:>12}\n", "restart", "error min", "error max",
                                   "mean square", "common");
    for (std::size_t r = 0; r < trained.restarts.size(); ++r) {
        auto const& v = trained.restarts[r];
        text += fmt::format("{:<10} {:>12} {:>12} {:>11.3g} V² {:>12}\n", r + 1, with_unit(v.error_min_v, "V", 3),
                            with_unit(v.error_max_v, "V", 3), v.mean_square_v2, with_unit(v.common_max_v, "V", 3));
    }
    auto const& best = trained.validation;
    text += fmt::format("chosen: {} … {} over {} inputs that the training did not see, {} of them corners\n",
                        with_unit(best.error_min_v, "V", 3), with_unit(best.error_max_v, "V", 3), best.inputs,
                        1U << circuits::neural::inputs);
    if (!trained.chips.empty()) {
        std::vector<double> rms_v;
        for (auto const& chip : trained.chips) rms_v.push_back(chip.rms_v);
        std::sort(rms_v.begin(), rms_v.end());
        text += fmt::format(
            "of {} chips drawn from cells' spread and characterized stages, half have an rms error below "
            "{}, nine of ten below {}\n",
            rms_v.size(), with_unit(rms_v[rms_v.size() / 2], "V", 3), with_unit(rms_v[rms_v.size() * 9 / 10], "V", 3));
    }
    return text + fmt::format(
                      "at {} {:g} °C {:g} V, by the curves of the devices; a campaign of nn_shift_add says what "
                      "the circuit does\n",
                      spec.condition.process, spec.condition.temperature_c, spec.condition.supply_v);
}

store::WeightsFile file_of(TrainingSpec const& spec, store::Results const& results, training::Trained const& trained) {
    store::WeightsFile file{trained.weights, spec.text, spec.condition, {}, figures_of(trained)};
    file.provenance = {{"curves_campaign", results.campaign_name}, {"curves_hash", hash_of_curves(results)}};
    return file;
}

void train(Arguments const& arguments) {
    auto spec = read_training(arguments.file);
    auto const output = arguments.output.empty() ? "results/" + spec.name + ".weights.h5" : arguments.output;
    std::vector<std::string> warnings;
    auto const results = store::read_results(spec.curves, &warnings);
    for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
    auto const devices = devices_of(results, spec.condition);
    std::vector<training::Devices> chips;
    if (spec.options.curves_of_chips || spec.options.judged_chips.chips > 0)
        chips = chips_of(results, spec.condition, devices);
    spec.shape.sizes = sizes_of(results);
    if (auto const folder = std::filesystem::path(output).parent_path(); !folder.empty())
        store::make_directory(folder.string());

    training::Trained trained;
    {
        StopSignals const signals;
        ProgressLine line;
        auto const begin = std::chrono::steady_clock::now();
        trained = training::train(spec.shape, devices, chips, spec.options, [&](double share, double best_v) {
            std::chrono::duration<double> const elapsed = std::chrono::steady_clock::now() - begin;
            line.show(share, elapsed.count(), fmt::format("16-norm of the error {} so far", with_unit(best_v, "V", 3)));
            return !signals.stop()->load();
        });
    }
    if (trained.restarts.empty()) {
        fmt::print(stderr, "interrupted: nothing is written; a training starts anew\n");
        exit_with(ExitCode::interrupted);
    }
    if (output.ends_with(".txt"))
        store::write_whole(output, circuits::neural::to_text(trained.weights));
    else
        store::write_weights(output, file_of(spec, results, trained));
    fmt::print("{}wrote {}\n", report(spec, trained), output);
}

}  // namespace

void add_train_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("train", "Train the network of a neural peripheral");
    command->add_option("FILE", arguments->file, "The training (TOML)")->required();
    command->add_option("-o,--output", arguments->output,
                        "The weights file to write [results/NAME.weights.h5 of the training]; FILE.txt: the\n"
                        "weights alone, as text");
    command->footer(
        "The network is trained on characterized curves of its inverters and followers, which a campaign gives:\n"
        "  cimchar run examples/nn_shift_add/neurons_130nm.toml -o results/neurons_130nm\n"
        "  cimchar train examples/nn_shift_add/nnsa_130nm.toml\n"
        "The same file and curves give the same weights file, byte for byte.");
    command->callback([arguments] { train(*arguments); });
}

}  // namespace cimchar::app
