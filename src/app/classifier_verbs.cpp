#include "app/classifier_verbs.hpp"

#include "app/accuracy.hpp"
#include "app/commands.hpp"
#include "app/progress_line.hpp"
#include "app/stop_signals.hpp"
#include "core/content_hash.hpp"
#include "network/shapes.hpp"
#include "store/durable_file.hpp"
#include "store/network_file.hpp"

#include <fmt/format.h>
#include <chrono>
#include <filesystem>

namespace cimchar::app {

namespace {

std::string hash_of(network::DataSet const& set) {
    std::string bytes(set.pixels.begin(), set.pixels.end());
    bytes.append(set.labels.begin(), set.labels.end());
    return content_hash(bytes);
}

std::string percent(Accuracy const& accuracy) {
    return fmt::format("{:.2f} % ({} of {})", 100 * accuracy.share(), accuracy.right, accuracy.images);
}

}  // namespace

void train_classifier(std::string const& path, std::string const& output_or_none) {
    auto const spec = read_classifier_training(path);
    auto const output = output_or_none.empty() ? "results/" + spec.name + ".network.h5" : output_or_none;
    auto const set = network::read_data_set(spec.data_set, network::Part::train);
    auto const test = network::read_data_set(spec.data_set, network::Part::test);
    training::LabelledImages const images{set.shape, set.pixels, set.labels};
    training::check_fit(spec.network, images);
    if (auto const folder = std::filesystem::path(output).parent_path(); !folder.empty())
        store::make_directory(folder.string());
    store::NetworkFile file;
    {
        StopSignals const signals;
        ProgressLine line;
        auto const begin = std::chrono::steady_clock::now();
        file.network = training::train_classifier(spec.network, images, spec.options, [&](auto const& progress) {
            std::chrono::duration<double> const elapsed = std::chrono::steady_clock::now() - begin;
            line.show(progress.share, elapsed.count(),
                      fmt::format("epoch {} of {}, loss {:.4f}", progress.epoch,
                                  spec.options.epochs + spec.options.quantized_epochs, progress.loss));
            return !signals.stop()->load();
        });
    }
    if (file.network.layers.empty()) {
        fmt::print(stderr, "interrupted: nothing is written; a training starts anew\n");
        exit_with(ExitCode::interrupted);
    }
    auto const right =
        accuracy_of(file.network, test, test.labels.size(), 1, nullptr, [](std::size_t) { return true; });
    file.training_text = spec.text;
    file.provenance = {{"data_set", test.name},         {"training_images", std::to_string(set.labels.size())},
                       {"training_hash", hash_of(set)}, {"test_images", std::to_string(test.labels.size())},
                       {"test_hash", hash_of(test)},    {"test_images_right", std::to_string(right.right)}};
    store::write_network(output, file);
    fmt::print("{}: {} of {} on the test images of {}\nwrote {}\n", spec.name, percent(right),
               spec.options.quantized_epochs > 0
                   ? fmt::format("integers of {} bits times {}", spec.options.weight_bits, spec.options.input_bits)
                   : std::string("floating point"),
               test.name, output);
}

}  // namespace cimchar::app
