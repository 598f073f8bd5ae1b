#include "circuits/user/element_value.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <string_view>

namespace cimchar::circuits::user {

namespace {

std::optional<double> number_in(std::string_view text, Values const& values) {
    try {
        return evaluate(text, values);
    } catch (InputError const&) {
        return std::nullopt;
    }
}

std::optional<double> parameter_in(Instance const& instance, std::string_view name, Values const& values) {
    for (auto const& [parameter, text] : instance.parameters)
        if (parameter == name) return number_in(text, values);
    return std::nullopt;
}

/// Where a pulse begins, if its delay is not negative: "pulse(v1 v2 td …)", also with a blank before "(".
std::optional<double> start_of_pulse(std::vector<std::string> const& words, std::size_t at, Values const& values) {
    auto text = words[at].substr(std::string_view("pulse").size());
    if (text.empty() && at + 1 < words.size()) text = words[at + 1];
    if (text.size() < 2 || text.front() != '(' || text.back() != ')') return std::nullopt;
    auto const levels = words_of(std::string_view(text).substr(1, text.size() - 2));
    if (levels.size() < 3) return std::nullopt;
    auto const delay = number_in(levels[2], values);
    return delay && *delay >= 0 ? number_in(levels[0], values) : std::nullopt;
}

std::optional<double> source_value(Instance const& instance, Values const& values) {
    auto const& words = instance.values;
    if (auto const given = parameter_in(instance, "dc", values)) return given;
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        if (words[i] == "dc") return number_in(words[i + 1], values);
    if (words.empty()) return 0;
    if (auto const first = number_in(words.front(), values)) return first;
    for (std::size_t i = 0; i < words.size(); ++i)
        if (words[i].starts_with("pulse")) return start_of_pulse(words, i, values);
    return words.front() == "ac" && words.size() <= 3 ? std::optional(0.0) : std::nullopt;
}

}  // namespace

std::optional<double> element_value(Instance const& instance, Values const& values) {
    char const letter = instance.name.front();
    if (letter == 'v' || letter == 'i') return source_value(instance, values);
    if (letter != 'r' && letter != 'c' && letter != 'l') return std::nullopt;
    if (auto const given = parameter_in(instance, instance.name.substr(0, 1), values)) return given;
    return instance.values.empty() ? std::nullopt : number_in(instance.values.front(), values);
}

}  // namespace cimchar::circuits::user
