// cimchar network: what the arrays and converters of a chip do to the accuracy of a network.
#include "app/accuracy.hpp"
#include "app/certificate.hpp"
#include "app/commands.hpp"
#include "app/network_spec.hpp"
#include "app/option_checks.hpp"
#include "app/progress_line.hpp"
#include "app/pulse_experiment.hpp"
#include "app/stop_signals.hpp"
#include "metrics/statistics.hpp"
#include "network/crossbar/model_converter.hpp"
#include "network/onnx/read_onnx.hpp"
#include "network/quantize.hpp"
#include "network/shapes.hpp"
#include "store/model_file.hpp"
#include "store/network_file.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <chrono>
#include <CLI/CLI.hpp>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

namespace cimchar::app {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
    std::string file;
    std::size_t jobs = 0;
    bool json = false;
};

/// One chip at one condition.
struct Outcome {
    Condition condition;
    std::uint64_t chip = 0;
    Accuracy accuracy;
};

struct LayerLedger {
    std::string words;
    std::size_t arrays = 0;
    double range = 1;
    network::Counts counts;  ///< of the nominal chip at the first condition
};

struct Findings {
    Accuracy integers;
    std::vector<Outcome> outcomes;
    std::vector<LayerLedger> layers;
    std::vector<PulseLedger> pulses;  ///< of layers with neurons
    std::uint64_t outside_model = 0;
    double noise_lsb = 0;
    double span_lsb = 0;  ///< of a model's curve, in the model's LSB; 0 for converters
    double seconds = 0;   ///< of the runs on arrays
};

std::string condition_text(Condition const& c) {
    return c.process.empty() ? "ideal converters"
                             : fmt::format("{} {:g} °C {:g} V", c.process, c.temperature_c, c.supply_v);
}

class Experiment {
public:
    explicit Experiment(Arguments const& arguments)
        : spec_(read_network_spec(arguments.file)),
          threads_(arguments.jobs > 0 ? arguments.jobs : std::max(1U, std::thread::hardware_concurrency())),
          network_(spec_.network.ends_with(".onnx") ? network::read_onnx(spec_.network)
                                                    : store::read_network(spec_.network).network),
          test_(network::read_data_set(spec_.data_set, network::Part::test)) {
        if (network_.input != test_.shape)
            throw InputError(
                fmt::format("network '{}' does not take the images of {}; name a data set it was trained on",
                            network_.name, spec_.data_set));
        images_ = spec_.images == 0 ? test_.labels.size() : std::min(spec_.images, test_.labels.size());
        if (!spec_.model.empty()) models_.push_back(store::read_model(spec_.model));
        if (spec_.neurons)
            for (auto const& file : spec_.neurons->models) models_.push_back(store::read_model(file));
        prepare();
    }

    /// Nothing if it was interrupted.
    std::optional<Findings> run() {
        StopSignals const signals;
        ProgressLine line;
        Findings found;
        std::size_t const parts = 1 + spec_.conditions.size() * (1 + spec_.chips);
        std::size_t part = 0;
        auto const begin = std::chrono::steady_clock::now();
        auto const elapsed_s = [&] {
            return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        };
        std::string what = "in integers";
        auto const watch = [&](std::size_t done) {
            line.show((static_cast<double>(part) + static_cast<double>(done) / static_cast<double>(images_)) /
                          static_cast<double>(parts),
                      elapsed_s(), what);
            return !signals.stop()->load();
        };
        found.integers = accuracy_of(network_, test_, images_, threads_, nullptr, watch);
        double const from_s = elapsed_s();
        for (auto const& condition : spec_.conditions)
            for (std::uint64_t chip = 0; chip <= spec_.chips; ++chip) {
                ++part;
                what = fmt::format("{}, {}", condition_text(condition),
                                   chip == 0 ? "nominal" : fmt::format("chip {}", chip));
                if (signals.stop()->load()) return {};
                if (spec_.neurons) {
                    auto const made = make_pulse_chip(*spec_.neurons, network_, models_, condition, spec_.seed, chip);
                    found.outside_model += made.outside;
                    found.outcomes.push_back(
                        {condition, chip, accuracy_of(network_, test_, images_, threads_, made.products.get(), watch)});
                    if (found.pulses.empty()) found.pulses = counted(made, network_);
                    continue;
                }
                auto products = on_arrays(condition, chip, found);
                found.outcomes.push_back(
                    {condition, chip, accuracy_of(network_, test_, images_, threads_, &products, watch)});
                if (found.layers.empty()) keep_ledger(products, found);
            }
        if (signals.stop()->load()) return {};
        found.seconds = elapsed_s() - from_s;
        return found;
    }

