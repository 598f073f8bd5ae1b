#include "app/training_spec.hpp"

#include "campaign/toml_section.hpp"
#include "circuits/neural/adc_weights.hpp"
#include "circuits/neural/weights_text.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

namespace cimchar::app {

namespace {

using campaign::Range;
using campaign::refuse;
using campaign::Section;

constexpr Range conductance_range{"S", 1e-9, 1e-3};
constexpr Range input_range{"V", 0.01, 0.5};
constexpr Range swing_range{"", 0.1, 2};
constexpr Range held_gain_range{"", 0.1, 1};
constexpr Range pedestal_range{"V", 0, 1};
constexpr Range celsius_range{"°C", -100, 200};
constexpr Range supply_range{"V", 0.1, 10};
constexpr Range share_range{"", 0, 1};
constexpr Range rate_range{"", 1e-9, 10};
constexpr Range noise_range{"V", 0, 0.1};
constexpr Range temperature_range{"V", 1e-9, 1};

int small_count(Section const& section, std::string_view key, int most, int otherwise, int least) {
    auto const n =
        static_cast<int>(section.count(key, static_cast<std::uint64_t>(most), static_cast<std::uint64_t>(otherwise)));
    if (n < least)
        refuse(fmt::format("{} is {}", section.full_name(key), n), section.where(key),
               fmt::format("give {} or more", least));
    return n;
}

/// Levels in equal ratios: what a search reaches with them is half of what it reaches with equal steps.
std::vector<double> levels_of(Section const& network) {
    int const n = small_count(network, "levels", 4096, 8, 2);
    double const low = network.number("level_min_s", conductance_range, 40e-9);
    double const high = network.number("level_max_s", conductance_range, 1e-6);
    if (!(low < high))
        refuse(fmt::format("network.level_min_s is {} S and level_max_s {} S", low, high), network.where("level_min_s"),
               "give a smaller one first");
    std::vector<double> level_s;
    for (int i = 0; i < n; ++i) level_s.push_back(low * std::pow(high / low, static_cast<double>(i) / (n - 1)));
    return level_s;
}

constexpr std::string_view network_keys[] = {"circuit", "inverters",   "bias_cells",  "output_bias_cells",
                                             "levels",  "level_min_s", "level_max_s", "pedestal_v"};

void read_network(Section const& network, TrainingSpec& spec) {
    network.require("circuit", "and there is nothing to train without it",
                    "add circuit = \"nn_shift_add\" or \"nn_adc\" below [network]");
    auto const circuit = network.word("circuit", "");
    if (circuit != "nn_shift_add" && circuit != "nn_adc")
        refuse(fmt::format("network.circuit is '{}'", circuit), network.where("circuit"),
               "write \"nn_shift_add\" or \"nn_adc\"");
    spec.converter = circuit == "nn_adc";
    std::vector<std::string> keys(std::begin(network_keys), std::end(network_keys));
    if (spec.converter)
        keys.insert(keys.end(), {"range_v", "middle_v", "swing", "held_gain"});
    else
        keys.insert(keys.end(), {"dac_bits", "first_slice"});
    network.allow_only(keys);
    int const inverters = small_count(network, "inverters", 512, 24, 2);
    if (inverters % 2 != 0)
        refuse(fmt::format("network.inverters is {} (they come in pairs)", inverters), network.where("inverters"),
               "give an even number");
    auto& w = spec.shape;
    w = circuits::neural::make_weights(spec.converter ? circuits::neural::adc_rows : circuits::neural::shift_add_rows,
                                       inverters, small_count(network, "bias_cells", 64, 3, 1),
                                       small_count(network, "output_bias_cells", 64, 8, 1), levels_of(network));
    w.pedestal_v = network.number("pedestal_v", pedestal_range, w.pedestal_v);
    if (spec.converter) {
        auto& pipeline = spec.pipeline;
        pipeline.range_v = network.number("range_v", input_range, pipeline.range_v);
        pipeline.middle_v = network.number("middle_v", pedestal_range, pipeline.middle_v);
        pipeline.swing = network.number("swing", swing_range, pipeline.swing);
        pipeline.held_gain = network.number("held_gain", held_gain_range, pipeline.held_gain);
        constexpr std::size_t most_levels = 16;  // all fillings of the decisions' column are tried
        if (w.level_s.size() > most_levels)
            refuse(fmt::format("network.levels is {}", w.level_s.size()), network.where("levels"),
                   fmt::format("a converter can have up to {}", most_levels));
        return;
    }
    w.dac_bits = small_count(network, "dac_bits", 4, 4, 1);
    if (w.dac_bits == 3)
        refuse("network.dac_bits is 3 (8 bits come in whole slices)", network.where("dac_bits"), "give 1, 2 or 4");
    auto const word = network.word("first_slice", "lowest");
    auto const first = circuits::neural::first_slice_from(word);
    if (!first)
        refuse(fmt::format("network.first_slice is '{}'", word), network.where("first_slice"),
               "write \"lowest\" or \"highest\"");
    w.first_slice = *first;
}

/// Keys that say something of the shift-and-add network alone are not passed over.
void refuse_for_converter(Section const& section, std::initializer_list<std::string_view> keys) {
    for (auto const key : keys)
        if (section.has(key))
            refuse(fmt::format("{} is of nn_shift_add, and network.circuit is 'nn_adc'", section.full_name(key)),
                   section.where(key), "leave it out");
}

training::Method method_of(Section const& training) {
    auto const word = training.word("method", "search");
    if (word == "search") return training::Method::search;
    if (word == "gradient") return training::Method::gradient;
    if (word != "gradient+search")
        refuse(fmt::format("training.method is '{}'", word), training.where("method"),
               "write \"search\", \"gradient\" or \"gradient+search\"");
    return training::Method::gradient_then_search;
}

bool is_aware(Section const& training, training::Method method) {
    auto const word = training.word("awareness", "hardware");
    if (word != "hardware" && word != "none")
        refuse(fmt::format("training.awareness is '{}'", word), training.where("awareness"),
               "write \"hardware\" or \"none\"");
    if (word == "none" && method != training::Method::gradient)
        refuse("training.awareness is 'none' (a search knows levels and loads)", training.where("awareness"),
               "write method = \"gradient\" below [training]");
    return word == "hardware";
}

void read_gradient(Section const& section, training::TrainOptions& options) {
    section.allow_only({"steps", "batch", "rate", "spread", "input_noise_v", "curves", "continuous", "common", "peak"});
    auto& g = options.gradient;
    g.steps = small_count(section, "steps", 10'000'000, g.steps, 1);
    g.batch = small_count(section, "batch", 100'000, g.batch, 1);
    g.rate = section.number("rate", rate_range, g.rate);
    g.spread = section.number("spread", share_range, g.spread);
    g.input_noise_v = section.number("input_noise_v", noise_range, g.input_noise_v);
    g.continuous = section.number("continuous", share_range, g.continuous);
    g.common = section.number("common", share_range, g.common);
    g.peak = section.number("peak", {"", 0, 1000}, g.peak);
    auto const curves = section.word("curves", "nominal");
    if (curves != "nominal" && curves != "chips")
        refuse(fmt::format("gradient.curves is '{}'", curves), section.where("curves"),
               "write \"nominal\" or \"chips\"");
    options.curves_of_chips = curves == "chips";
    if (options.curves_of_chips && !g.aware)
        refuse("gradient.curves is 'chips' and training.awareness 'none'", section.where("curves"),
               "write curves = \"nominal\", or awareness = \"hardware\" below [training]");
}

}  // namespace

TrainingSpec read_training(std::string const& path) {
    auto text = read_text(path);
    if (!text)
        refuse("cannot read the training file", path, "check the path; examples/nn_shift_add/nnsa_130nm.toml is one");
    TrainingSpec spec;
    spec.text = *std::move(text);
    auto const table = campaign::parse_toml(spec.text, path);
    Section const all(table, "", path);
    all.allow_only({"training", "network", "search", "gradient"});
    auto const training = all.section("training");
    training.allow_only({"name", "seed", "curves", "inputs", "process", "temperature_c", "supply_v", "restarts",
                         "validation_inputs", "validation_chips", "validation_spread", "method", "awareness"});
    training.require("name", "and it names the weights file", "add name = \"my_network\" below [training]");
    training.require("curves", "and there is nothing to train on without them",
                     "name the results of examples/nn_shift_add/neurons_130nm.toml, a path that starts at this file");
    spec.name = training.word("name", "");
    auto const beside = [&](std::string const& word) {
        return (std::filesystem::path(path).parent_path() / word).lexically_normal().string();
    };
    spec.curves = beside(training.word("curves", ""));
    if (training.has("inputs")) spec.inputs = beside(training.word("inputs", ""));
    spec.condition = {training.word("process", "tt"), training.number("temperature_c", celsius_range, 27),
                      training.number("supply_v", supply_range, 1.2)};
    read_network(all.section("network"), spec);
    spec.shape.supply_v = spec.condition.supply_v;
    spec.options.restarts = small_count(training, "restarts", 1000, 2, 1);
    spec.cases.validation = small_count(training, "validation_inputs", 10'000'000, spec.cases.validation, 0);

    spec.options.judged_chips.chips = small_count(training, "validation_chips", 100'000, 0, 0);
    auto& spread = spec.options.judged_chips.spread;
    spread = training.number("validation_spread", share_range, spread);
    spec.options.method = method_of(training);
    if (spec.converter) {
        refuse_for_converter(training, {"validation_inputs", "validation_chips", "validation_spread", "awareness"});
        refuse_for_converter(all.section("gradient"), {"curves"});
        refuse_for_converter(all.section("search"), {"random_inputs"});
    }
    if (!spec.converter && training.has("inputs"))
        refuse("training.inputs is of nn_adc, and network.circuit is 'nn_shift_add'", training.where("inputs"),
               "leave it out");
    spec.options.gradient.aware = is_aware(training, spec.options.method);
    read_gradient(all.section("gradient"), spec.options);

    auto const search = all.section("search");
    search.allow_only({"moves", "hot_v", "cold_v", "common", "norm", "random_inputs"});
    auto& s = spec.options.search;
    s.seed = training.count("seed", std::numeric_limits<std::int64_t>::max(), 1);
    s.moves = search.count("moves", std::numeric_limits<std::int64_t>::max(), s.moves);
    s.hot_v = search.number("hot_v", temperature_range, s.hot_v);
    s.cold_v = search.number("cold_v", temperature_range, s.cold_v);
    s.common = search.number("common", share_range, s.common);
    s.norm = small_count(search, "norm", training::norms_of_cost.back(), s.norm, 0);
    if (std::ranges::count(training::norms_of_cost, s.norm) == 0)
        refuse(fmt::format("search.norm is {}", s.norm), search.where("norm"),
               fmt::format("give {}", fmt::join(training::norms_of_cost, ", ")));
    spec.options.gradient.norm = s.norm;
    spec.cases.random = small_count(search, "random_inputs", 1'000'000, spec.cases.random, 0);
    if (!(s.cold_v < s.hot_v))
        refuse(fmt::format("search.cold_v is {} V and hot_v {} V", s.cold_v, s.hot_v), search.where("cold_v"),
               "a search cools: give a lower cold_v");
    return spec;
}

}  // namespace cimchar::app
