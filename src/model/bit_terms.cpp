#include "model/bit_terms.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace cimchar::model {

namespace {

using Eigen::Index;

/// A sweep of whole numbers above this is not the input of a converter (and its bits would not fit a double).
constexpr double largest_code = 65535;

Eigen::RowVectorXd terms_of_code(std::uint64_t code, std::size_t bits) {
    Eigen::RowVectorXd out(static_cast<Index>(bit_term_count(bits)));
    auto const bit = [&](std::size_t k) { return static_cast<double>((code >> k) & 1U); };
    for (std::size_t k = 0; k < bits; ++k) out(static_cast<Index>(k)) = bit(k);
    for (std::size_t k = 0; k + 1 < bits; ++k) out(static_cast<Index>(bits + k)) = bit(k) * bit(k + 1);
    return out;
}

}  // namespace

std::size_t bits_of_codes(std::span<double const> points) {
    auto const is_code = [](double x) { return x >= 0 && x <= largest_code && x == std::floor(x); };
    if (points.empty() || !std::all_of(points.begin(), points.end(), is_code)) return 0;
    auto const largest = *std::max_element(points.begin(), points.end());
    return static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(largest)));
}

std::size_t bit_term_count(std::size_t bits) {
    return bits == 0 ? 0 : 2 * bits - 1;
}

Eigen::MatrixXd bit_terms(std::span<double const> x, std::size_t bits) {
    Eigen::MatrixXd out(static_cast<Index>(x.size()), static_cast<Index>(bit_term_count(bits)));
    if (bits == 0) return out;
    for (Index i = 0; i < out.rows(); ++i) {
        double const at = x[static_cast<std::size_t>(i)];
        CIMCHAR_EXPECT(at >= 0);
        double const below = std::floor(at);
        auto const code = static_cast<std::uint64_t>(below);
        out.row(i) = terms_of_code(code, bits);
        if (at > below) out.row(i) += (at - below) * (terms_of_code(code + 1, bits) - out.row(i));
    }
    return out;
}

}  // namespace cimchar::model
