// cimchar train: from characterized devices to the weights of a neural peripheral.
#include "app/classifier_verbs.hpp"
#include "app/commands.hpp"
#include "app/progress_line.hpp"
#include "app/run_report.hpp"
#include "app/stop_signals.hpp"
#include "app/trained_devices.hpp"
#include "app/training_spec.hpp"
#include "circuits/neural/weights_text.hpp"
#include "core/content_hash.hpp"
#include "core/units.hpp"
#include "metrics/linearity.hpp"
#include "store/durable_file.hpp"
#include "store/weights_file.hpp"
#include "training/converter.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <variant>

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

/// What a training made: a network, or a converter whose networks were trained one after the other.
struct Made {
    std::variant<circuits::neural::Weights, circuits::neural::AdcWeights> weights;
    std::vector<training::Trained> networks;
    std::vector<double> transition_v;  ///< of a converter
};

/// A figure that only some trainings have.
template <class Items, class ValueOf>
void add_if_any(std::vector<store::TrainingFigure>& figures, std::string const& name, std::string const& unit,
                Items const& items, ValueOf const& value_of) {
    if (items.empty()) return;
    figures.push_back({name, unit, {}});
    for (auto const& item : items) figures.back().values.push_back(value_of(item));
}

void add_figures(std::vector<store::TrainingFigure>& figures, training::Trained const& trained,
                 std::string const& prefix) {
    store::TrainingFigure low{prefix + "error_min_v", "V", {}};
    store::TrainingFigure high{prefix + "error_max_v", "V", {}};
    store::TrainingFigure square{prefix + "mean_square_v2", "V²", {}};
    store::TrainingFigure common{prefix + "common_max_v", "V", {}};
    for (auto const& v : trained.restarts) {
        low.values.push_back(v.error_min_v);
        high.values.push_back(v.error_max_v);
        square.values.push_back(v.mean_square_v2);
        common.values.push_back(v.common_max_v);
    }
    store::TrainingFigure moves{prefix + "history_moves", "1", {}};
    store::TrainingFigure cost{prefix + "history_cost_v", "V", {}};
    for (auto const& state : trained.history) {
        moves.values.push_back(static_cast<double>(state.moves));
        cost.values.push_back(state.cost_v);
    }
    figures.insert(figures.end(), {low, high, square, common, moves, cost});
    add_if_any(figures, prefix + "descent_steps", "1", trained.descent,
               [](auto const& state) { return static_cast<double>(state.moves); });
    add_if_any(figures, prefix + "descent_cost_v", "V", trained.descent,
               [](auto const& state) { return state.cost_v; });
    add_if_any(figures, prefix + "chip_error_mean_v", "V", trained.chips, [](auto const& chip) { return chip.mean_v; });
    add_if_any(figures, prefix + "chip_error_rms_v", "V", trained.chips, [](auto const& chip) { return chip.rms_v; });
    add_if_any(figures, prefix + "chip_error_max_v", "V", trained.chips, [](auto const& chip) { return chip.max_v; });
}

std::vector<store::TrainingFigure> figures_of(Made const& made) {
    std::vector<store::TrainingFigure> figures;
    for (std::size_t k = 0; k < made.networks.size(); ++k)
        add_figures(figures, made.networks[k], made.networks.size() == 1 ? "" : fmt::format("stage{}_", k + 1));
    if (!made.transition_v.empty()) figures.push_back({"transition_v", "V", made.transition_v});
    return figures;
}

std::string table_of(training::Trained const& trained) {
    std::string text = fmt::format("{:<10} {:>12} {:>12} {:>14} {:>12}\n", "restart", "error min", "error max",
                                   "mean square", "common");
    for (std::size_t r = 0; r < trained.restarts.size(); ++r) {
        auto const& v = trained.restarts[r];
        text += fmt::format("{:<10} {:>12} {:>12} {:>11.3g} V² {:>12}\n", r + 1, with_unit(v.error_min_v, "V", 3),
                            with_unit(v.error_max_v, "V", 3), v.mean_square_v2, with_unit(v.common_max_v, "V", 3));
    }
    auto const& best = trained.validation;
    text += fmt::format("chosen: {} … {} over {} inputs that the training did not see\n",
                        with_unit(best.error_min_v, "V", 3), with_unit(best.error_max_v, "V", 3), best.inputs);
    if (!trained.chips.empty()) {
        std::vector<double> rms_v;
        for (auto const& chip : trained.chips) rms_v.push_back(chip.rms_v);
        std::sort(rms_v.begin(), rms_v.end());
        text += fmt::format(
            "of {} chips drawn from cells' spread and characterized stages, half have an rms error below "
            "{}, nine of ten below {}\n",
            rms_v.size(), with_unit(rms_v[rms_v.size() / 2], "V", 3), with_unit(rms_v[rms_v.size() * 9 / 10], "V", 3));
    }
    return text;
}

