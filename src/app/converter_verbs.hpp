// cimchar model eval and sample for the model of a pipelined converter: levels, codes and figures instead of a curve.
#pragma once
#include "core/condition.hpp"
#include "model/behavioural_model.hpp"

#include <cstdint>
#include <vector>

namespace cimchar::app {

enum class Print { text, csv, json };

/// Codes of these inputs [V]; without any the levels, the input at which each code begins.
void converter_eval(model::BehaviouralModel const& model, Condition const& condition,
                    std::vector<double> const& inputs_v, Print how);

/// Figures of virtual chips: effective bits, linearity, missing codes. As JSON with each chip's levels, and its codes
/// of the inputs if there are any.
void converter_sample(model::BehaviouralModel const& model, Condition const& condition,
                      std::vector<double> const& inputs_v, std::uint64_t seed, std::size_t chips, Print how);

}  // namespace cimchar::app
