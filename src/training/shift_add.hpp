// The shift-and-add network's task, and a start for it.
#pragma once
#include "circuits/neural/weights.hpp"
#include "training/train.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace cimchar::training {

/// Inputs of the shift-and-add network, shape (inputs) each [V]: all corners of the input cube, `random` ones, and a
/// ninth as many again along the diagonal, where all bit lines are nearly alike. With the highest slice first, half of
/// all have no previous sum, and the others bit lines of the second slice.
[[nodiscard]] std::vector<std::vector<double>> shift_add_inputs(circuits::neural::Weights const& weights, int random,
                                                                std::uint64_t seed, std::string_view stream);

/// Its followers with inputs `input_v`, shape (inputs), 0 … full scale.
[[nodiscard]] Drive shift_add_drive(circuits::neural::Weights const& weights, Devices const& devices,
                                    std::vector<double> const& input_v);

/// To add these inputs with their ideal weights.
[[nodiscard]] Task shift_add_task(circuits::neural::Weights const& weights, Devices const& devices,
                                  std::vector<std::vector<double>> const& inputs);

/// The same for gradients.
[[nodiscard]] Examples shift_add_examples(circuits::neural::Weights const& shape,
                                          std::vector<std::vector<double>> const& inputs_v);

/// A start from physics: half of the inverters see the rising rows, half the falling ones, with levels proportional to
/// the ideal weights, and the thresholds staggered over the sum's range by the bias. Its cells are those of `shape`.
[[nodiscard]] circuits::neural::Weights shift_add_start(circuits::neural::Weights const& shape, Devices const& devices,
                                                        std::uint64_t seed);

struct ShiftAddInputs {
    int random = 2000;        ///< that the search sees, beside the corners
    int validation = 10'000;  ///< that it is judged on, beside the corners
};
/// Its training.
[[nodiscard]] Job shift_add_job(circuits::neural::Weights const& shape, Devices const& devices,
                                ShiftAddInputs const& inputs, std::uint64_t seed);

}  // namespace cimchar::training
