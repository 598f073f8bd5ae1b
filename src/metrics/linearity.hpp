// Static linearity of a converter from its code-transition levels.
// Source: [IEEE1241] IEEE Std 1241, gain, offset, INL and DNL of an ADC.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::metrics {

/// The line that a converter's levels are compared with.
enum class Fit {
    terminal,     ///< through the first and last level
    independent,  ///< least squares of the ideal levels on the measured ones
    minimax,      ///< smallest possible largest |INL|
    absolute,     ///< the ideal line itself: gain 1, offset 0
};
[[nodiscard]] std::string_view to_string(Fit fit);
/// Inverse of to_string; throws InputError on an unknown word.
[[nodiscard]] Fit fit_from(std::string_view word);

/// Where the levels should be: level k (from 1) at first_transition_v + (k - 1)·lsb_v.
struct IdealLine {
    double first_transition_v = 0;  ///< T1_ideal [V]
    double lsb_v = 0;               ///< Q = full-scale range / 2^N [V], > 0
};

struct LinearityOptions {
    Fit fit = Fit::terminal;
    /// Nothing: the line through the first and last measured level, so a terminal fit has gain 1 and offset 0.
    std::optional<IdealLine> ideal;
};

/// Linearity of an N-bit converter; codes are numbered 0 .. 2^N - 1, n = 2^N - 1 levels.
/// gain·T[k] + offset + ε[k] = Q·(k - 1) + T1_ideal; INL[k] = ε[k]/Q; DNL[k] = (gain·(T[k+1] - T[k]) - Q)/Q.
struct Linearity {
    double gain = 1;      ///< G, 1 is ideal; above 1 the codes are too narrow
    double offset_v = 0;  ///< Vos [V]
    double lsb_v = 0;     ///< Q/G, width of a code on the fitted line; terminal: mean width of the inner codes [V]
    std::vector<double> inl_lsb;  ///< [LSB], shape (n); [k - 1] is transition k; positive: early
    std::vector<double> dnl_lsb;  ///< [LSB], shape (n - 1); [k - 1] is code k
    double inl_min_lsb = 0;
    double inl_max_lsb = 0;
    double dnl_min_lsb = 0;
    double dnl_max_lsb = 0;
    std::vector<int> missing_codes;  ///< codes with DNL <= -0.9, ascending
    bool monotonic = true;           ///< no level lies below the one before
    std::string convention;          ///< sign and fit, to be stored with the numbers
};

/// A code at or below this DNL counts as missing [LSB]. Source: [IEEE1241].
inline constexpr double missing_code_dnl_lsb = -0.9;

/// Levels of an N-bit converter, 2^N - 1. Requires 1 <= bits <= 30.
[[nodiscard]] std::size_t transition_count(int bits);

/// DNL and INL against the fitted line.
///
/// `transitions_v` [V], shape (n), n >= 3: input at which the output code becomes k = 1 .. n.
/// A repeated level is legal: it is a missing code and reads as DNL = -1. A level below the one before is legal
/// too: it reads as DNL < -1 and `monotonic` is false. DNL is never re-scaled or freed of its mean.
/// Throws InputError if there are fewer than 3 levels, one is not finite, the last is not above the first, the
/// ideal line is not finite with lsb_v > 0, or the fit is absolute and no ideal line is given.
/// Pure. O(n); minimax O(n log n).
[[nodiscard]] Linearity linearity(std::span<double const> transitions_v, LinearityOptions const& options = {});

}  // namespace cimchar::metrics
