#include "metrics/sine_fit.hpp"

#include "core/error.hpp"
#include "metrics/finite.hpp"
#include "metrics/fourier.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <Eigen/QR>
#include <numbers>
#include <vector>

namespace cimchar::metrics {
namespace {

constexpr double two_pi = 2 * std::numbers::pi;

/// cosine·cos(2πft) + sine·sin(2πft) + offset, t counted from the centre of the record.
struct Quadratures {
    double cosine = 0;
    double sine = 0;
    double offset = 0;
    double frequency_step = 0;  ///< correction of the frequency, four parameters only
};

double centred_time(std::size_t n, std::size_t count) {
    return static_cast<double>(n) - static_cast<double>(count - 1) / 2;
}

/// Linear least squares at `frequency`; with `about` also for the frequency, linearized there.
Quadratures solve(std::span<double const> samples, double frequency, Quadratures const* about) {
    auto const count = samples.size();
    // Time in half records, so that the fourth column is as large as the others.
    double const half = static_cast<double>(count) / 2;
    Eigen::MatrixXd columns(count, about ? 4 : 3);
    for (std::size_t n = 0; n < count; ++n) {
        double const t = centred_time(n, count);
        double const c = std::cos(two_pi * frequency * t);
        double const s = std::sin(two_pi * frequency * t);
        auto const row = static_cast<Eigen::Index>(n);
        columns(row, 0) = c;
        columns(row, 1) = s;
        columns(row, 2) = 1;
        if (about) columns(row, 3) = (about->sine * c - about->cosine * s) * t / half;
    }
    Eigen::Map<Eigen::VectorXd const> const right(samples.data(), static_cast<Eigen::Index>(count));
    Eigen::VectorXd const found = columns.colPivHouseholderQr().solve(right);
    return {found(0), found(1), found(2), about ? found(3) / (two_pi * half) : 0};
}

SineFit describe(std::span<double const> samples, double frequency, Quadratures const& q,
                 SineFitOptions const& options) {
    auto const count = samples.size();
    SineFit fit;
    fit.frequency = frequency;
    fit.offset = q.offset;
    fit.amplitude = std::hypot(q.cosine, q.sine);
    double squares = 0;
    double largest = 0;
    for (std::size_t n = 0; n < count; ++n) {
        double const angle = two_pi * frequency * centred_time(n, count);
        double const left = samples[n] - q.offset - q.cosine * std::cos(angle) - q.sine * std::sin(angle);
        squares += left * left;
        largest = std::max(largest, std::abs(samples[n]));
    }
    fit.residual_rms = std::sqrt(squares / static_cast<double>(count));
    // Below this only rounding of the samples is left.
    if (fit.amplitude <= 1e-12 * largest)
        throw InputError(fmt::format(
            "the samples hold no sine of {:g} cycles per sample (SINAD is a ratio to it); check signal and frequency",
            frequency));
    fit.phase_rad =
        std::remainder(std::atan2(-q.sine, q.cosine) - two_pi * frequency * static_cast<double>(count - 1) / 2, two_pi);
    fit.sinad_db = 20 * std::log10(fit.amplitude / std::numbers::sqrt2 / fit.residual_rms);
    fit.enob_from_sinad = !options.full_scale;
    if (options.full_scale) {
        fit.enob_bit = enob_from_noise_bit(fit.residual_rms, *options.full_scale);
        fit.convention = fmt::format("ENOB = log2(FSR/(NAD*sqrt(12))), FSR {:g}", *options.full_scale);
    } else {
        fit.enob_bit = enob_from_sinad_bit(fit.sinad_db);
        fit.convention = fmt::format("ENOB from SINAD at amplitude {:.4g}; no full scale given", fit.amplitude);
    }
    return fit;
}

void require_samples(std::span<double const> samples, std::size_t least, SineFitOptions const& options) {
    require_count(samples, least, "sample", "a sine has three or four unknowns");
    require_finite(samples, "sample");
    if (options.full_scale && !(*options.full_scale > 0 && std::isfinite(*options.full_scale)))
        throw InputError(fmt::format("the full scale is {:g} (it is a peak-to-peak range); give a positive number",
                                     *options.full_scale));
}

/// Largest line of the Hann-windowed spectrum, interpolated between its two largest bins.
double frequency_of_largest_line(std::span<double const> samples) {
    auto const count = samples.size();
    double mean = 0;
    for (double const sample : samples) mean += sample / static_cast<double>(count);
    std::vector<double> windowed(count);
    for (std::size_t n = 0; n < count; ++n)
        windowed[n] =
            (samples[n] - mean) * (1 - std::cos(two_pi * static_cast<double>(n) / static_cast<double>(count)));
    auto const bins = half_spectrum(windowed);
    // A window of two bins' half width: bins 0 and 1 hold what is left of the mean.
    auto const peak = std::max_element(bins.begin() + 1, bins.end() - 1,
                                       [](auto const& a, auto const& b) { return std::norm(a) < std::norm(b); });
    auto const position = static_cast<double>(peak - bins.begin());
    double const below = std::abs(*(peak - 1));
    double const above = std::abs(*(peak + 1));
    double const ratio = std::abs(*peak) > 0 ? std::max(below, above) / std::abs(*peak) : 0.5;
    // Hann: neighbour/peak = (1 + d)/(2 - d) for a line d bins from the peak towards that neighbour.
    double const distance = (2 * ratio - 1) / (1 + ratio);
    return (position + (above > below ? distance : -distance)) / static_cast<double>(count);
}

}  // namespace

double enob_from_sinad_bit(double sinad_db) {
    return (sinad_db - 1.76091) / 6.02060;
}

double enob_from_noise_bit(double nad_rms, double full_scale) {
    return std::log2(full_scale / (nad_rms * std::sqrt(12.0)));
}

SineFit fit_sine_at(std::span<double const> samples, double frequency, SineFitOptions const& options) {
    require_samples(samples, 4, options);
    if (!(frequency > 0 && frequency < 0.5))
        throw InputError(
            fmt::format("the frequency is {:g} cycles per sample (a sine is determined between 0 and 0.5, "
                        "both excluded); fold it to J/M of the record",
                        frequency));
    return describe(samples, frequency, solve(samples, frequency, nullptr), options);
}

SineFit fit_sine(std::span<double const> samples, SineFitOptions const& options) {
    require_samples(samples, 16, options);
    double const bin = 1 / static_cast<double>(samples.size());
    double const seed = std::clamp(frequency_of_largest_line(samples), bin / 2, 0.5 - bin / 2);
    double frequency = seed;
    auto q = solve(samples, frequency, nullptr);
    int iterations = 0;
    bool converged = false;
    while (!converged && iterations < 30) {
        ++iterations;
        q = solve(samples, frequency, &q);
        if (std::abs(frequency + q.frequency_step - seed) > bin) break;
        frequency += q.frequency_step;
        // A phase error of 1e-10 cycles at the ends of the record: far below any residual.
        converged = std::abs(q.frequency_step) < 1e-10 * bin;
    }
    auto fit = describe(samples, frequency, solve(samples, frequency, nullptr), options);
    fit.iterations = iterations;
    fit.converged = converged;
    return fit;
}

}  // namespace cimchar::metrics
