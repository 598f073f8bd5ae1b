// Discrete Fourier transform of real samples.
#pragma once
#include <complex>
#include <span>
#include <vector>

namespace cimchar::metrics {

/// X[k] = Σ x[n]·exp(-2πi·k·n/M) for k = 0 .. M/2 (rounded down), not normalized. M >= 2. Pure.
/// O(M log M) if M has small prime factors only; O(M²) if M is prime.
[[nodiscard]] std::vector<std::complex<double>> half_spectrum(std::span<double const> samples);

}  // namespace cimchar::metrics
