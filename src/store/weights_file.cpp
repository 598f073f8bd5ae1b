#include "store/weights_file.hpp"

#include "circuits/neural/weights_text.hpp"
#include "core/error.hpp"
#include "store/common_tables.hpp"
#include "store/durable_file.hpp"
#include "store/hdf5.hpp"
#include "store/provenance.hpp"
#include "store/read_as.hpp"

#include <fmt/format.h>

namespace cimchar::store {

namespace {

using circuits::neural::AdcWeights;
using circuits::neural::counts_of;
using circuits::neural::Crossbar;
using circuits::neural::misfit;
using circuits::neural::numbers_of;
using circuits::neural::Weights;

constexpr std::uint64_t most_levels = 1'000'000;  // before it becomes an int

void write_crossbar(h5::Handle const& where, std::string const& name, Crossbar const& crossbar) {
    std::vector<std::uint64_t> const levels(crossbar.level.begin(), crossbar.level.end());
    h5::set_attribute<std::string>(h5::write(where, name, levels, {crossbar.rows, crossbar.columns}), "unit", "1");
}

Crossbar read_crossbar(h5::Handle const& where, std::string const& name) {
    auto const dataset = h5::open_dataset(where, name);
    auto const shape = h5::shape_of(dataset);
    if (shape.size() != 2) throw h5::Error("read " + name + ": it is no table");
    Crossbar crossbar{shape[0], shape[1], {}};
    for (auto const level : h5::read_rows<std::uint64_t>(dataset, 0, shape[0])) {
        if (level > most_levels) throw h5::Error("read " + name + ": a cell has a level that does not exist");
        crossbar.level.push_back(static_cast<int>(level));
    }
    return crossbar;
}

void write_network(h5::Handle const& network, circuits::neural::Weights w) {
    for (auto const& [name, value] : counts_of(w))
        h5::set_attribute(network, std::string(name), static_cast<std::uint64_t>(*value));
    for (auto const& [name, value] : numbers_of(w)) h5::set_attribute(network, std::string(name), *value);
    h5::set_attribute<std::string>(h5::write(network, "level_s", w.level_s), "unit", "S");
    write_crossbar(network, "hidden", w.hidden);
    write_crossbar(network, "output", w.output);
}

Weights read_network(h5::Handle const& network) {
    Weights w;
    for (auto const& [name, value] : counts_of(w))
        *value = static_cast<int>(h5::attribute<std::uint64_t>(network, std::string(name)));
    for (auto const& [name, value] : numbers_of(w)) *value = h5::attribute<double>(network, std::string(name));
    w.level_s = h5::read<double>(network, "level_s");
    w.hidden = read_crossbar(network, "hidden");
    w.output = read_crossbar(network, "output");
    return w;
}

void write_trained(h5::Handle const& file, Weights const& w) {
    h5::set_attribute<std::string>(file, "circuit", "nn_shift_add");
    auto const network = h5::create_group(file, "network");
    h5::set_attribute(network, "dac_bits", static_cast<std::uint64_t>(w.dac_bits));
    h5::set_attribute(network, "first_slice", std::string(circuits::neural::to_string(w.first_slice)));
    write_network(network, w);
}

std::string name_of_stage(std::size_t k) {
    return fmt::format("stage{}", k + 1);
}

void write_trained(h5::Handle const& file, AdcWeights const& w) {
    h5::set_attribute<std::string>(file, "circuit", "nn_adc");
    auto const converter = h5::create_group(file, "converter");
    h5::set_attribute(converter, "range_v", w.range_v);
    h5::set_attribute(converter, "middle_v", w.middle_v);
    h5::set_attribute(converter, "swing", w.swing);
    h5::set_attribute(converter, "held_gain", w.held_gain);
    for (std::size_t k = 0; k < w.stages.size(); ++k) {
        auto const stage = h5::create_group(converter, name_of_stage(k));
        write_network(stage, w.stages[k].residue);
        write_crossbar(stage, "comparators", w.stages[k].comparators);
        write_crossbar(stage, "dac", w.stages[k].dac);
    }
    write_crossbar(converter, "flash", w.flash);
}

Weights read_shift_add(h5::Handle const& file) {
    auto const network = h5::open_group(file, "network");
    auto w = read_network(network);
    w.dac_bits = static_cast<int>(h5::attribute<std::uint64_t>(network, "dac_bits"));
    auto const first = circuits::neural::first_slice_from(h5::text_attribute(network, "first_slice", "lowest"));
    if (!first) throw h5::Error("read it: first_slice is not lowest or highest");
    w.first_slice = *first;
    if (auto const what = misfit(w); !what.empty()) throw h5::Error("read it: " + what);
    return w;
}

AdcWeights read_converter(h5::Handle const& file) {
    AdcWeights w;
    auto const converter = h5::open_group(file, "converter");
    w.range_v = h5::attribute<double>(converter, "range_v");
    w.middle_v = h5::attribute<double>(converter, "middle_v");
    w.swing = h5::attribute<double>(converter, "swing");
    w.held_gain = h5::attribute<double>(converter, "held_gain");
    for (std::size_t k = 0; k < circuits::neural::adc_stages; ++k) {
        auto const stage = h5::open_group(converter, name_of_stage(k));
        w.stages.push_back({read_crossbar(stage, "comparators"), read_crossbar(stage, "dac"), read_network(stage)});
    }
    w.flash = read_crossbar(converter, "flash");
    if (auto const what = misfit(w); !what.empty()) throw h5::Error("read it: " + what);
    return w;
}

std::string image(WeightsFile const& content) {
    auto const file = h5::create_image();
    h5::set_attribute<std::string>(file, "file_type", "cimchar-weights");
    h5::set_attribute(file, "format_version", weights_format_version);
    h5::set_attribute(file, "code_version", code_version());
    h5::set_attribute(file, "git_hash", git_hash());
    std::visit([&](auto const& trained) { write_trained(file, trained); }, content.trained);

    auto const training = h5::create_group(file, "training");
    h5::set_attribute(training, "text", content.training_text);
    write_conditions(training, {content.condition});
    write_pairs(training, "provenance", content.provenance);
    auto const figures = h5::create_group(training, "figures");
    for (auto const& figure : content.figures)
        h5::set_attribute(h5::write(figures, figure.name, figure.values), "unit", figure.unit);
    return h5::image_bytes(file);
}

WeightsFile read_open(h5::Handle const& file, std::string const& path) {
    auto const type = h5::text_attribute(file, "file_type", "something else");
    if (type != "cimchar-weights")
        throw InputError(fmt::format(
            "{} is not a weights file (it says {}); make one with 'cimchar train FILE -o weights.h5'", path, type));
    auto const version = h5::attribute<std::uint64_t>(file, "format_version");
    if (version > weights_format_version)
        throw InputError(
            fmt::format("{} has weights format {} (this cimchar reads up to {}); use the newer cimchar that wrote it",
                        path, version, weights_format_version));
    WeightsFile out;
    auto const circuit = h5::text_attribute(file, "circuit", "no circuit");
    if (circuit == "nn_shift_add")
        out.trained = read_shift_add(file);
    else if (circuit == "nn_adc")
        out.trained = read_converter(file);
    else
        throw h5::Error(fmt::format("read it: '{}' has no weights", circuit));

    auto const training = h5::open_group(file, "training");
    out.training_text = h5::attribute<std::string>(training, "text");
    out.condition = read_conditions(training).at(0);
    out.provenance = read_pairs(training, "provenance");
    auto const figures = h5::open_group(training, "figures");
    for (auto const& name : h5::members(figures)) {
        auto const dataset = h5::open_dataset(figures, name);
        out.figures.push_back({name, h5::text_attribute(dataset, "unit"), h5::read<double>(figures, name)});
    }
    return out;
}

}  // namespace

void write_weights(std::string const& path, WeightsFile const& file) {
    write_whole(path, image(file));
}

WeightsFile read_weights(std::string const& path) {
    return read_as(path, "weights", "make them with 'cimchar train FILE -o weights.h5'",
                   [&](h5::Handle const& file) { return read_open(file, path); });
}

}  // namespace cimchar::store