std::string report(TrainingSpec const& spec, Made const& made) {
    std::string text;
    for (std::size_t k = 0; k < made.networks.size(); ++k) {
        if (made.networks.size() > 1) text += fmt::format("stage {}\n", k + 1);
        text += table_of(made.networks[k]);
    }
    if (!made.transition_v.empty()) {
        auto const l = metrics::linearity(made.transition_v);
        text += fmt::format("{}: INL {:.2f} … {:.2f} LSB, DNL {:.2f} … {:.2f} LSB, {} missing codes\n",
                            spec.inputs.empty() ? "converter" : "converter, over the ideal sum", l.inl_min_lsb,
                            l.inl_max_lsb, l.dnl_min_lsb, l.dnl_max_lsb, l.missing_codes.size());
    }
    return text + fmt::format(
                      "at {} {:g} °C {:g} V, by the curves of the devices; a campaign of {} says what the "
                      "circuit does\n",
                      spec.condition.process, spec.condition.temperature_c, spec.condition.supply_v,
                      spec.converter ? "nn_adc" : "nn_shift_add");
}

using Provenance = std::vector<std::pair<std::string, std::string>>;

/// Results that a training names; which ones they were goes into `provenance`.
store::Results trained_on(std::string const& path, std::string const& what, Provenance& provenance) {
    std::vector<std::string> warnings;
    auto results = store::read_results(path, &warnings);
    for (auto const& warning : warnings) fmt::print(stderr, "warning: {}\n", warning);
    provenance.emplace_back(what + "_campaign", results.campaign_name);
    provenance.emplace_back(what + "_hash", hash_of_curves(results));
    return results;
}

/// Nothing in it if `progress` ended the training.
Made made_by(TrainingSpec const& spec, training::Devices const& devices, std::vector<training::Devices> const& chips,
             training::Front const& front, std::function<bool(double, double)> const& progress) {
    if (spec.converter) {
        auto trained = training::train_converter(spec.shape, spec.pipeline, devices, front, spec.options, progress);
        return {std::move(trained.weights), std::move(trained.stages), std::move(trained.transition_v)};
    }
    auto trained = training::train(training::shift_add_job(spec.shape, devices, spec.cases, spec.options.search.seed),
                                   devices, chips, spec.options, progress);
    if (trained.restarts.empty()) return {};
    Made made{trained.weights, {}, {}};
    made.networks.push_back(std::move(trained));
    return made;
}

void train(Arguments const& arguments) {
    if (trains_classifier(arguments.file)) {
        train_classifier(arguments.file, arguments.output);
        return;
    }
    auto spec = read_training(arguments.file);
    auto const output = arguments.output.empty() ? "results/" + spec.name + ".weights.h5" : arguments.output;
    Provenance provenance;
    auto const results = trained_on(spec.curves, "curves", provenance);
    auto const devices = devices_of(results, spec.condition);
    training::Front front;
    if (!spec.inputs.empty()) front = front_of(trained_on(spec.inputs, "inputs", provenance), spec.condition);
    std::vector<training::Devices> chips;
    if (spec.options.curves_of_chips || spec.options.judged_chips.chips > 0)
        chips = chips_of(results, spec.condition, devices);
    spec.shape.sizes = sizes_of(results);
    if (auto const folder = std::filesystem::path(output).parent_path(); !folder.empty())
        store::make_directory(folder.string());

    Made made;
    {
        StopSignals const signals;
        ProgressLine line;
        auto const begin = std::chrono::steady_clock::now();
        made = made_by(spec, devices, chips, front, [&](double share, double best_v) {
            std::chrono::duration<double> const elapsed = std::chrono::steady_clock::now() - begin;
            line.show(share, elapsed.count(), fmt::format("cost {} so far", with_unit(best_v, "V", 3)));
            return !signals.stop()->load();
        });
    }
    if (made.networks.empty()) {
        fmt::print(stderr, "interrupted: nothing is written; a training starts anew\n");
        exit_with(ExitCode::interrupted);
    }
    if (output.ends_with(".txt"))
        store::write_whole(output,
                           std::visit([](auto const& w) { return circuits::neural::to_text(w); }, made.weights));
    else
        store::write_weights(output,
                             {made.weights, spec.text, spec.condition, std::move(provenance), figures_of(made)});
    fmt::print("{}wrote {}\n", report(spec, made), output);
}

}  // namespace

void add_train_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command =
        app.add_subcommand("train", "Train the network of a neural peripheral, or one that classifies images");
    command->add_option("FILE", arguments->file, "The training (TOML)")->required();
    command->add_option("-o,--output", arguments->output,
                        "The weights file to write [results/NAME.weights.h5 of the training, or\n"
                        "results/NAME.network.h5]; FILE.txt: the weights of a peripheral alone, as text");
    command->footer(
        "Example, a peripheral: it is trained on characterized curves of its inverters and followers, which a "
        "campaign\n"
        "gives:\n"
        "  cimchar run examples/nn_shift_add/neurons_130nm.toml -o results/neurons_130nm\n"
        "  cimchar train examples/nn_shift_add/nnsa_130nm.toml\n"
        "Example, a network that classifies images: it is trained on a data set:\n"
        "  tools/fetch_mnist\n"
        "  cimchar train examples/networks/lenet5_mnist.toml\n"
        "The same file and curves or images give the same weights file, byte for byte.");
    command->callback([arguments] { train(*arguments); });
}

}  // namespace cimchar::app
