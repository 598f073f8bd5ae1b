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

namespace {
/// The number that `digits` writes, times a power of ten: rounded once, so that "81.4f" is 81.4e-15 to the last bit.
double scaled(std::string_view digits, int power) {
    auto const e = digits.find_first_of("eE");
    int exponent = 0;
    if (e != std::string_view::npos) {
        bool const plus = digits[e + 1] == '+';
        std::from_chars(digits.data() + e + (plus ? 2 : 1), digits.data() + digits.size(), exponent);
    }
    auto const text = fmt::format("{}e{}", digits.substr(0, e), exponent + power);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}
/// `digits` significant digits, without an exponent where the number has few enough before the point: 432 with two
/// digits is 430.
std::string plain(double value, int digits) {
    auto text = fmt::format("{:.{}g}", value, digits);
    constexpr double longest = 1e6;
    if (text.find('e') == std::string::npos || !(std::abs(value) >= 1 && std::abs(value) < longest)) return text;
    return fmt::format("{:.0f}", std::strtod(text.c_str(), nullptr));
}
}  // namespace

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
    // In SPICE 2min would be 2 thousandths of something; nobody means that.
    constexpr std::array<std::string_view, 8> times{"min", "mins", "minute", "minutes", "hour", "hours", "day", "days"};
    if (std::find(times.begin(), times.end(), suffix) != times.end())
        throw InputError(fmt::format("'{}' is in a unit that SPICE numbers do not have; write it in seconds", text));
    if (suffix.starts_with("mil")) return number * 25.4e-6;  // a thousandth of an inch [m]
    if (number == 0) return number;  // also "0e2147483647k", whose exponent has no room for more
    // Scale factors of SPICE as powers of ten: meg before m.
    constexpr std::array<std::pair<std::string_view, int>, 9> powers{
        {{"meg", 6}, {"t", 12}, {"g", 9}, {"k", 3}, {"m", -3}, {"u", -6}, {"n", -9}, {"p", -12}, {"f", -15}}};
    for (auto const& [word, power] : powers)
        if (suffix.starts_with(word)) return scaled({begin, end}, power);
    return number;
}

ScaledUnit scaled_unit(double value, std::string_view unit, int digits) {
    constexpr std::array<std::string_view, 10> prefixed{"V", "A", "W", "s", "F", "J", "m", "Hz", "Ω", "F/m"};
    bool const takes_prefix = std::find(prefixed.begin(), prefixed.end(), unit) != prefixed.end();
    if (!takes_prefix || value == 0 || !std::isfinite(value)) return {1, std::string(unit)};
    constexpr std::array<std::string_view, 9> prefixes{"f", "p", "n", "µ", "m", "", "k", "M", "G"};
    // The group of three digits, found after rounding to the digits that are printed: 999.96 µ at 4 digits is 1 m.
    double const rounded = std::strtod(fmt::format("{:.{}e}", value, digits - 1).c_str(), nullptr);
    int const group = std::clamp(static_cast<int>(std::floor(std::log10(std::abs(rounded)) / 3.0)), -5, 3);
    return {std::pow(1000.0, group), fmt::format("{}{}", prefixes[static_cast<std::size_t>(group + 5)], unit)};
}

std::string with_unit(double value, std::string_view unit, int digits) {
    auto const scaled = scaled_unit(value, unit, digits);
    auto number = plain(value / scaled.size, digits);
    return scaled.name.empty() ? number : fmt::format("{} {}", number, scaled.name);
}

}  // namespace cimchar
