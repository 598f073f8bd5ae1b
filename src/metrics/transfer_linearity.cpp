#include "metrics/transfer_linearity.hpp"

#include "core/error.hpp"
#include "metrics/finite.hpp"
#include "metrics/line_fit.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace cimchar::metrics {
namespace {

Line fitted_line(std::span<double const> outputs, TransferOptions const& options) {
    switch (options.fit) {
        case Fit::terminal:
            return {(outputs.back() - outputs.front()) / static_cast<double>(outputs.size() - 1), outputs.front()};
        case Fit::absolute:
            if (!options.lsb || !options.offset)
                throw InputError(
                    "an absolute fit lacks its LSB or offset (it compares with a declared line); give both");
            return {*options.lsb, *options.offset};
        default:
            break;
    }
    std::vector<double> codes(outputs.size());
    std::iota(codes.begin(), codes.end(), 0.0);
    return options.fit == Fit::independent ? least_squares_line(codes, outputs) : minimax_line(codes, outputs);
}

}  // namespace

TransferLinearity transfer_linearity(std::span<double const> outputs, TransferOptions const& options) {
    require_count(outputs, 3, "output", "two fix the line, a third can deviate from it");
    require_finite(outputs, "output");
    std::array const declared{options.lsb.value_or(1.0), options.offset.value_or(0.0)};
    require_finite(declared, "declared value");
    auto const line = fitted_line(outputs, options);

    TransferLinearity result;
    result.offset = line.intercept;
    result.step = line.slope;
    result.lsb = std::abs(options.lsb.value_or(line.slope));
    result.full_scale = std::abs(line.slope) * static_cast<double>(outputs.size() - 1);
    if (line.slope == 0 || result.lsb == 0)
        throw InputError(
            "the line of output over code is flat, or its LSB is zero (no INL in LSB follows); "
            "check that the output depends on the code");
    result.convention = fmt::format("DAC type: positive INL = output above the line; {} fit, {} LSB",
                                    to_string(options.fit), options.lsb ? "declared" : "fitted");
    double const direction = line.slope > 0 ? 1 : -1;
    result.inl_lsb.reserve(outputs.size());
    result.dnl_lsb.reserve(outputs.size() - 1);
    for (std::size_t c = 0; c < outputs.size(); ++c) {
        result.inl_lsb.push_back((outputs[c] - line(static_cast<double>(c))) / result.lsb);
        if (c == 0) continue;
        double const step = outputs[c] - outputs[c - 1];
        result.dnl_lsb.push_back(direction * (step - line.slope) / result.lsb);
        if (direction * step < 0) result.monotonic = false;
    }
    auto const [inl_min, inl_max] = std::minmax_element(result.inl_lsb.begin(), result.inl_lsb.end());
    auto const [dnl_min, dnl_max] = std::minmax_element(result.dnl_lsb.begin(), result.dnl_lsb.end());
    result.inl_min_lsb = *inl_min;
    result.inl_max_lsb = *inl_max;
    result.dnl_min_lsb = *dnl_min;
    result.dnl_max_lsb = *dnl_max;
    return result;
}

}  // namespace cimchar::metrics