    [[nodiscard]] NetworkSpec const& spec() const { return spec_; }
    [[nodiscard]] std::string const& network_name() const { return network_.name; }
    [[nodiscard]] std::vector<model::BehaviouralModel> const& models() const { return models_; }

private:
    /// Steps of layers in floating point, and the ranges of converters, from images of the training part.
    void prepare() {
        bool in_floating_point = false;
        for (auto const& layer : network_.layers)
            if (auto const* const affine = network::affine_of(layer)) in_floating_point |= !affine->quantization;
        if (!in_floating_point && spec_.conversion.range > 0) return;
        auto const training = network::read_data_set(spec_.data_set, network::Part::train);
        auto const count = std::min(std::max<std::size_t>(1, spec_.calibration_images), training.labels.size());
        auto const images = images_of(training, 0, count);
        if (in_floating_point)
            network_ = network::quantize(std::move(network_), images, spec_.weight_bits, spec_.input_bits);
        if (spec_.conversion.range > 0 || spec_.neurons) return;
        nominal_ = std::make_unique<network::ArrayProducts>(network_, spec_.arrays, spec_.conversion, spec_.seed, 0);
        nominal_->calibrate(images);
    }
    network::ArrayProducts on_arrays(Condition const& condition, std::uint64_t chip, Findings& found) const;
    void keep_ledger(network::ArrayProducts const& products, Findings& found) const {
        for (std::size_t k = 0; k < network_.layers.size(); ++k)
            if (auto const* const affine = network::affine_of(network_.layers[k]); affine && affine->quantization)
                found.layers.push_back({network::name_of(network_.layers[k]), products.on_arrays(k).arrays,
                                        products.range(k), products.counts(k)});
    }

    NetworkSpec spec_;
    std::size_t threads_;
    network::Network network_;
    network::DataSet test_;
    std::size_t images_ = 0;
    std::vector<model::BehaviouralModel> models_;
    std::unique_ptr<network::ArrayProducts> nominal_;  ///< whose ranges all chips have, where they are those met
};

network::ArrayProducts Experiment::on_arrays(Condition const& condition, std::uint64_t chip, Findings& found) const {
    auto conversion = spec_.conversion;
    if (!models_.empty()) {
        auto const& model = models_.front();
        auto made = network::converters_of(model, condition, conversion.bits, spec_.seed,
                                           model.mismatch.samples.empty() ? 0 : chip, spec_.converters);
        conversion.chip = std::move(made.converters);
        conversion.noise_lsb = std::hypot(conversion.noise_lsb, made.noise_lsb);
        found.outside_model += made.outside;
        found.span_lsb = made.span_lsb;
    }
    found.noise_lsb = std::max(found.noise_lsb, conversion.noise_lsb);
    network::ArrayProducts products(network_, spec_.arrays, conversion, spec_.seed, chip);
    if (nominal_) products.use_ranges(*nominal_);
    return products;
}

std::vector<double> shares_of_chips(Findings const& found, Condition const& condition) {
    std::vector<double> shares;
    for (auto const& one : found.outcomes)
        if (one.chip > 0 && one.condition == condition) shares.push_back(one.accuracy.share());
    return shares;
}

std::string percent(Accuracy const& accuracy) {
    auto const interval = metrics::wilson(accuracy.right, accuracy.images);
    return fmt::format("{:.2f} % [{:.2f}, {:.2f}]", 100 * accuracy.share(), 100 * interval.lower, 100 * interval.upper);
}

