#include "app/classifier_spec.hpp"

#include "campaign/toml_section.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "network/layer_text.hpp"

#include <fmt/format.h>
#include <filesystem>
#include <limits>

namespace cimchar::app {

namespace {

using campaign::Range;
using campaign::refuse;
using campaign::Section;

constexpr Range rate_range{"", 1e-9, 1};
constexpr Range share_range{"", 0, 0.9};
constexpr Range decibel_range{"dB", 0, 200};

int count(Section const& section, std::string_view key, int least, int most, int otherwise) {
    auto const n =
        static_cast<int>(section.count(key, static_cast<std::uint64_t>(most), static_cast<std::uint64_t>(otherwise)));
    if (n < least)
        refuse(fmt::format("{} is {}", section.full_name(key), n), section.where(key),
               fmt::format("give {} or more", least));
    return n;
}

network::Shape shape_of(Section const& section) {
    std::vector<double> const input = section.numbers("input", {"", 1, 4096}, {});
    if (input.size() != 3)
        refuse(fmt::format("network.input has {} numbers", input.size()), section.where("input"),
               "give channels, rows and columns of an image: [1, 28, 28]");
    return {static_cast<std::size_t>(input[0]), static_cast<std::size_t>(input[1]), static_cast<std::size_t>(input[2])};
}

}  // namespace

bool trains_classifier(std::string const& path) {
    auto const text = read_text(path);
    return text && campaign::parse_toml(*text, path).contains("data");
}

ClassifierSpec read_classifier_training(std::string const& path) {
    auto text = read_text(path);
    if (!text)
        refuse("cannot read the training file", path, "check the path; examples/networks/lenet5_mnist.toml is one");
    ClassifierSpec spec;
    spec.text = *std::move(text);
    auto const table = campaign::parse_toml(spec.text, path);
    Section const all(table, "", path);
    all.allow_only({"training", "data", "network", "quantization"});

    auto const training = all.section("training");
    training.allow_only({"name", "seed", "epochs", "batch", "rate", "shift_pixels", "smoothing"});
    training.require("name", "and it names the network file", "add name = \"my_network\" below [training]");
    spec.name = training.word("name", "");
    auto& o = spec.options;
    o.seed = training.count("seed", std::numeric_limits<std::int64_t>::max(), 1);
    o.epochs = count(training, "epochs", 0, 10000, o.epochs);
    o.batch = count(training, "batch", 1, 100'000, o.batch);
    o.rate = training.number("rate", rate_range, o.rate);
    o.shift_pixels = count(training, "shift_pixels", 0, 16, o.shift_pixels);
    o.smoothing = training.number("smoothing", share_range, o.smoothing);

    auto const data = all.section("data");
    data.allow_only({"folder"});
    data.require("folder", "and there is nothing to train on without it",
                 "name the folder of a data set, a path that starts at this file");
    spec.data_set = (std::filesystem::path(path).parent_path() / data.word("folder", "")).lexically_normal().string();

    auto const network = all.section("network");
    network.allow_only({"input", "layers"});
    network.require("layers", "and there is nothing to train without them",
                    "add layers = [\"convolution 6 5x5\", \"relu\", …]");
    try {
        spec.network = network::make_network(spec.name, shape_of(network), network.words("layers", {}));
    } catch (InputError const& error) {
        campaign::refuse_at(error.what(), network.where("layers"));
    }

    if (all.has("quantization")) {
        auto const quantization = all.section("quantization");
        quantization.allow_only({"epochs", "rate", "weight_bits", "input_bits", "first_input_bits", "noise_db"});
        o.quantized_epochs = count(quantization, "epochs", 1, 10000, 4);
        o.quantized_rate = quantization.number("rate", rate_range, o.quantized_rate);
        o.weight_bits = count(quantization, "weight_bits", 2, 8, o.weight_bits);
        o.input_bits = count(quantization, "input_bits", 1, 8, o.input_bits);
        o.first_input_bits = count(quantization, "first_input_bits", 1, 8, o.first_input_bits);
        o.noise_db = quantization.number("noise_db", decibel_range, o.noise_db);
    }
    if (o.epochs + o.quantized_epochs == 0)
        refuse("nothing is trained: training.epochs is 0 and there is no [quantization]", training.where("epochs"),
               "give an epoch or more");
    return spec;
}

}  // namespace cimchar::app
