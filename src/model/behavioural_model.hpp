// A behavioural model of one circuit: a transfer curve over supply, temperature and process, the spread from chip to
// chip, noise, cost, and the evidence for all of it. Plain data; docs/formats/model.md names the same things in a file.
//
//   output(code) = static(process, V, T, code) + pattern(code)
//                + lsb(process, V, T) · [ mean(code) + Σ global_g · sensitivity_g(code) + Σ score_k · mode_k(code) ]
//
// The bracket is one chip's own and the same at every condition; without a chip it is zero.
#pragma once
#include "core/condition.hpp"
#include "model/pipeline.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cimchar::model {

/// Numbers in rows and columns; row-major.
struct Table {
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::vector<double> values;
    [[nodiscard]] double operator()(std::size_t row, std::size_t column) const {
        return values[row * columns + column];
    }
};

struct Port {
    std::string name;       ///< "input code", "transfer_v"
    std::string unit;       ///< "" for codes
    std::string direction;  ///< "in" or "out"
};

/// What a query outside the domain gets.
enum class Outside {
    error,  ///< an InputError that names the limits
    clamp,  ///< the answer at the nearest point of the domain
    count,  ///< the same, and the query is counted
};

struct Limits {
    double min = 0;
    double max = 0;
};

/// Where a process corner was characterized.
struct ProcessDomain {
    std::string process;
    Limits temperature_c;
    Limits supply_v;
};

/// Where the model is valid. Nothing is extrapolated.
struct Domain {
    Limits input;                          ///< in units of the input axis
    std::vector<ProcessDomain> processes;  ///< in the order of all per-process coefficients
    Outside outside = Outside::error;
};

/// Terms v^i · t^j of polynomials in v = (V - center)/scale and t = (T - center)/scale; the first is the constant.
struct PvtTerms {
    double supply_center_v = 0;
    double supply_scale_v = 1;
    double temperature_center_c = 0;
    double temperature_scale_c = 1;
    std::vector<std::array<unsigned, 2>> exponents;  ///< {i of v, j of t}
    double share = 1;  ///< of other processes' curvatures and interactions, where a process has none of its own
};

/// A figure over process, supply and temperature.
struct PvtScalar {
    std::string name;  ///< "lsb", "noise", "energy_per_conversion_j", "latency_s"
    std::string unit;
    std::string description;
    Table coefficients;    ///< (processes × terms)
    double error_max = 0;  ///< largest |fit - simulated| over the conditions, in `unit`
};

enum class Basis {
    chebyshev,  ///< Chebyshev polynomials of the first kind of u = 2·(x - min)/(max - min) - 1, and terms of the bits
    pchip,      ///< monotone cubic through knots; coefficients are the values at the knots
};

struct StaticCurve {
    Basis basis = Basis::chebyshev;
    std::vector<double> knots;         ///< pchip only, in units of the input axis
    std::size_t bits = 0;              ///< chebyshev only: bits of the code that have terms of their own; 0 for none
    std::size_t columns = 0;           ///< coefficients per curve: order + 1 and the bit terms, or knots
    std::vector<double> coefficients;  ///< [output's unit], (processes × terms × columns)
    std::vector<double>
        pattern;  ///< [output's unit], (points): what all conditions have in common beyond the basis; may be 0
    std::vector<double> error_max_lsb;  ///< (conditions): fit against the simulated nominal curves
    std::vector<double> error_rms_lsb;  ///< (conditions)
};

