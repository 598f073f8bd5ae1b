// Energy and average power from sampled voltage and current.
#pragma once
#include <span>

namespace cimchar::metrics {

/// ∫ y dt from `from_s` to `to_s`, trapezoids on the given points; y is linear between them, also at the ends of
/// the window.
///
/// `time_s` [s], shape (n), n >= 2, does not fall (a repeated time is a jump of y); `values`, shape (n).
/// Additive: [a, b] and [b, c] sum to [a, c]. Throws InputError if the lengths differ, a value is not finite, time
/// falls, the window is empty or reaches beyond the data. Pure. O(n).
[[nodiscard]] double integral(std::span<double const> time_s, std::span<double const> values, double from_s,
                              double to_s);

struct Energy {
    double energy_j = 0;         ///< [J]
    double average_power_w = 0;  ///< [W]
    double duration_s = 0;       ///< of the window [s]
};

/// Energy v·i over the window; the instantaneous power is linear between points. Positive: absorbed by what the
/// current flows into at its positive terminal. (ngspice's i(vdd) flows into the source: negate it for what the
/// circuit draws.) `voltage_v` [V] and `current_a` [A], shape (n); rest and errors as `integral`.
[[nodiscard]] Energy energy(std::span<double const> time_s, std::span<double const> voltage_v,
                            std::span<double const> current_a, double from_s, double to_s);

/// The same over all points.
[[nodiscard]] Energy energy(std::span<double const> time_s, std::span<double const> voltage_v,
                            std::span<double const> current_a);

}  // namespace cimchar::metrics
