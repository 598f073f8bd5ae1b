// Linearity of what has an output per input code: a DAC, or an integrator counted in pulses.
// Source: the DAC-type definitions that go with [IEEE1241]; an integrator has no transition levels.
#pragma once
#include "metrics/linearity.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cimchar::metrics {

struct TransferOptions {
    Fit fit = Fit::terminal;
    /// Size of one LSB in the output's unit. Nothing: the step of the fitted line. For an absolute fit also the
    /// step of the line, negative for an output that falls.
    std::optional<double> lsb;
    /// Output that code 0 should have; an absolute fit needs it, no other uses it.
    std::optional<double> offset;
};

/// Linearity of output over code; codes 0 .. m - 1. Everything not in LSB is in the output's unit.
struct TransferLinearity {
    double offset = 0;            ///< the fitted line at code 0
    double step = 0;              ///< the fitted line's output per code, signed
    double lsb = 0;               ///< what one LSB means below, > 0
    double full_scale = 0;        ///< |step|·(m - 1); INL as a share of full scale is inl_lsb·lsb/full_scale
    std::vector<double> inl_lsb;  ///< (output - line)/lsb, shape (m); positive: output too high
    std::vector<double> dnl_lsb;  ///< shape (m - 1); [c] is the step from code c to c + 1; positive: step too large
    double inl_min_lsb = 0;
    double inl_max_lsb = 0;
    double dnl_min_lsb = 0;
    double dnl_max_lsb = 0;
    bool monotonic = true;   ///< no step goes against the line
    std::string convention;  ///< sign and fit, to be stored with the numbers
};

/// INL and DNL of an output curve against the fitted line.
///
/// `outputs`, shape (m), m >= 3: settled output for input code 0 .. m - 1, any unit (V, s, A …).
/// The fit is of output on code: terminal through the ends, least squares, minimax, or the declared line.
/// DNL[c] = ±(INL[c+1] - INL[c]), minus for a falling line, so an absent step reads as -1 LSB of the line's step.
/// Throws InputError if there are fewer than 3 outputs, one is not finite, the line is flat, the declared LSB is
/// zero or not finite, or an absolute fit lacks its LSB or offset. Pure. O(n); minimax O(n log n).
[[nodiscard]] TransferLinearity transfer_linearity(std::span<double const> outputs,
                                                   TransferOptions const& options = {});

}  // namespace cimchar::metrics