/// Chip to chip. Deviations are from the nominal chip at the same condition, in LSB of that condition.
struct Mismatch {
    std::vector<double> mean_lsb;  ///< (points)
    // Global: the part that follows from the chip's process shift.
    std::vector<std::string> global_names;  ///< drawn parameters "process.…"
    std::vector<double> global_sigma;       ///< (globals): standard deviation of each draw
    Table global_lsb;                       ///< (globals × points): sensitivity, LSB per unit of the draw
    // Local: principal components of what remains.
    Table modes_lsb;                       ///< (modes × points), each with an rms of 1 LSB over the points
    std::vector<double> variances_lsb2;    ///< (modes): of the scores
    double explained = 0;                  ///< share of the local variance that the modes hold
    double left_max_lsb = 0;               ///< largest deviation of a chip at a point that the modes leave
    std::vector<std::uint64_t> samples;    ///< the chips behind it
    Table scores;                          ///< (samples × modes) [LSB]: raw
    Table global_draws;                    ///< (samples × globals): raw
    std::vector<double> anderson_darling;  ///< (modes): adjusted statistic A*² of the scores
    std::vector<bool> normal;              ///< (modes): false where the statistic rejects; then the scores themselves
                                           ///< are the marginal distribution
    Table correlation;                     ///< (modes × modes) of the normal scores (Gaussian copula)
    double condition_spread_lsb = 0;       ///< rms change of a chip's deviation from condition to condition
    // Explanation: scores from the drawn device parameters, score = intercept + Σ weight · drawn.
    // Devices of an array have equal weights where their sum explains more than each of them.
    std::vector<std::string> parameters;  ///< local drawn parameters that vary
    std::vector<double> parameter_sigma;  ///< (parameters): standard deviation of each draw
    std::vector<double> intercepts;       ///< (modes)
    Table weights;                        ///< (modes × parameters)
    std::vector<double> r2;               ///< (modes), leave-one-out: 1 explains all, 0 nothing
};

/// Errors of one way to predict.
struct Errors {
    double max_lsb = 0;
    double rms_lsb = 0;
};

/// A condition the model did not see.
struct HeldOutCondition {
    Condition condition;
    std::string kind;         ///< "interior" or "corner"
    std::uint64_t tried = 1;  ///< conditions of this kind that were held out in turn; this is the worst
    std::vector<double> simulated;
    std::vector<double> predicted;
    Errors model;
    Errors ideal_line;     ///< line through the ends of the nominal curve at the reference condition
    Errors nominal_curve;  ///< that curve itself
};

/// Chips the model did not see (cross-validation grouped by chip); all curves (rows × points) [output's unit].
struct HeldOutChips {
    std::vector<std::uint64_t> samples;   ///< (rows)
    std::vector<std::size_t> conditions;  ///< (rows), index into Validation::conditions
    Table simulated;
    Table predicted;       ///< from the chip's drawn device parameters alone
    Errors model;          ///< of predicted
    Errors modes;          ///< of the best combination of the modes: what the modes can represent
    Errors ideal_line;     ///< line through the ends of the nominal curve at that condition
    Errors nominal_curve;  ///< that curve itself
};

/// Two-sample Kolmogorov-Smirnov test.
struct KsTest {
    std::string figure;  ///< "offset_lsb", "gain", "inl_max_lsb" …
    double distance = 0;
    double p = 1;
};

/// A population the model did not see against one that it generates.
struct Population {
    std::size_t held_out = 0;
    std::size_t regenerated = 0;
    Condition condition;
    std::vector<KsTest> tests;
    double energy_distance_lsb = 0;  ///< of the whole curves
    double energy_p = 1;             ///< by permutation
};

struct Validation {
    std::vector<Condition> conditions;  ///< all that were used in the end
    std::vector<HeldOutCondition> held_out_conditions;
    HeldOutChips chips;
    Population population;
    std::optional<Population> fresh;    ///< the same for a population of a campaign of its own
    double speed_up = 0;                ///< over simulation, per curve; 0 if not measured
    std::vector<std::string> concerns;  ///< what a user must know, one line each; empty is good
};

/// Where the model comes from.
struct Origin {
    std::string campaign_name;
    std::string campaign_text;
    std::string code_version;  ///< of the program that simulated
    std::string git_hash;
    std::uint64_t seed = 0;
    std::uint64_t planned = 0;
    std::uint64_t run = 0;
    std::uint64_t retried = 0;  ///< trials that needed the retry ladder
    std::uint64_t failed = 0;
    std::vector<std::pair<std::string, std::string>> provenance;
    std::vector<std::pair<std::string, std::string>> parameters;
};

struct BehaviouralModel {
    std::string block;  ///< "integrator"
    std::vector<Port> ports;
    Origin origin;
    Domain domain;
    std::vector<double> points;  ///< input axis of pattern, mean, sensitivities and modes
    PvtTerms terms;
    StaticCurve transfer;
    std::optional<Pipeline> pipeline;  ///< then the curve is a list of stage functions [LSB], and errors are of levels
    PvtScalar lsb;
    Mismatch mismatch;             ///< no samples: empty
    std::vector<PvtScalar> noise;  ///< output-referred σ [output's unit]
    std::vector<PvtScalar> cost;   ///< energy [J], latency [s] per operation
    Validation validation;
};

}  // namespace cimchar::model
