#include "metrics/spectrum.hpp"

#include "core/error.hpp"
#include "metrics/finite.hpp"
#include "metrics/fourier.hpp"
#include "metrics/sine_fit.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace cimchar::metrics {
namespace {

double decibel(double power_ratio) {
    return 10 * std::log10(power_ratio);
}

/// Minimum 4-term Blackman-Harris [Harris1978], periodic.
double blackman_harris(std::size_t n, std::size_t count) {
    double const x = 2 * std::numbers::pi * static_cast<double>(n) / static_cast<double>(count);
    return 0.35875 - 0.48829 * std::cos(x) + 0.14128 * std::cos(2 * x) - 0.01168 * std::cos(3 * x);
}

/// Mean square per bin, one-sided; their sum is the samples' variance, whatever the window (white noise).
std::vector<double> power_per_bin(std::span<double const> samples, Window window) {
    auto const count = samples.size();
    double const mean = std::accumulate(samples.begin(), samples.end(), 0.0) / static_cast<double>(count);
    std::vector<double> weighted(count);
    double weight_squares = 0;
    for (std::size_t n = 0; n < count; ++n) {
        double const weight = window == Window::rectangular ? 1 : blackman_harris(n, count);
        weighted[n] = weight * (samples[n] - mean);
        weight_squares += weight * weight;
    }
    auto const bins = half_spectrum(weighted);
    std::vector<double> power(bins.size());
    for (std::size_t k = 0; k < bins.size(); ++k) {
        bool const has_mirror = k != 0 && 2 * k != count;
        power[k] = (has_mirror ? 2 : 1) * std::norm(bins[k]) / (static_cast<double>(count) * weight_squares);
    }
    return power;
}

/// Alias of `frequency` [cycles/sample] in 0 .. 0.5.
double folded(double frequency) {
    return std::abs(std::remainder(frequency, 1.0));
}

/// Which bins belong to which line. A line at bin k owns k - reach .. k + reach.
class Lines {
public:
    Lines(std::vector<double> const& power, std::size_t reach) : power_(power), reach_(reach), owned_(power.size()) {}

    [[nodiscard]] std::size_t first(std::size_t bin) const { return bin > reach_ ? bin - reach_ : 0; }
    [[nodiscard]] std::size_t last(std::size_t bin) const { return std::min(bin + reach_, power_.size() - 1); }
    [[nodiscard]] bool overlap(std::size_t a, std::size_t b) const {
        return std::max(a, b) - std::min(a, b) <= 2 * reach_;
    }

    /// Power in the bins of a line that nobody owns yet.
    [[nodiscard]] double free_power(std::size_t bin) const {
        double sum = 0;
        for (auto k = first(bin); k <= last(bin); ++k) sum += owned_[k] ? 0 : power_[k];
        return sum;
    }
    double take(std::size_t bin) {
        double const sum = free_power(bin);
        for (auto k = first(bin); k <= last(bin); ++k) owned_[k] = true;
        return sum;
    }
    /// Power and number of all bins that nobody owns.
    [[nodiscard]] std::pair<double, std::size_t> rest() const {
        double sum = 0;
        std::size_t count = 0;
        for (std::size_t k = 0; k < power_.size(); ++k)
            if (!owned_[k]) {
                sum += power_[k];
                ++count;
            }
        return {sum, count};
    }
    /// The line of most power among the bins that nobody owns: its largest bin and its power.
    [[nodiscard]] std::pair<std::size_t, double> largest() const {
        std::size_t centre = 0;
        double most = -1;
        for (std::size_t k = 0; k < power_.size(); ++k)
            if (!owned_[k] && free_power(k) > most) {
                most = free_power(k);
                centre = k;
            }
        auto peak = centre;
        for (auto k = first(centre); k <= last(centre); ++k)
            if (!owned_[k] && power_[k] > power_[peak]) peak = k;
        return {peak, most};
    }

private:
    std::vector<double> const& power_;
    std::size_t reach_;
    std::vector<bool> owned_;
};

struct Fundamental {
    std::size_t bin = 0;
    double frequency = 0;  ///< cycles per sample
    Window window = Window::rectangular;
};

Fundamental find_fundamental(std::span<double const> samples, SpectrumOptions const& options) {
    auto const count = samples.size();
    auto const per_sample = [&](std::size_t bin) { return static_cast<double>(bin) / static_cast<double>(count); };
    if (options.fundamental_bin) {
        auto const bin = *options.fundamental_bin;
        if (bin < 1 || 2 * bin >= count)
            throw InputError(
                fmt::format("the fundamental bin {} is outside 1 .. {} (bins of {} samples below half the "
                            "sample rate); give the number of periods in the record, folded",
                            bin, (count - 1) / 2, count));
        return {bin, per_sample(bin), Window::rectangular};
    }
    require_count(samples, 64, "sample", "the fundamental has to be found; or give its bin");
    auto const free = fit_sine(samples);
    auto const bin = static_cast<std::size_t>(std::lround(free.frequency * static_cast<double>(count)));
    if (bin >= 1 && 2 * bin < count) {
        // Freeing the frequency takes about 1/M of the noise power and all of the leakage: more than 1 % (or ten
        // such shares) is leakage. Below -200 dB only rounding is left.
        double const allowed = 1 + std::max(0.01, 10 / static_cast<double>(count));
        double const fixed_rms = fit_sine_at(samples, per_sample(bin)).residual_rms;
        if (fixed_rms <= std::max(std::sqrt(allowed) * free.residual_rms, 1e-10 * free.amplitude))
            return {bin, per_sample(bin), Window::rectangular};
    }
    if (bin < 5 || bin + 5 > count / 2)
        throw InputError(fmt::format(
            "the record is not coherent and its fundamental is at bin {} of {} (the window needs 5 periods, "
            "and as much distance from half the sample rate); take a longer or a coherent record",
            bin, count / 2));
    return {bin, free.frequency, Window::blackman_harris};
}

void require_options(SpectrumOptions const& options) {
    if (options.harmonics < 2)
        throw InputError(
            fmt::format("the highest harmonic is {} (THD begins with the second); give 2 or more", options.harmonics));
    if (options.full_scale && !(*options.full_scale > 0 && std::isfinite(*options.full_scale)))
        throw InputError(fmt::format("the full scale is {:g} (it is a peak-to-peak range); give a positive number",
                                     *options.full_scale));
}

}  // namespace

