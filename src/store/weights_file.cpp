#include "store/weights_file.hpp"

#include "core/error.hpp"
#include "store/common_tables.hpp"
#include "store/durable_file.hpp"
#include "store/hdf5.hpp"
#include "store/provenance.hpp"

#include <fmt/format.h>
#include <array>

namespace cimchar::store {

namespace {

using circuits::neural::Crossbar;
using circuits::neural::Sizes;
using circuits::neural::Weights;

/// Numbers of a network by name and unit: attributes of the group "network".
struct NetworkNumber {
    char const* name;
    double Weights::*member;
};
constexpr std::array network_numbers{
    NetworkNumber{"supply_v", &Weights::supply_v},
    NetworkNumber{"full_scale_v", &Weights::full_scale_v},
    NetworkNumber{"pedestal_v", &Weights::pedestal_v},
};
struct NetworkCount {
    char const* name;
    int Weights::*member;
};
constexpr std::array network_counts{
    NetworkCount{"dac_bits", &Weights::dac_bits},
    NetworkCount{"bias_cells", &Weights::bias_cells},
    NetworkCount{"output_bias_cells", &Weights::output_bias_cells},
};
struct SizeNumber {
    char const* name;
    double Sizes::*member;
};
constexpr std::array size_numbers{
    SizeNumber{"inverter_n_w_m", &Sizes::inverter_n_w_m},
    SizeNumber{"inverter_p_w_m", &Sizes::inverter_p_w_m},
    SizeNumber{"follower_p_w_m", &Sizes::follower_p_w_m},
    SizeNumber{"follower_n_w_m", &Sizes::follower_n_w_m},
    SizeNumber{"l_m", &Sizes::l_m},
    SizeNumber{"mirror_l_m", &Sizes::mirror_l_m},
    SizeNumber{"bias_a", &Sizes::bias_a},
};

void write_crossbar(h5::Handle const& where, std::string const& name, Crossbar const& crossbar) {
    std::vector<std::uint64_t> const levels(crossbar.level.begin(), crossbar.level.end());
    h5::set_attribute<std::string>(h5::write(where, name, levels, {crossbar.rows, crossbar.columns}), "unit", "1");
}

Crossbar read_crossbar(h5::Handle const& where, std::string const& name, std::size_t levels) {
    auto const dataset = h5::open_dataset(where, name);
    auto const shape = h5::shape_of(dataset);
    if (shape.size() != 2) throw h5::Error("read " + name + ": it is no table");
    Crossbar crossbar{shape[0], shape[1], {}};
    for (auto const level : h5::read_rows<std::uint64_t>(dataset, 0, shape[0])) {
        if (level >= levels) throw h5::Error("read " + name + ": a cell has a level that does not exist");
        crossbar.level.push_back(static_cast<int>(level));
    }
    return crossbar;
}

void expect_shapes(Weights const& w) {
    auto const sound = [](bool is) {
        if (!is) throw h5::Error("read it: its tables do not fit each other");
    };
    sound(w.dac_bits == 1 || w.dac_bits == 2 || w.dac_bits == 4);
    sound(w.bias_cells >= 0 && w.output_bias_cells >= 0);
    sound(w.hidden.rows == 2 * (circuits::neural::inputs + static_cast<std::size_t>(w.bias_cells)));
    sound(w.output.rows == w.hidden.columns + 2 * static_cast<std::size_t>(w.output_bias_cells));
    sound(w.output.columns == 2 && w.hidden.columns > 0);
    for (double const g : w.level_s) sound(g > 0 && g < 1);
}

std::string image(WeightsFile const& content) {
    auto const& w = content.weights;
    auto const file = h5::create_image();
    h5::set_attribute<std::string>(file, "file_type", "cimchar-weights");
    h5::set_attribute(file, "format_version", weights_format_version);
    h5::set_attribute(file, "code_version", code_version());
    h5::set_attribute(file, "git_hash", git_hash());
    h5::set_attribute<std::string>(file, "circuit", "nn_shift_add");

    auto const network = h5::create_group(file, "network");
    for (auto const& n : network_counts) h5::set_attribute(network, n.name, static_cast<std::uint64_t>(w.*n.member));
    for (auto const& n : network_numbers) h5::set_attribute(network, n.name, w.*n.member);
    h5::set_attribute<std::string>(h5::write(network, "level_s", w.level_s), "unit", "S");
    write_crossbar(network, "hidden", w.hidden);
    write_crossbar(network, "output", w.output);
    auto const sizes = h5::create_group(file, "sizes");
    for (auto const& n : size_numbers) h5::set_attribute(sizes, n.name, w.sizes.*n.member);

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
    for (auto const& n : network_counts) w.*n.member = static_cast<int>(h5::attribute<std::uint64_t>(network, n.name));
    for (auto const& n : network_numbers) w.*n.member = h5::attribute<double>(network, n.name);
    w.level_s = h5::read<double>(network, "level_s");
    w.hidden = read_crossbar(network, "hidden", w.level_s.size());
    w.output = read_crossbar(network, "output", w.level_s.size());
    expect_shapes(w);
    auto const sizes = h5::open_group(file, "sizes");
    for (auto const& n : size_numbers) w.sizes.*n.member = h5::attribute<double>(sizes, n.name);

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
