// A behavioural model of a shift-and-add network: the sum of one cycle from the bit lines and the previous sum, chip by
// chip, and the evidence for it. Plain data; docs/formats/model.md names the same things in a file.
//
//   y(x) = Σ_k weight_k · x_k + network(x) + lsb · Σ_m coefficient_m · function_m(x),    x = (V_0 … V_7, V_prev)
//
// The last sum is one chip's own and stays with it for life; the nominal chip has none of it. A conversion is a cycle
// for each slice of the inputs, each with the result before as its previous sum, and 0 V before the first.
#pragma once
#include "model/behavioural_model.hpp"
#include "model/small_network.hpp"

#include <string>
#include <vector>

namespace cimchar::model {

/// What chips' deviations are made of: functions of the inputs. Over the nominal cycles they are not alike, and the rms
/// of a chip's coefficients is that of its deviation. Each is a sum of the terms 1; u_i, the scaled inputs; P_2(t) …
/// P_degree(t), Legendre polynomials of the ideal sum, scaled to t = -1 … 1; and the slopes 1 − tanh² of the network's
/// units: what a unit's shift does.
struct DeviationFunctions {
    bool inputs = true;
    std::size_t degree = 3;  ///< 1 or less: no polynomials
    bool slopes = true;
    Table sums;  ///< (functions × terms)
};

/// Errors of one way to predict.
struct SumErrors {
    double max_v = 0;
    double rms_v = 0;
};

/// Cycles or conversions that the network was not fitted to.
struct HeldOutSums {
    std::size_t count = 0;
    SumErrors model;
    SumErrors ideal;  ///< the ideal sum
    SumErrors line;   ///< the ideal sum and the straight line through its errors, of those that were fitted to
};

/// Chips that the population was not fitted to (cross-validation grouped by chip), results of whole conversions.
struct HeldOutSumChips {
    std::size_t chips = 0;
    std::size_t conversions = 0;  ///< of each
    SumErrors functions;          ///< coefficients from all of its conversions: what the functions can represent
    SumErrors measured;           ///< coefficients from half of its conversions, errors of the other half
    SumErrors drawn;              ///< coefficients from its drawn device parameters
    SumErrors nominal;            ///< the nominal chip
    SumErrors ideal;              ///< the ideal sum
};

/// Chips of a simulation against chips that the model generates, over the same conversions.
struct SumPopulation {
    bool fresh = false;         ///< of a campaign of its own; otherwise the half that was held out
    std::string campaign;       ///< where the simulated chips come from
    std::size_t simulated = 0;  ///< chips
    std::size_t regenerated = 0;
    std::size_t fitted_to = 0;              ///< chips that the regenerated ones come from
    std::vector<KsTest> tests;              ///< of figures of each chip's errors
    double pooled_distance = 0;             ///< Kolmogorov-Smirnov, of the errors of all chips together
    double pooled_p = 1;                    ///< by permutation of chips
    double energy_distance_lsb = 0;         ///< of the chips' errors as vectors
    double energy_p = 1;                    ///< by permutation
    std::vector<double> simulated_rms_v;    ///< (figures): root of the mean square of each figure over chips
    std::vector<double> regenerated_rms_v;  ///< (figures)
};

struct ShiftAddValidation {
    HeldOutSums cycles;       ///< with the previous sum that was simulated
    HeldOutSums conversions;  ///< with the model's own
    HeldOutSumChips chips;
    std::vector<SumPopulation> populations;  ///< half of the chips held out; then a fresh campaign, if there is one
    double speed_up = 0;                     ///< over simulation, per conversion; 0 if not measured
    std::vector<std::string> concerns;       ///< what a user must know, one line each; empty is good
};

struct ShiftAddModel {
    std::string block;            ///< "nn_shift_add"
    std::vector<Port> ports;      ///< the inputs, then the output
    Origin origin;                ///< of the nominal cycles
    Condition condition;          ///< the only one it is valid at
    std::size_t slices = 0;       ///< cycles of a conversion
    std::vector<double> weights;  ///< (inputs): of the ideal sum
    std::vector<Limits> domain;   ///< (inputs) [V]
    Outside outside = Outside::error;
    SmallNetwork network;
    double lsb_v = 0;  ///< 1/256 of the ideal sum's range: the unit of the coefficients
    DeviationFunctions functions;
    Mismatch mismatch;           ///< its points are the functions; no samples: empty
    double left_rms_v = 0;       ///< of chips' deviations, that the functions do not represent
    std::string chips_campaign;  ///< where the chips come from
    std::uint64_t chips_seed = 0;
    ShiftAddValidation validation;
};

}  // namespace cimchar::model
