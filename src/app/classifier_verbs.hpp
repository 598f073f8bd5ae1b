// `cimchar train` of a network that classifies images.
#pragma once
#include "app/classifier_spec.hpp"

#include <string>

namespace cimchar::app {

/// Trains, measures on the test images and writes network file `output`, or results/NAME.network.h5 if that is empty.
void train_classifier(std::string const& path, std::string const& output);

}  // namespace cimchar::app
