#include "core/random.hpp"

#include <Random123/philox.h>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

namespace cimchar {

std::uint64_t stable_hash(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (char const c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001b3ULL;
    }
    return hash;
}

double uniform(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    r123::Philox4x64 const philox;
    auto const word = philox({{index, stream, 0, 0}}, {{seed, 0}})[0];
    // 52 bits, centred in their cell: exact in a double, and the ends are never reached.
    return (static_cast<double>(word >> 12U) + 0.5) * 0x1.0p-52;
}

double normal_quantile(double u) {
    return -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * u);
}

double standard_normal(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    return normal_quantile(uniform(seed, stream, index));
}

}  // namespace cimchar
