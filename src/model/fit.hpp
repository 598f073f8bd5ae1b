// From simulated curves to a behavioural model with its certificate.
#pragma once
#include "model/behavioural_model.hpp"
#include "model/mismatch.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cimchar::model {

/// One simulated chip at one condition.
struct FitTrial {
    std::size_t condition = 0;  ///< index into FitInput::conditions
    std::uint64_t sample = 0;   ///< 0 is the nominal chip
    std::vector<double> curve;  ///< [output's unit], shape (points)
    double lsb = 0;             ///< LSB of this curve [output's unit], positive
};

/// A figure of the nominal chip at every condition.
struct FitScalar {
    std::string name;
    std::string unit;
    std::string description;
    std::vector<double> values;  ///< shape (conditions), NaN where unknown
};

/// Plain arrays: the fit knows no campaign and no file.
struct FitInput {
    std::string block;
    std::vector<Port> ports;
    Origin origin;
    std::vector<double> points;  ///< input axis, ascending, at least 4
    std::vector<Condition> conditions;
    std::vector<FitTrial> trials;
    std::vector<std::string> drawn_names;
    std::map<std::uint64_t, std::vector<double>> drawn;  ///< by sample, shape (drawn_names)
    std::vector<FitScalar> noise;                        ///< output-referred σ [output's unit]
    std::vector<FitScalar> cost;
    std::optional<Pipeline> pipeline;  ///< then curves are its stage functions [LSB]; errors are of its levels
    std::optional<std::vector<std::vector<double>>> fresh;  ///< curves of other chips at the condition with most chips
    std::uint64_t seed = 1;                                 ///< folds, regenerated chips, permutations
};

struct FitOptions {
    std::optional<Condition> hold_out;  ///< instead of every one in turn
    ModesKept modes;                    ///< principal components of the chips' deviations
    std::size_t folds = 5;              ///< of the cross-validation over chips
    std::size_t regenerated = 400;      ///< chips in the population test
    double concern_above_lsb = 0.5;     ///< rms error that is worth a warning
    double concern_below_p = 0.01;      ///< a population test below is worth a warning
};

/// Fits, validates (without what is held out), and fits again with everything. The same input gives the same model.
/// Throws InputError if there is no nominal curve, the arrays do not fit together, or `hold_out` cannot be held out
/// (not a condition, or the only one of its process).
[[nodiscard]] BehaviouralModel fit(FitInput const& input, FitOptions const& options = {});

}  // namespace cimchar::model
