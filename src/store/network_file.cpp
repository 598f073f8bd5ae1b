#include "store/network_file.hpp"

#include "core/error.hpp"
#include "network/layer_text.hpp"
#include "network/shapes.hpp"
#include "store/common_tables.hpp"
#include "store/durable_file.hpp"
#include "store/hdf5.hpp"
#include "store/provenance.hpp"
#include "store/read_as.hpp"

#include <fmt/format.h>
#include <array>

namespace cimchar::store {

namespace {

using network::Affine;
using network::BatchNorm;
using network::Network;
using network::Shape;

void write_numbers(h5::Handle const& where, std::string const& name, std::vector<float> const& values,
                   h5::Shape const& shape) {
    h5::set_attribute<std::string>(h5::write(where, name, values, shape), "unit", "1");
}

void write_affine(h5::Handle const& layer, Affine const& affine) {
    auto const& w = affine.weights;
    write_numbers(layer, "weights", {w.data(), w.data() + w.size()},
                  {static_cast<hsize_t>(w.rows()), static_cast<hsize_t>(w.cols())});
    if (!affine.bias.empty()) write_numbers(layer, "bias", affine.bias, {affine.bias.size()});
    if (!affine.quantization) return;
    auto const& q = *affine.quantization;
    h5::set_attribute(layer, "weight_bits", static_cast<std::uint64_t>(q.weight_bits));
    h5::set_attribute(layer, "weight_step", static_cast<double>(q.weight_step));
    h5::set_attribute(layer, "input_bits", static_cast<std::uint64_t>(q.input_bits));
    h5::set_attribute(layer, "input_step", static_cast<double>(q.input_step));
}

int bits_of(h5::Handle const& layer, std::string const& name, std::uint64_t most) {
    auto const bits = h5::attribute<std::uint64_t>(layer, name);
    if (bits < 1 || bits > most) throw h5::Error(fmt::format("read {}: {} bits cannot be", name, bits));
    return static_cast<int>(bits);
}

float step_of(h5::Handle const& layer, std::string const& name) {
    auto const step = static_cast<float>(h5::attribute<double>(layer, name));
    if (!(step > 0)) throw h5::Error(fmt::format("read {}: a step is above 0", name));
    return step;
}

void read_affine(h5::Handle const& layer, Affine& affine, bool quantized) {
    auto const shape = h5::shape_of(h5::open_dataset(layer, "weights"));
    if (shape.size() != 2) throw h5::Error("read weights: they are no table");
    auto const weights = h5::read<float>(layer, "weights");
    affine.weights = Eigen::Map<network::Matrix const>(weights.data(), static_cast<Eigen::Index>(shape[0]),
                                                       static_cast<Eigen::Index>(shape[1]));
    affine.bias = h5::has(layer, "bias") ? h5::read<float>(layer, "bias") : std::vector<float>{};
    if (quantized)
        affine.quantization = network::Quantization{bits_of(layer, "weight_bits", 8), step_of(layer, "weight_step"),
                                                    bits_of(layer, "input_bits", 8), step_of(layer, "input_step")};
}

/// The vectors of a batch normalization and their names in the file.
auto vectors_of(auto& norm) {
    return std::array{std::pair{"scale", &norm.scale}, std::pair{"shift", &norm.shift}, std::pair{"mean", &norm.mean},
                      std::pair{"variance", &norm.variance}};
}

std::string image(NetworkFile const& content) {
    auto const file = h5::create_image();
    h5::set_attribute<std::string>(file, "file_type", "cimchar-network");
    h5::set_attribute(file, "format_version", network_format_version);
    h5::set_attribute(file, "code_version", code_version());
    h5::set_attribute(file, "git_hash", git_hash());
    h5::set_attribute(file, "name", content.network.name);
    auto const& input = content.network.input;
    h5::set_attribute<std::string>(
        h5::write(file, "input", std::vector<std::uint64_t>{input.channels, input.height, input.width}), "unit", "1");
    auto const layers = h5::create_group(file, "layers");
    for (std::size_t k = 0; k < content.network.layers.size(); ++k) {
        auto const& one = content.network.layers[k];
        auto const layer = h5::create_group(layers, std::to_string(k + 1));
        h5::set_attribute(layer, "words", network::text_of(one));
        auto const* const affine = network::affine_of(one);
        h5::set_attribute(layer, "quantized",
                          static_cast<std::uint8_t>(affine != nullptr && affine->quantization.has_value()));
        if (affine != nullptr) write_affine(layer, *affine);
        if (auto const* const norm = std::get_if<BatchNorm>(&one)) {
            h5::set_attribute(layer, "epsilon", static_cast<double>(norm->epsilon));
            for (auto const& [name, values] : vectors_of(*norm)) write_numbers(layer, name, *values, {values->size()});
        }
    }
    auto const training = h5::create_group(file, "training");
    h5::set_attribute(training, "text", content.training_text);
    write_pairs(training, "provenance", content.provenance);
    return h5::image_bytes(file);
}

NetworkFile read_open(h5::Handle const& file, std::string const& path) {
    auto const type = h5::text_attribute(file, "file_type", "something else");
    if (type != "cimchar-network")
        throw InputError(
            fmt::format("{} is not a network file (it says {}); make one with 'cimchar train FILE -o "
                        "network.h5'",
                        path, type));
    auto const version = h5::attribute<std::uint64_t>(file, "format_version");
    if (version > network_format_version)
        throw InputError(
            fmt::format("{} has network format {} (this cimchar reads up to {}); use the newer cimchar that "
                        "wrote it",
                        path, version, network_format_version));
    auto const input = h5::read<std::uint64_t>(file, "input");
    if (input.size() != 3) throw h5::Error("read input: it is no shape");
    auto const layers = h5::open_group(file, "layers");
    auto const count = h5::members(layers).size();
    std::vector<h5::Handle> groups;
    std::vector<std::string> words;
    for (std::size_t k = 0; k < count; ++k) {
        groups.push_back(h5::open_group(layers, std::to_string(k + 1)));
        words.push_back(h5::attribute<std::string>(groups.back(), "words"));
    }
    NetworkFile out;
    out.network =
        network::make_network(h5::attribute<std::string>(file, "name"), {input[0], input[1], input[2]}, words);
    for (std::size_t k = 0; k < count; ++k) {
        auto& one = out.network.layers[k];
        if (auto* const affine = network::affine_of(one))
            read_affine(groups[k], *affine, h5::attribute<std::uint8_t>(groups[k], "quantized") != 0);
        if (auto* const norm = std::get_if<BatchNorm>(&one)) {
            norm->epsilon = static_cast<float>(h5::attribute<double>(groups[k], "epsilon"));
            for (auto const& [name, values] : vectors_of(*norm)) *values = h5::read<float>(groups[k], name);
        }
    }
    (void)network::shapes_of(out.network);
    auto const training = h5::open_group(file, "training");
    out.training_text = h5::attribute<std::string>(training, "text");
    out.provenance = read_pairs(training, "provenance");
    return out;
}

}  // namespace

void write_network(std::string const& path, NetworkFile const& file) {
    write_whole(path, image(file));
}

NetworkFile read_network(std::string const& path) {
    return read_as(path, "a network", "make one with 'cimchar train FILE -o network.h5'",
                   [&](h5::Handle const& file) { return read_open(file, path); });
}

}  // namespace cimchar::store
