// What a training file says, as plain data. Format: docs/formats/training.md.
#pragma once
#include "circuits/neural/adc_weights.hpp"
#include "core/condition.hpp"
#include "training/shift_add.hpp"

#include <string>

namespace cimchar::app {

struct TrainingSpec {
    std::string text;  ///< the file as it is
    std::string name;
    std::string curves;      ///< results of the campaign with the devices' curves; as given, or starting at the file
    std::string inputs;      ///< of a converter: results of the network in front, a path likewise; empty: it is ideal
    Condition condition;     ///< of the curves to train on
    bool converter = false;  ///< a pipeline of such networks (nn_adc), not one (nn_shift_add)
    circuits::neural::Weights shape;        ///< the network before training
    training::ShiftAddInputs cases;         ///< of the shift-and-add network
    circuits::neural::AdcWeights pipeline;  ///< of the converter: its numbers, no stages yet
    training::TrainOptions options;
};

/// Throws InputError with file, line and the nearest valid key on anything unknown, missing or out of range.
[[nodiscard]] TrainingSpec read_training(std::string const& path);

}  // namespace cimchar::app
