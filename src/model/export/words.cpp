#include "model/export/words.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>

namespace cimchar::model {

std::string number(double value) {
    return fmt::format("{}", value);
}

std::string real(double value) {
    auto text = number(value);
    // "1e-05" and "1.5" are reals already.
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
}

std::string numbers(std::span<double const> values, std::string_view indent) {
    constexpr std::size_t per_line = 5;
    std::string out;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (i % per_line == 0) out += fmt::format("\n{}", indent);
        out += number(values[i]);
        if (i + 1 < values.size()) out += (i + 1) % per_line == 0 ? "," : ", ";
    }
    return out;
}

std::string identifier(std::string_view name) {
    std::string out;
    for (char const c : name) {
        auto const byte = static_cast<unsigned char>(c);
        out += byte < 128 && std::isalnum(byte) != 0 ? static_cast<char>(std::tolower(byte)) : '_';
    }
    if (out.empty()) return "model";
    if (std::isdigit(static_cast<unsigned char>(out.front())) != 0) out.insert(0, "x");
    return out;
}

std::string class_name(std::string_view name) {
    std::string out;
    bool begins = true;
    for (char const c : identifier(name)) {
        if (c == '_') {
            begins = true;
            continue;
        }
        out += begins ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        begins = false;
    }
    return out;
}

std::string harmless(std::string_view text) {
    std::string out;
    for (char const c : text) {
        bool const fine = c >= ' ' && c <= '~' && c != '"' && c != '\'' && c != '\\';
        out += fine ? c : '_';
    }
    return out;
}

std::vector<std::string> origin_lines(std::string const& block, Origin const& origin, Condition const& condition,
                                      std::size_t chips, std::uint64_t seed) {
    return {fmt::format("Behavioural model of {}, exported by cimchar.", harmless(block)),
            fmt::format("From campaign '{}', seed {}, simulated by cimchar {} ({}).", harmless(origin.campaign_name),
                        origin.seed, harmless(origin.code_version), harmless(origin.git_hash)),
            fmt::format("Condition: {}, {} C, {} V.", harmless(condition.process), condition.temperature_c,
                        condition.supply_v),
            chips == 0 ? "Chips: the nominal one."
                       : fmt::format("Chips: the nominal one, and virtual chips 0 to {} of seed {}.", chips - 1, seed)};
}

std::string port_line(BehaviouralModel const& model, ExportRequest const& request) {
    auto const& in = model.ports.at(0);
    auto const& out = model.ports.at(1);
    auto const& axis = model.domain.input;
    auto const pin =
        request.pin_v ? fmt::format("{} to {} V", request.pin_v->min, request.pin_v->max) : std::string("a volt each");
    return fmt::format("in ({} {} to {}, {}), out ({}, a volt per {}).", harmless(in.name), axis.min, axis.max, pin,
                       harmless(out.name), out.unit.empty() ? "unit" : harmless(out.unit));
}

std::string chip_name(std::string const& name, std::size_t index) {
    return index == 0 ? name : fmt::format("{}_chip{}", name, index - 1);
}

std::string marked(std::vector<std::string> const& lines, std::string_view mark) {
    std::string out;
    for (auto const& line : lines) out += fmt::format("{}{}{}\n", mark, mark.empty() || line.empty() ? "" : " ", line);
    return out;
}

std::string replaced(std::string text, std::string_view name, std::string_view value) {
    auto const key = fmt::format("@{}@", name);
    for (auto at = text.find(key); at != std::string::npos; at = text.find(key, at + value.size()))
        text.replace(at, key.size(), value);
    return text;
}

}  // namespace cimchar::model
