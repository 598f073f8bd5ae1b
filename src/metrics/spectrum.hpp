// Spectral figures of a sampled sine: SNDR, SFDR, THD, effective bits, noise floor.
// Source: [IEEE1241], spectral analysis; window coefficients [Harris1978], minimum 4-term Blackman-Harris.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::metrics {

enum class Window {
    rectangular,      ///< coherent record: every line is one bin
    blackman_harris,  ///< 4 terms: a line is its bin ±4, side lobes at -92 dB
};
[[nodiscard]] std::string_view to_string(Window window);

struct SpectrumOptions {
    /// Whole periods J in the record. Given: the record is taken as coherent. Nothing: the largest line is the
    /// fundamental, and the record is coherent if a sine of exactly J/M leaves no more than one of free frequency.
    std::optional<std::size_t> fundamental_bin;
    int harmonics = 10;                ///< highest harmonic in THD, H2 .. this; >= 2
    std::optional<double> full_scale;  ///< peak-to-peak range of the converter, in the samples' unit, > 0
};

struct Harmonic {
    int order = 0;          ///< 2 is the second harmonic
    std::size_t bin = 0;    ///< folded into 0 .. M/2
    double level_dbc = 0;   ///< power over that of the fundamental [dB]; -infinity if none of its bins is its own
    bool collides = false;  ///< shares bins with DC, the fundamental or another harmonic: its level is not its own
};

/// All ratios to the power of the fundamental. DC is excluded everywhere. Without noise sources in the simulation
/// SNDR means distortion and quantization only.
struct Spectrum {
    std::vector<double> power;  ///< one-sided, mean square per bin 0 .. M/2, in the samples' unit squared; mean removed
    Window window = Window::rectangular;
    std::size_t fundamental_bin = 0;
    double sndr_db = 0;               ///< fundamental over all other bins; infinite if they are empty
    double sfdr_db = 0;               ///< fundamental over the largest other line, harmonics included
    std::size_t sfdr_bin = 0;         ///< bin of that line
    double thd_db = 0;                ///< H2 .. Hn over the fundamental, negative; shared bins count once
    double enob_bit = 0;              ///< see `convention`
    double noise_floor_db = 0;        ///< mean power per bin without DC, fundamental and H2 .. Hn [dBc in 1/M of fs]
    std::vector<Harmonic> harmonics;  ///< H2 .. Hn
    std::string convention;           ///< which ENOB, how many harmonics; to be stored with the numbers
};

/// Spectral figures of equally spaced samples.
///
/// `samples`, shape (M): M >= 8, or M >= 64 with at least 5 periods (and as far from fs/2) if not coherent.
/// With the Blackman-Harris window what lies under the lobes of DC and fundamental is not counted as noise.
/// ENOB is log2(full_scale/(NAD·√12)) with a full scale, else (SNDR - 1.76091)/6.02060 at this amplitude.
/// Throws InputError if there are fewer samples, one is not finite, there is no fundamental, its bin is not in
/// 1 .. M/2 (excluded), or an option is out of range. Pure. O(M log M) unless M has large prime factors.
[[nodiscard]] Spectrum spectrum(std::span<double const> samples, SpectrumOptions const& options = {});

}  // namespace cimchar::metrics
