// A trained pipelined converter (NNADC) as plain numbers: comparators of inverters and a network per stage, comparators
// at the end. Source of the idea: Cao et al. (neuralpim), §4.2; number of stages and their resolution: docs/adr/0020.
#pragma once
#include "circuits/neural/weights.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cimchar::circuits::neural {

inline constexpr std::size_t adc_bits = 8;
inline constexpr std::size_t adc_stages = 3;
inline constexpr std::size_t adc_comparators = 6;  ///< of a stage: 2.5 bit
inline constexpr std::size_t adc_flash = 5;        ///< comparators at the end: 2 bit, and one step beyond either end
inline constexpr double adc_gain = 4;              ///< of a stage
/// Rows of a stage's network: the input pair p, n, and the pair that stands for the decisions.
inline constexpr std::size_t adc_rows = 4;

/// Comparators: rows are the input behind a follower, `adc_bias_cells` to ground and as many to the supply; a column
/// each, behind which a chain of inverters decides.
inline constexpr int adc_bias_cells = 4;
[[nodiscard]] Crossbar make_comparators(std::size_t count);

/// Decisions as a voltage: a single column, rows are the decisions, `adc_dac_bias_cells` to ground and as many to the
/// supply. It is there twice: driven by the decisions it rises with them (p), by their complements it falls (n).
inline constexpr int adc_dac_bias_cells = 6;
[[nodiscard]] Crossbar make_dac();

struct AdcStage {
    Crossbar comparators;
    Crossbar dac;
    Weights residue;  ///< rows as adc_rows, then bias; its ports are the next stage's input pair
};

struct AdcWeights {
    double range_v = 0.5;      ///< of the input: codes 0 … 255 over 0 … range
    double middle_v = 0.75;    ///< that a stage's held inputs lie about, and about which its ports are trained to lie
    double swing = 0.5;        ///< of a stage's ports over that of its input
    double held_gain = 0.987;  ///< of sampling: what is held over the half difference of the ports
    std::vector<AdcStage> stages;
    Crossbar flash;
};

/// Input in units of half a range from its middle, -1 … 1, at which comparator `i` of `count` decides: a stage's lie
/// 1/4 apart, those at the end 1/2.
[[nodiscard]] double adc_threshold(std::size_t i, std::size_t count);

/// What a stage hands on, in the same units, when `decided` of its comparators did: 4u - (decided - 3).
[[nodiscard]] double adc_residue(double u, int decided);

/// A stage's held inputs: half_difference_v to either side of its middle; what the ports before have in common is gone.
struct PortPair {
    double p_v = 0;
    double n_v = 0;
};
[[nodiscard]] PortPair adc_held(AdcWeights const& weights, double half_difference_v);

/// As to_text and from_text of a network. Pure; from_text throws InputError.
[[nodiscard]] std::string to_text(AdcWeights const& weights);
[[nodiscard]] AdcWeights adc_from_text(std::string_view text);
[[nodiscard]] std::string misfit(AdcWeights const& weights);

}  // namespace cimchar::circuits::neural
