// Sine wave fitted to samples; SINAD and effective bits from what is left.
// Source: [IEEE1241], three- and four-parameter sine fit; solved by QR with the time origin at the record's centre.
#pragma once
#include <optional>
#include <span>
#include <string>

namespace cimchar::metrics {

/// ENOB = (SINAD - 1.76091 dB)/6.02060 dB: SINAD of an ideal full-scale quantizer, 10·log10(3/2) and 20·log10(2).
/// `sinad_db` [dB], result [bit].
[[nodiscard]] double enob_from_sinad_bit(double sinad_db);

/// ENOB = log2(full_scale/(nad_rms·√12)): the ideal quantizer with this noise and distortion. Same unit for both.
[[nodiscard]] double enob_from_noise_bit(double nad_rms, double full_scale);

/// y[n] = amplitude·cos(2π·frequency·n + phase_rad) + offset + residual, n = 0 .. M - 1.
struct SineFit {
    double amplitude = 0;         ///< peak, > 0, in the samples' unit
    double offset = 0;            ///< in the samples' unit
    double phase_rad = 0;         ///< of the cosine at sample 0, -π .. π
    double frequency = 0;         ///< cycles per sample, 0 .. 0.5
    double residual_rms = 0;      ///< noise and distortion: √(Σ residual²/M), in the samples' unit
    double sinad_db = 0;          ///< 20·log10(amplitude/√2/residual_rms); infinite if nothing is left
    double enob_bit = 0;          ///< infinite if nothing is left
    bool enob_from_sinad = true;  ///< no full scale was given, so ENOB holds for this amplitude only
    std::string convention;       ///< which ENOB, at which amplitude; to be stored with the number
    int iterations = 0;           ///< of the frequency; 0 when it was given
    bool converged = true;        ///< false: the frequency did not settle within a bin of the largest line
};

struct SineFitOptions {
    std::optional<double> full_scale;  ///< peak-to-peak range of the converter, in the samples' unit, > 0
};

/// Three parameters: `frequency` [cycles/sample], 0 < frequency < 0.5, is exact, as J/M in a coherent simulation.
/// `samples`, shape (M), M >= 4, equally spaced. Throws InputError if there are fewer, one is not finite, the
/// frequency or full scale is out of range, or the samples hold no sine. Pure. O(M).
[[nodiscard]] SineFit fit_sine_at(std::span<double const> samples, double frequency,
                                  SineFitOptions const& options = {});

/// Four parameters: the frequency is found too, starting from the largest line of a Hann-windowed spectrum.
/// `samples`, shape (M), M >= 16, two periods or more. Same errors. Pure. O(M log M) unless M is prime.
[[nodiscard]] SineFit fit_sine(std::span<double const> samples, SineFitOptions const& options = {});

}  // namespace cimchar::metrics
