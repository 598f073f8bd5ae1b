// How the chips of a campaign spread over what varies: at random, as a Latin hypercube, as a scrambled Sobol sequence,
// or around where they fail (importance sampling). Every coordinate follows from (seed, dimension, chip) alone,
// whatever was drawn before. Sources: McKay, Beckman and Conover, Technometrics 1979 (Latin hypercube); Sobol' 1967
// with the direction numbers of Joe and Kuo 2008 (through Boost.Random); Owen 1995 (nested uniform scrambling);
// Hesterberg, Technometrics 37 (1995) (importance sampling from a mixture).
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cimchar::netlist {

enum class SamplingScheme { random, lhs, sobol, importance };

/// A part of the chips of importance sampling: coordinates keep their standard deviation of 1, their means move.
struct ShiftedPart {
    double share = 1;                  ///< of the chips; Σ over parts = 1
    std::map<std::string, double> by;  ///< new mean of a coordinate, by its key; 0 where there is none
};

/// A Monte Carlo population. lhs and sobol fall into independent randomizations of equal size, one block of chips
/// after the other: within a block points repel each other, so that only the blocks' means tell how sure a mean is.
struct Sampling {
    SamplingScheme scheme = SamplingScheme::random;
    std::uint64_t samples = 0;            ///< chips of the campaign
    std::uint64_t randomizations = 1;     ///< divides samples; 1 for random and importance
    std::vector<ShiftedPart> parts = {};  ///< importance: at least one

    [[nodiscard]] std::uint64_t block() const { return samples / randomizations; }
    /// Randomization of chip `sample`, 1 <= sample <= samples.
    [[nodiscard]] std::uint64_t randomization_of(std::uint64_t sample) const { return (sample - 1) / block(); }
};

/// Dimensions that get Sobol points; the rest of them get Latin hypercubes. High dimensions of a Sobol sequence are
/// no better than that at the number of chips a campaign has.
inline constexpr std::size_t sobol_dimensions = 512;

/// Standard normal coordinates of chip `sample` (1 <= sample <= samples) along the dimensions with these keys,
/// shape (keys). For sobol the first keys get the best dimensions. Throws ContractError if the sampling's numbers do
/// not fit each other. Pure.
[[nodiscard]] std::vector<double> normal_coordinates(Sampling const& sampling, std::uint64_t seed, std::uint64_t sample,
                                                     std::vector<std::string> const& keys);

/// Density of the standard normal distribution over that of importance sampling, at a chip's `coordinates` along
/// `keys`; 1 for other schemes. Its mean over chips is 1. Pure.
[[nodiscard]] double importance_weight(Sampling const& sampling, std::vector<std::string> const& keys,
                                       std::vector<double> const& coordinates);

/// Place of `index` in a random permutation of 0 … n-1 that (seed, stream) decides. Pure; O(1) on average.
[[nodiscard]] std::uint64_t permuted(std::uint64_t seed, std::uint64_t stream, std::uint64_t index, std::uint64_t n);

/// Owen's scrambling of a fraction of 32 bits: each bit is flipped or not by what (seed, stream) says of the bits above
/// it. Pure.
[[nodiscard]] std::uint32_t owen_scrambled(std::uint32_t fraction, std::uint64_t seed, std::uint64_t stream);

}  // namespace cimchar::netlist
