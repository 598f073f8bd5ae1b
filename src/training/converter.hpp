// A pipelined converter (NNADC) at rest, by its devices' curves, and its training, stage after stage.
#pragma once
#include "circuits/neural/adc_weights.hpp"
#include "training/front.hpp"
#include "training/train.hpp"

#include <functional>
#include <vector>

namespace cimchar::training {

/// What a conversion goes through.
struct Conversion {
    std::vector<int> decided;                         ///< shape (stages + 1): comparators that decided, the end last
    std::vector<circuits::neural::PortPair> input_v;  ///< shape (stages + 1): what each stage saw
    int code = 0;
};
/// Comparators decide where the inverter's output equals its input, as a long chain of them does.
[[nodiscard]] Conversion convert(circuits::neural::AdcWeights const& weights, Devices const& devices,
                                 circuits::neural::PortPair const& input_v);

/// Input at which each code begins, shape (255) [V]: by bisection, as if the codes never fell; outside of the range by
/// less than a tenth of it. With a network in front: the ideal sum at which it does.
[[nodiscard]] std::vector<double> transition_levels(circuits::neural::AdcWeights const& weights, Devices const& devices,
                                                    Front const& front = {});

struct TrainedConverter {
    circuits::neural::AdcWeights weights;
    std::vector<Trained> stages;       ///< shape (stages)
    std::vector<double> transition_v;  ///< shape (255), as transition_levels()
};

/// Trains stage after stage, each on what the ones before it give; `pipeline` has the converter's numbers and no
/// stages. `front`: of the network whose results it converts into codes of the ideal sum; empty: it is ideal.
/// `progress` as in train(); empty if it ended it.
[[nodiscard]] TrainedConverter train_converter(circuits::neural::Weights const& shape,
                                               circuits::neural::AdcWeights const& pipeline, Devices const& devices,
                                               Front const& front, TrainOptions const& options,
                                               std::function<bool(double share, double best_v)> const& progress);

}  // namespace cimchar::training
