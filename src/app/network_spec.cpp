#include "app/network_spec.hpp"

#include "campaign/toml_section.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <filesystem>
#include <functional>
#include <limits>

namespace cimchar::app {

namespace {

using campaign::Range;
using campaign::refuse;
using campaign::Section;

constexpr Range share_range{"", 0, 1};
constexpr Range lsb_range{"LSB", 0, 1000};
constexpr Range celsius_range{"°C", -100, 200};
constexpr Range supply_range{"V", 0.1, 10};

void read_conversion(Section const& section, network::ConversionOptions& o) {
    auto const strategy = section.word("strategy", "digital");
    if (strategy == "digital")
        o.strategy = network::Strategy::digital;
    else if (strategy == "buffered")
        o.strategy = network::Strategy::buffered;
    else if (strategy == "analog")
        o.strategy = network::Strategy::analog;
    else
        refuse(fmt::format("conversion.strategy is '{}'", strategy), section.where("strategy"),
               "write \"digital\" (every slice is converted), \"buffered\" or \"analog\" (one conversion for all)");
    o.bits = static_cast<int>(section.count("bits", 16, static_cast<std::uint64_t>(o.bits)));
    o.noise_lsb = section.number("noise_lsb", lsb_range, o.noise_lsb);
    o.buffer_spread = section.number("buffer_spread", share_range, o.buffer_spread);
    auto const range = section.has("range") ? section.as_text("range") : "full";
    if (range == "full")
        o.range = 1;
    else if (range == "met")
        o.range = 0;
    else if (o.range = section.number("range", share_range, 1); o.range == 0)
        refuse("conversion.range is 0", section.where("range"),
               "give a share of the full sum above 0, \"full\", or \"met\" for the largest that is met");
}

NeuronsSpec read_neurons(Section const& section, std::function<std::string(std::string const&)> const& beside) {
    section.allow_only({"layers", "rows", "columns", "cell_spread", "ratio_step", "common_mode", "model", "neurons"});
    NeuronsSpec spec;
    auto& o = spec.options;
    section.require("layers", "and it is not known which sums become pulses",
                    "add layers = 3, the number of layers with neurons, from the first on, below [neurons]");
    o.layers = section.count("layers", 1000, o.layers);
    o.rows = section.count("rows", 4096, o.rows);
    o.columns = section.count("columns", 4096, o.columns);
    o.cell_spread = section.number("cell_spread", share_range, o.cell_spread);
    o.ratio_step = section.number("ratio_step", {"units of the sum", 0, 100}, o.ratio_step);
    o.common_mode = section.number("common_mode", {"", -0.99, 0.99}, o.common_mode);
    for (auto const& word : section.words("model", {})) spec.models.push_back(beside(word));
    spec.neurons = section.count("neurons", 100'000, spec.neurons);
    if (spec.neurons == 0) refuse("neurons.neurons is 0", section.where("neurons"), "a chip has one or more");
    return spec;
}

}  // namespace

NetworkSpec read_network_spec(std::string const& path) {
    auto const text = read_text(path);
    if (!text) refuse("cannot read the file", path, "check the path; examples/networks/lenet5_arrays.toml is one");
    auto const table = campaign::parse_toml(*text, path);
    Section const all(table, "", path);
    all.allow_only({"network", "arrays", "conversion", "neurons", "conditions"});
    auto const beside = [&](std::string const& word) {
        return (std::filesystem::path(path).parent_path() / word).lexically_normal().string();
    };
    NetworkSpec spec;
    auto const network = all.section("network");
    network.allow_only(
        {"name", "seed", "file", "data", "images", "chips", "calibration_images", "weight_bits", "input_bits"});
    network.require("name", "and it names the results", "add name = \"my_network\" below [network]");
    network.require("file", "and there is nothing to run without it",
                    "name a network file, made by 'cimchar train', or an ONNX file, a path that starts at this file");
    network.require("data", "and there is nothing to run on without it",
                    "name the folder of a data set, a path that starts at this file");
    spec.name = network.word("name", "");
    spec.seed = network.count("seed", std::numeric_limits<std::int64_t>::max(), 1);
    spec.network = beside(network.word("file", ""));
    spec.data_set = beside(network.word("data", ""));
    spec.images = network.count("images", 10'000'000, 0);
    spec.chips = network.count("chips", 100'000, 0);
    spec.calibration_images = network.count("calibration_images", 1'000'000, spec.calibration_images);

    spec.weight_bits = static_cast<int>(network.count("weight_bits", 8, 8));
    spec.input_bits = static_cast<int>(network.count("input_bits", 8, 8));

    if (all.has("neurons")) {
        if (all.has("arrays") || all.has("conversion"))
            refuse("[neurons] stand beside [arrays] or [conversion]", all.where("neurons"),
                   "keep one: neurons have arrays of their own, and their pulses are counted");
        spec.neurons = read_neurons(all.section("neurons"), beside);
    }
    auto const arrays = all.section("arrays");
    arrays.allow_only({"rows", "columns", "cell_bits", "dac_bits", "off_ratio", "spread"});
    auto& a = spec.arrays;
    a.rows = arrays.count("rows", 4096, a.rows);
    a.columns = arrays.count("columns", 4096, a.columns);
    a.cell_bits = static_cast<int>(arrays.count("cell_bits", 8, static_cast<std::uint64_t>(a.cell_bits)));
    a.dac_bits = static_cast<int>(arrays.count("dac_bits", 8, static_cast<std::uint64_t>(a.dac_bits)));
    a.off_ratio = arrays.number("off_ratio", share_range, a.off_ratio);
    a.spread = arrays.number("spread", share_range, a.spread);

    auto const conversion = all.section("conversion");
    conversion.allow_only({"strategy", "bits", "range", "noise_lsb", "buffer_spread", "model", "converters"});
    read_conversion(conversion, spec.conversion);
    if (conversion.has("model")) spec.model = beside(conversion.word("model", ""));
    spec.converters = conversion.count("converters", 100'000, spec.converters);
    if (spec.converters == 0)
        refuse("conversion.converters is 0", conversion.where("converters"), "a chip has one or more");

    auto const conditions = all.section("conditions");
    conditions.allow_only({"process", "temperature_c", "supply_v"});
    if (!spec.model.empty() || (spec.neurons && !spec.neurons->models.empty())) {
        conditions.require("supply_v", "and a model holds at supplies of its own",
                           "add supply_v = 1.2, or whatever 'cimchar model info' says, below [conditions]");
        for (auto const& process : conditions.words("process", {"tt"}))
            for (double const temperature : conditions.numbers("temperature_c", celsius_range, {27}))
                for (double const supply : conditions.numbers("supply_v", supply_range, {}))
                    spec.conditions.push_back({process, temperature, supply});
    } else if (all.has("conditions")) {
        refuse("[conditions] are of a model, and there is none", conditions.where("process"),
               "add model = \"….h5\" below [conversion] or [neurons], or leave [conditions] out");
    } else {
        spec.conditions.push_back({"", 0, 0});
    }
    return spec;
}

}  // namespace cimchar::app
