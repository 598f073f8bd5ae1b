// What the training file of a network that classifies images says, as plain data. Format:
// docs/formats/network-training.md.
#pragma once
#include "network/network.hpp"
#include "training/classifier.hpp"

#include <string>

namespace cimchar::app {

struct ClassifierSpec {
    std::string text;  ///< the file as it is
    std::string name;
    std::string data_set;      ///< folder; as given, or starting at the file
    network::Network network;  ///< before training: its weights are 0
    training::ClassifierOptions options;
};

/// Whether the file has a table [data]: then it trains a network that classifies images. False if it cannot be read.
[[nodiscard]] bool trains_classifier(std::string const& path);

/// Throws InputError with file, line and the nearest valid key on anything unknown, missing or out of range.
[[nodiscard]] ClassifierSpec read_classifier_training(std::string const& path);

}  // namespace cimchar::app
