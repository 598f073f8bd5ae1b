#include "store/weights_file.hpp"

#include "circuits/neural/weights_text.hpp"
#include "core/error.hpp"
#include "store/common_tables.hpp"
#include "store/durable_file.hpp"
#include "store/hdf5.hpp"
#include "store/provenance.hpp"

#include <fmt/format.h>

namespace cimchar::store {

namespace {

using circuits::neural::counts_of;
using circuits::neural::Crossbar;
using circuits::neural::numbers_of;

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

std::string image(WeightsFile const& content) {
    auto w = content.weights;
    auto const file = h5::create_image();
    h5::set_attribute<std::string>(file, "file_type", "cimchar-weights");
    h5::set_attribute(file, "format_version", weights_format_version);
    h5::set_attribute(file, "code_version", code_version());
    h5::set_attribute(file, "git_hash", git_hash());
    h5::set_attribute<std::string>(file, "circuit", "nn_shift_add");

    auto const network = h5::create_group(file, "network");
    for (auto const& [name, value] : counts_of(w))
        h5::set_attribute(network, std::string(name), static_cast<std::uint64_t>(*value));
    for (auto const& [name, value] : numbers_of(w)) h5::set_attribute(network, std::string(name), *value);
    h5::set_attribute<std::string>(h5::write(network, "level_s", w.level_s), "unit", "S");
    write_crossbar(network, "hidden", w.hidden);
    write_crossbar(network, "output", w.output);

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
    auto& w = out.weights;
    auto const network = h5::open_group(file, "network");
    for (auto const& [name, value] : counts_of(w))
        *value = static_cast<int>(h5::attribute<std::uint64_t>(network, std::string(name)));
    for (auto const& [name, value] : numbers_of(w)) *value = h5::attribute<double>(network, std::string(name));
    w.level_s = h5::read<double>(network, "level_s");
    w.hidden = read_crossbar(network, "hidden");
    w.output = read_crossbar(network, "output");
    if (auto const what = circuits::neural::misfit(w); !what.empty()) throw h5::Error("read it: " + what);

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
    std::string how;
    try {
        return read_open(h5::open_file(path), path);
    } catch (h5::Error const& error) {
        how = error.what();
    } catch (std::out_of_range const&) {
        how = "datasets that belong together differ in length";
    }
    throw InputError(
        fmt::format("{} cannot be read as weights ({}; it is missing, damaged or of another kind); make them "
                    "with 'cimchar train FILE -o weights.h5'",
                    path, how));
}

}  // namespace cimchar::store
