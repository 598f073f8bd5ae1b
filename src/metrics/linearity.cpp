#include "metrics/linearity.hpp"

#include "core/error.hpp"
#include "metrics/finite.hpp"
#include "metrics/line_fit.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace cimchar::metrics {
namespace {

constexpr std::array<std::pair<Fit, std::string_view>, 4> fit_names{{{Fit::terminal, "terminal"},
                                                                     {Fit::independent, "independent"},
                                                                     {Fit::minimax, "minimax"},
                                                                     {Fit::absolute, "absolute"}}};

IdealLine ideal_line(std::span<double const> transitions_v, LinearityOptions const& options) {
    if (options.ideal) {
        std::array const declared{options.ideal->first_transition_v, options.ideal->lsb_v};
        require_finite(declared, "value of the ideal line");
        if (options.ideal->lsb_v <= 0)
            throw InputError(
                fmt::format("the ideal LSB is {:g} V (it is the width of a code, so it is positive); "
                            "give full-scale range / 2^N",
                            options.ideal->lsb_v));
        return *options.ideal;
    }
    if (options.fit == Fit::absolute)
        throw InputError(
            "an absolute fit has no ideal line (it compares with declared levels, not with the data's own); "
            "give the ideal first transition and LSB");
    return {transitions_v.front(),
            (transitions_v.back() - transitions_v.front()) / static_cast<double>(transitions_v.size() - 1)};
}

/// The line that takes a measured level to its ideal: slope is the gain, intercept the offset.
Line fitted_line(std::span<double const> transitions_v, LinearityOptions const& options, IdealLine const& ideal) {
    if (options.fit == Fit::absolute) return {1, 0};
    if (options.fit == Fit::terminal) {
        if (!options.ideal) return {1, 0};
        double const gain = ideal.lsb_v * static_cast<double>(transitions_v.size() - 1) /
                            (transitions_v.back() - transitions_v.front());
        return {gain, ideal.first_transition_v - gain * transitions_v.front()};
    }
    std::vector<double> ideal_v(transitions_v.size());
    for (std::size_t i = 0; i < ideal_v.size(); ++i)
        ideal_v[i] = ideal.first_transition_v + ideal.lsb_v * static_cast<double>(i);
    return options.fit == Fit::independent ? least_squares_line(transitions_v, ideal_v)
                                           : minimax_line(transitions_v, ideal_v);
}

}  // namespace

std::string_view to_string(Fit fit) {
    auto const* const entry = std::find_if(fit_names.begin(), fit_names.end(),
                                           [&](std::pair<Fit, std::string_view> const& e) { return e.first == fit; });
    CIMCHAR_EXPECT(entry != fit_names.end());
    return entry->second;
}

Fit fit_from(std::string_view word) {
    for (auto const& [fit, name] : fit_names)
        if (name == word) return fit;
    throw InputError(
        fmt::format("'{}' is not a fit (it names the line that INL is measured from); "
                    "choose terminal, independent, minimax or absolute",
                    word));
}

std::size_t transition_count(int bits) {
    CIMCHAR_EXPECT(bits >= 1 && bits <= 30);
    return (std::size_t{1} << static_cast<unsigned>(bits)) - 1;
}

Linearity linearity(std::span<double const> transitions_v, LinearityOptions const& options) {
    require_count(transitions_v, 3, "transition level", "two fix the line, a third can deviate from it");
    require_finite(transitions_v, "transition level");
    if (transitions_v.back() <= transitions_v.front())
        throw InputError(
            fmt::format("the last transition level, {:g} V, is not above the first, {:g} V (no LSB follows from them); "
                        "give levels in the order of codes, negated if the converter inverts",
                        transitions_v.back(), transitions_v.front()));

    auto const ideal = ideal_line(transitions_v, options);
    auto const line = fitted_line(transitions_v, options, ideal);
    double const lsb_v = ideal.lsb_v;

    Linearity result;
    result.gain = line.slope;
    result.offset_v = line.intercept;
    result.lsb_v = lsb_v / line.slope;
    result.convention =
        fmt::format("IEEE 1241: positive INL = transition early; {} fit, {} ideal levels", to_string(options.fit),
                    options.ideal ? "declared" : "the data's own first and last as");
    result.inl_lsb.reserve(transitions_v.size());
    result.dnl_lsb.reserve(transitions_v.size() - 1);
    for (std::size_t i = 0; i < transitions_v.size(); ++i) {
        double const ideal_v = ideal.first_transition_v + lsb_v * static_cast<double>(i);
        result.inl_lsb.push_back((ideal_v - line(transitions_v[i])) / lsb_v);
        if (i == 0) continue;
        double const width_v = transitions_v[i] - transitions_v[i - 1];
        result.dnl_lsb.push_back((line.slope * width_v - lsb_v) / lsb_v);
        if (result.dnl_lsb.back() <= missing_code_dnl_lsb) result.missing_codes.push_back(static_cast<int>(i));
        if (width_v < 0) result.monotonic = false;
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
