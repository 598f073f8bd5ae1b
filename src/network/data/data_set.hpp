// Sets of labelled images that networks are trained and measured on, read from the files they are published as.
// docs/formats/data-sets.md describes the formats.
#pragma once
#include "network/network.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cimchar::network {

/// Which part of a set: images to train on, or those a network is measured on.
enum class Part { train, test };

/// Images with a label each.
struct DataSet {
    std::string name;                  ///< of the folder
    Shape shape;                       ///< of one image
    std::vector<std::uint8_t> pixels;  ///< shape (images, shape.size()), 0 … 255, each image stored as `Shape` says
    std::vector<std::uint8_t> labels;  ///< shape (images), each below `classes`
    std::size_t classes = 0;
};

/// The set that lies in the folder `path`: which kind it is follows from the names of the files. Throws InputError if
/// there is none or more than one, or if a file is damaged.
[[nodiscard]] DataSet read_data_set(std::string const& path, Part part);

}  // namespace cimchar::network
