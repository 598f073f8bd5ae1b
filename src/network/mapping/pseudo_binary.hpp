// Pseudo-binary quantization: a weight on n cells that are not exactly 1.
// Source: Zhang et al., "An 8-bit In Resistive Memory Computing Core …", section III.B.3, Eqs. (24) and (25).
#pragma once
#include <cstddef>
#include <span>
#include <vector>

namespace cimchar::network {

/// What the cell at `position` of n counts, the first being the most significant: 2^(n-1) … 1 [LSB of the weight].
[[nodiscard]] double significance_of(std::size_t position, std::size_t n);

/// Whether a cell stays in its low-resistive state: Eq. (25) with m = `significance` for its 2^(i-1), i = 1 … n, and
/// r = `conductance`, which is normalized so that the mean of the low-resistive cells is 1. It does not if
///
///   r·m - remaining > 0.5      the weight would be overshot by more than half an LSB, or
///   r <= 0.5                   the cell hardly conducts, or
///   r·m > 2·remaining          without the cell the error is smaller: |r·m - remaining| > remaining.
///
/// In the paper's text the first condition reads r·m; with half of it the weight 3.6 would take the cell that counts
/// 8. The third follows from the other two for m >= 2 and decides at m = 1 only, which is what the paper says it is
/// for. Its r is called a resistance, but adds up (Eq. 24) and is small where the resistance is "too large". Pure.
[[nodiscard]] bool stays_low_resistive(double conductance, double significance, double remaining);

struct PseudoBinary {
    std::vector<bool> low_resistive;  ///< shape (n), the most significant first
    double value = 0;                 ///< ŵ = Σ r·m over the low-resistive cells, Eq. (24) [LSB of the weight]
};

/// From the most significant cell to the least; a high-resistive cell counts 0.
///
/// `magnitude` >= 0 [LSB of the weight], in full range 2^n - 1; `conductances`, shape (n), most significant first,
/// n >= 1. Throws InputError if the magnitude is negative or a number is not finite. Pure. O(n).
[[nodiscard]] PseudoBinary pseudo_binary(double magnitude, std::span<double const> conductances);

}  // namespace cimchar::network
