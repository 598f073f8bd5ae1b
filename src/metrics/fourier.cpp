#include "metrics/fourier.hpp"

#include "core/error.hpp"

#include <unsupported/Eigen/FFT>

namespace cimchar::metrics {

std::vector<std::complex<double>> half_spectrum(std::span<double const> samples) {
    CIMCHAR_EXPECT(samples.size() >= 2);
    std::vector<std::complex<double>> bins;
    Eigen::FFT<double> fft;
    fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);  // its default returns the mirrored half as well
    std::vector<double> const copy(samples.begin(), samples.end());
    fft.fwd(bins, copy);
    CIMCHAR_ENSURE(bins.size() == samples.size() / 2 + 1);
    return bins;
}

}  // namespace cimchar::metrics