std::string report(Experiment const& experiment, Findings const& found) {
    auto const& spec = experiment.spec();
    std::string text = fmt::format("{}: {} on {} images, intervals of 95 %\n", spec.name, experiment.network_name(),
                                   found.integers.images);
    text += fmt::format("{:<34} {}\n", "in integers, without arrays", percent(found.integers));
    for (auto const& one : found.outcomes) {
        if (one.chip > 0) continue;
        text += fmt::format("{:<34} {}\n", condition_text(one.condition) + ", nominal", percent(one.accuracy));
        auto const shares = shares_of_chips(found, one.condition);
        if (shares.size() < 2) continue;
        auto const s = metrics::summarize(shares);
        text += fmt::format("{:<34} mean {:.2f} % [{:.2f}, {:.2f}], σ {:.2f} %, {:.2f} … {:.2f} %\n",
                            fmt::format("{}, {} chips", condition_text(one.condition), shares.size()), 100 * s.mean,
                            100 * std::max(0.0, s.mean_interval.lower), 100 * std::min(1.0, s.mean_interval.upper),
                            100 * s.std, 100 * s.min, 100 * s.max);
    }
    if (!found.pulses.empty()) text += table_of(found.pulses, found.integers.images);
    if (!found.layers.empty())
        text += fmt::format("\n{:<34} {:>7} {:>12} {:>14} {:>12} {:>9} {:>14}\n", "layer", "arrays", "products/img",
                            "A/D per img", "cycles/img", "range", "outside range");
    auto const images = static_cast<double>(found.integers.images);
    for (auto const& layer : found.layers) {
        auto const of_image = [&](std::uint64_t n) { return static_cast<double>(n) / images; };
        text += fmt::format(
            "{:<34} {:>7} {:>12.0f} {:>15.0f} {:>12.0f} {:>9.3g} {:>12.3g} %\n", layer.words, layer.arrays,
            of_image(layer.counts.products), of_image(layer.counts.conversions), of_image(layer.counts.cycles),
            layer.range,
            100.0 * static_cast<double>(layer.counts.outside) / static_cast<double>(layer.counts.conversions));
    }
    if (found.noise_lsb > 0) text += fmt::format("noise of a conversion: {:.3g} LSB\n", found.noise_lsb);
    if (double const codes = std::ldexp(1.0, spec.conversion.bits); found.span_lsb > 0 && found.span_lsb < codes / 2)
        text += fmt::format(
            "warning: the model's curve spans {:.4g} of its LSB, which {:g} codes divide more finely: its errors count "
            "for {:.2g} "
            "times as many codes; characterize the whole range, or use fewer bits\n",
            found.span_lsb, codes, (codes - 1) / found.span_lsb);
    if (found.outside_model > 0)
        text += fmt::format("warning: outside the model's domain {} times; its nearest point answered\n",
                            found.outside_model);
    return text + fmt::format("{:.1f} images/s on arrays\n",
                              images * static_cast<double>(found.outcomes.size()) / found.seconds);
}

Json json_of(Accuracy const& accuracy) {
    auto const interval = metrics::wilson(accuracy.right, accuracy.images);
    return {{"right", accuracy.right},
            {"images", accuracy.images},
            {"share", accuracy.share()},
            {"interval_95", {interval.lower, interval.upper}}};
}

Json json_of(Experiment const& experiment, Findings const& found) {
    Json out{{"name", experiment.spec().name},
             {"network", experiment.network_name()},
             {"integers", json_of(found.integers)},
             {"outcomes", Json::array()},
             {"layers", Json::array()},
             {"pulses", json_of(found.pulses)},
             {"noise_lsb", found.noise_lsb},
             {"span_lsb", found.span_lsb},
             {"outside_model", found.outside_model},
             {"seconds", found.seconds}};
    for (auto const& one : found.outcomes)
        out["outcomes"].push_back({{"process", one.condition.process},
                                   {"temperature_c", one.condition.temperature_c},
                                   {"supply_v", one.condition.supply_v},
                                   {"chip", one.chip},
                                   {"accuracy", json_of(one.accuracy)}});
    for (auto const& layer : found.layers)
        out["layers"].push_back({{"layer", layer.words},
                                 {"arrays", layer.arrays},
                                 {"range", layer.range},
                                 {"products", layer.counts.products},
                                 {"conversions", layer.counts.conversions},
                                 {"cycles", layer.counts.cycles},
                                 {"outside_range", layer.counts.outside}});
    return out;
}

void run(Arguments const& arguments) {
    Experiment experiment(arguments);
    auto const found = experiment.run();
    if (!found) {
        fmt::print(stderr, "interrupted: an experiment starts anew\n");
        exit_with(ExitCode::interrupted);
    }
    if (arguments.json) {
        fmt::print("{}\n", json_of(experiment, *found).dump(2));
        return;
    }
    fmt::print("{}", report(experiment, *found));
    for (auto const& model : experiment.models()) fmt::print("\n{}", certificate_text(model));
}

}  // namespace

void add_network_command(CLI::App& app) {
    auto const arguments = std::make_shared<Arguments>();
    auto* const command = app.add_subcommand("network", "Accuracy of a network on arrays and converters");
    command->add_option("FILE", arguments->file, "Network, arrays, converters and chips (TOML)")->required();
    command->add_option("-j,--jobs", arguments->jobs, "Threads [all cores]; results do not depend on it")
        ->check(whole(1, 1024));
    command->add_flag("--json", arguments->json, "Print JSON");
    command->footer(
        "Example, a network that is trained already, on images of its data set:\n"
        "  tools/fetch_mnist\n"
        "  cimchar network examples/networks/lenet5_arrays.toml\n"
        "Accuracies come with their interval; chips are drawn from the spread of cells and, with a model, from its\n"
        "mismatch.");
    command->callback([arguments] { run(*arguments); });
}

}  // namespace cimchar::app
