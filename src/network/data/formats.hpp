// The file formats of sets of images, one reader each. All fill pixels, labels, shape and classes of a DataSet and
// leave its name; all throw InputError that names the file.
#pragma once
#include "network/data/data_set.hpp"

#include <string>
#include <vector>

namespace cimchar::network {

/// Images and labels of MNIST and its kin, plain or gzip.
/// Source: the description of the IDX format on the page of MNIST (LeCun, Cortes, Burges).
[[nodiscard]] DataSet read_idx(std::string const& images, std::string const& labels);

/// Batches of CIFAR-10's binary version, one after the other.
/// Source: Krizhevsky, the page of CIFAR-10, "Binary version".
[[nodiscard]] DataSet read_cifar10(std::vector<std::string> const& batches);

/// Cropped digits of SVHN. Source: Netzer et al., the page of SVHN, "Format 2".
[[nodiscard]] DataSet read_svhn(std::string const& file);

}  // namespace cimchar::network
