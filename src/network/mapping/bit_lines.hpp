// Bit-line weight mapping: which bit line of an array takes which significance, so that the cells' spread rounds
// weights instead of falsifying them. Source: Zhang et al., section III.B.3, Eqs. (24) to (26); the three methods are
// those of its Fig. 12.
#pragma once
#include <cstddef>
#include <Eigen/Core>
#include <vector>

namespace cimchar::network {

/// Of the cells that hold one column of weights, all low-resistive: shape (rows, bit lines), normalized to a mean of 1.
using Conductances = Eigen::MatrixXd;

enum class MappingMethod {
    plain,       ///< binary code of the rounded weight; the cells' spread is not looked at
    resistance,  ///< pseudo-binary (Eq. 25) on the bit lines as they lie
    bit_lines,   ///< pseudo-binary, and the order of the bit lines by the greedy search of Eq. (26)
    exhaustive,  ///< pseudo-binary, and the best of all n! orders: what the greedy search is measured by
};

/// How a column of weights lies on an array of n bit lines.
struct ColumnMap {
    std::vector<std::size_t>
        order;  ///< shape (n): order[0] is the bit line that counts 2^(n-1), order[n-1] that counts 1
    Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic>
        low_resistive;  ///< shape (rows, n), by bit line, not by significance
};

/// ŵ [LSB of the weight], shape (rows), of a mapped column on cells with these conductances, which may be other ones
/// than those it was mapped by. A high-resistive cell counts 0. Pure.
[[nodiscard]] Eigen::VectorXd values_of(ColumnMap const& map, Conductances const& conductances);

/// max|e|·Σe² of what remains of the weights, shape (rows) [LSB]: Eq. (26). Of the remaining values the paper takes the
/// largest; we take the largest magnitude, as a residual below 0 is an error too and a negative loss would reward it.
[[nodiscard]] double mapping_loss(Eigen::VectorXd const& remaining);

/// More bit lines than this are refused by the exhaustive search: 9! orders, and each further bit line ten times more.
inline constexpr std::size_t most_exhaustive_bit_lines = 9;

/// Greedy: from the most significant position on, the bit line that leaves the smallest loss (Eq. 26) behind that
/// position; the first one on a tie. n(n + 1)/2 losses instead of n!.
///
/// Exhaustive: the order whose loss, the same expression over what remains behind the last position, is smallest; of
/// equal orders the one that comes first in lexicographic order. O(n!·rows).
///
/// `magnitudes` >= 0 [LSB of the weight], shape (rows), in full range 2^n - 1, need not be whole. Throw InputError if
/// one is negative or not finite or there are too many bit lines for the exhaustive search. Pure.
[[nodiscard]] ColumnMap map_column(Eigen::VectorXd const& magnitudes, Conductances const& conductances,
                                   MappingMethod method);

/// A column of signed weights on two groups of bit lines, whose sums are subtracted.
struct DifferentialMap {
    ColumnMap positive;  ///< of max(w, 0)
    ColumnMap negative;  ///< of max(-w, 0)
};

/// `weights` [LSB], shape (rows), full range ±(2^n - 1). Each group finds its own order. Throws like map_column. Pure.
[[nodiscard]] DifferentialMap map_signed_column(Eigen::VectorXd const& weights, Conductances const& positive_cells,
                                                Conductances const& negative_cells, MappingMethod method);

/// Signed values [LSB], shape (rows). Pure.
[[nodiscard]] Eigen::VectorXd values_of(DifferentialMap const& map, Conductances const& positive_cells,
                                        Conductances const& negative_cells);

/// Σ|ŵ - w|/Σ|w|: the quantization error ratio of Fig. 12. 0 where all weights are 0 and met; infinite where all are 0
/// and one is not met. Same shapes. Pure.
[[nodiscard]] double quantization_error_ratio(Eigen::VectorXd const& values, Eigen::VectorXd const& weights);

}  // namespace cimchar::network
