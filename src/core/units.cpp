#include "core/units.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace cimchar {

double parse_spice_number(std::string_view text) {
    double number = 0;
    auto const* const begin = text.data() + (text.starts_with('+') && !text.starts_with("+-") ? 1 : 0);
    auto const [end, error] = std::from_chars(begin, text.data() + text.size(), number);
    if (error != std::errc{} || !std::isfinite(number))
        throw InputError(fmt::format("'{}' is not a number; write for example 20n, 1.5meg or 2e-9", text));
    std::string suffix(end, text.data() + text.size());
    std::transform(suffix.begin(), suffix.end(), suffix.begin(), [](unsigned char c) { return std::tolower(c); });
    if (!std::all_of(suffix.begin(), suffix.end(), [](unsigned char c) { return std::isalpha(c) != 0; }))
        throw InputError(fmt::format("'{}' has '{}' after the number; a SPICE suffix has letters only", text, suffix));
    // Scale factors of SPICE: meg and mil before m.
    constexpr std::array<std::pair<std::string_view, double>, 10> scales{{{"meg", 1e6},
                                                                          {"mil", 25.4e-6},
                                                                          {"t", 1e12},
                                                                          {"g", 1e9},
                                                                          {"k", 1e3},
                                                                          {"m", 1e-3},
                                                                          {"u", 1e-6},
                                                                          {"n", 1e-9},
                                                                          {"p", 1e-12},
                                                                          {"f", 1e-15}}};
    for (auto const& [word, scale] : scales)
        if (suffix.starts_with(word)) return number * scale;
    return number;
}

std::string with_unit(double value, std::string_view unit, int digits) {
    constexpr std::array<std::string_view, 10> prefixed{"V", "A", "W", "s", "F", "J", "m", "Hz", "Ω", "F/m"};
    bool const takes_prefix = std::find(prefixed.begin(), prefixed.end(), unit) != prefixed.end();
    if (!takes_prefix || value == 0 || !std::isfinite(value))
        return unit.empty() ? fmt::format("{:.{}g}", value, digits) : fmt::format("{:.{}g} {}", value, digits, unit);
    constexpr std::array<std::string_view, 9> prefixes{"f", "p", "n", "µ", "m", "", "k", "M", "G"};
    // The group of three digits, found after rounding to the digits that are printed: 999.96 µ at 4 digits is 1 m.
    double const rounded = std::strtod(fmt::format("{:.{}e}", value, digits - 1).c_str(), nullptr);
    int const group = std::clamp(static_cast<int>(std::floor(std::log10(std::abs(rounded)) / 3.0)), -5, 3);
    return fmt::format("{:.{}g} {}{}", value / std::pow(1000.0, group), digits,
                       prefixes[static_cast<std::size_t>(group + 5)], unit);
}

}  // namespace cimchar
