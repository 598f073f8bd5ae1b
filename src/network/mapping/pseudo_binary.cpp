#include "network/mapping/pseudo_binary.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <cmath>

namespace cimchar::network {

double significance_of(std::size_t position, std::size_t n) {
    CIMCHAR_EXPECT(position < n);
    return std::ldexp(1.0, static_cast<int>(n - 1 - position));
}

bool stays_low_resistive(double conductance, double significance, double remaining) {
    double const counts = conductance * significance;
    return !(counts - remaining > 0.5 || conductance <= 0.5 || counts > 2 * remaining);
}

PseudoBinary pseudo_binary(double magnitude, std::span<double const> conductances) {
    CIMCHAR_EXPECT(!conductances.empty());
    if (!std::isfinite(magnitude) || magnitude < 0)
        throw InputError(
            fmt::format("{} is no magnitude of a weight (cells can only add); give its sign to one of two "
                        "differential columns",
                        magnitude));
    PseudoBinary out;
    for (std::size_t k = 0; k < conductances.size(); ++k) {
        if (!std::isfinite(conductances[k]))
            throw InputError(fmt::format("the conductance of cell {} is {}; give a finite number", k, conductances[k]));
        double const significance = significance_of(k, conductances.size());
        bool const low = stays_low_resistive(conductances[k], significance, magnitude - out.value);
        out.low_resistive.push_back(low);
        if (low) out.value += conductances[k] * significance;
    }
    return out;
}

}  // namespace cimchar::network