std::string_view to_string(Window window) {
    return window == Window::rectangular ? "rectangular" : "blackman-harris-4";
}

Spectrum spectrum(std::span<double const> samples, SpectrumOptions const& options) {
    require_options(options);
    require_count(samples, 8, "sample", "a spectrum needs bins besides DC and the fundamental");
    require_finite(samples, "sample");
    auto const fundamental = find_fundamental(samples, options);

    Spectrum result;
    result.window = fundamental.window;
    result.fundamental_bin = fundamental.bin;
    result.power = power_per_bin(samples, fundamental.window);

    Lines lines(result.power, fundamental.window == Window::rectangular ? 0 : 4);
    double const signal = lines.take(fundamental.bin);
    lines.take(0);
    // With the mean in it, so that what rounding leaves of a constant is no signal.
    double const mean_square =
        std::inner_product(samples.begin(), samples.end(), samples.begin(), 0.0) / static_cast<double>(samples.size());
    auto const [spur_bin, spur] = lines.largest();
    if (!(signal > 1e-28 * mean_square))
        throw InputError(
            fmt::format("bin {} holds no power (every figure is a ratio to the fundamental there); check "
                        "signal and number of periods, the largest line is at bin {}",
                        fundamental.bin, spur_bin));

    double const noise_and_distortion = lines.rest().first;
    result.sndr_db = decibel(signal / noise_and_distortion);
    result.sfdr_bin = spur_bin;
    result.sfdr_db = decibel(signal / spur);

    for (int order = 2; order <= options.harmonics; ++order) {
        double const position = folded(fundamental.frequency * order) * static_cast<double>(samples.size());
        Harmonic harmonic;
        harmonic.order = order;
        harmonic.bin = std::min(static_cast<std::size_t>(std::lround(position)), result.power.size() - 1);
        harmonic.level_dbc = decibel(lines.free_power(harmonic.bin) / signal);
        harmonic.collides = lines.overlap(harmonic.bin, 0) || lines.overlap(harmonic.bin, fundamental.bin);
        for (auto& other : result.harmonics)
            if (lines.overlap(harmonic.bin, other.bin)) harmonic.collides = other.collides = true;
        result.harmonics.push_back(harmonic);
    }
    double distortion = 0;
    for (auto const& harmonic : result.harmonics) distortion += lines.take(harmonic.bin);
    result.thd_db = decibel(distortion / signal);
    auto const [floor, floor_bins] = lines.rest();
    result.noise_floor_db = decibel(floor_bins > 0 ? floor / static_cast<double>(floor_bins) / signal : 0);

    std::string enob_from;
    if (options.full_scale) {
        result.enob_bit = enob_from_noise_bit(std::sqrt(noise_and_distortion), *options.full_scale);
        enob_from = fmt::format("ENOB = log2(FSR/(NAD*sqrt(12))), FSR {:g}", *options.full_scale);
    } else {
        result.enob_bit = enob_from_sinad_bit(result.sndr_db);
        enob_from = fmt::format("ENOB from SNDR at amplitude {:.4g}", std::sqrt(2 * signal));
    }
    result.convention = fmt::format("{}; THD of H2..H{}; noise floor in dBc per bin", enob_from, options.harmonics);
    return result;
}

}  // namespace cimchar::metrics
