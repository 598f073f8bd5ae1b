#include "app/parse_condition.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <charconv>
#include <cmath>
#include <sstream>

namespace cimchar::app {

namespace {

std::vector<std::string> split(std::string const& text, char separator) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
    return parts;
}

double number(std::string const& text, std::string const& whole, char const* form) {
    double value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
        throw InputError(fmt::format("'{}' in '{}' is not a number; write {}", text, whole, form));
    return value;
}

constexpr std::size_t most_inputs = 1'000'000;

}  // namespace

Condition parse_condition(std::string const& text) {
    constexpr auto form = "process,temperature,supply like tt,27,1.0";
    auto const parts = split(text, ',');
    if (parts.size() != 3) throw InputError(fmt::format("'{}' is no condition; write {}", text, form));
    return {parts[0], number(parts[1], text, form), number(parts[2], text, form)};
}

std::vector<double> parse_inputs(std::string const& text) {
    constexpr auto form = "FIRST:LAST, FIRST:LAST:STEP, or a list like 1,7,200";
    std::vector<double> out;
    if (text.find(':') == std::string::npos) {
        for (auto const& part : split(text, ',')) out.push_back(number(part, text, form));
    } else {
        auto const parts = split(text, ':');
        if (parts.size() < 2 || parts.size() > 3)
            throw InputError(fmt::format("'{}' is no range; write {}", text, form));
        double const first = number(parts[0], text, form);
        double const last = number(parts[1], text, form);
        double const step = parts.size() == 3 ? number(parts[2], text, form) : 1;
        if (!(step > 0) || last < first || (last - first) / step > static_cast<double>(most_inputs))
            throw InputError(fmt::format("'{}' is an empty or endless range; write {}", text, form));
        auto const count = static_cast<std::size_t>((last - first) / step + 1e-9) + 1;
        for (std::size_t i = 0; i < count; ++i) out.push_back(first + static_cast<double>(i) * step);
    }
    if (out.empty()) throw InputError(fmt::format("'{}' names no input; write {}", text, form));
    return out;
}

}  // namespace cimchar::app
