// What a file for `cimchar network` says, as plain data. Format: docs/formats/network.md.
#pragma once
#include "core/condition.hpp"
#include "network/crossbar/array_products.hpp"
#include "network/time_domain/pulse_products.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cimchar::app {

/// Layers of time-domain neurons.
struct NeuronsSpec {
    network::PulseOptions options;
    std::vector<std::string> models;  ///< files, of each layer with neurons or one for all; none: ideal neurons
    std::size_t neurons = 128;        ///< of a chip and layer that differ, for a model
};

struct NetworkSpec {
    std::string name;
    std::uint64_t seed = 1;
    std::string network;                   ///< network file; as given, or starting at the file
    std::string data_set;                  ///< folder, likewise
    std::size_t images = 0;                ///< of the test part; 0: all
    std::size_t chips = 0;                 ///< virtual ones beside the nominal chip
    std::size_t calibration_images = 100;  ///< of the training part, where ranges are those that are met
    int weight_bits = 8;                   ///< of layers that are in floating point
    int input_bits = 8;
    network::ArrayOptions arrays;
    network::ConversionOptions conversion;
    std::string model;                   ///< file of the converters' model; empty: they are ideal
    std::size_t converters = 128;        ///< of a chip that differ, for a model
    std::optional<NeuronsSpec> neurons;  ///< then there are no arrays and converters
    std::vector<Condition> conditions;   ///< of the model; one without a name if there is none
};

/// Throws InputError with file, line and the nearest valid key on anything unknown, missing or out of range.
[[nodiscard]] NetworkSpec read_network_spec(std::string const& path);

}  // namespace cimchar::app
