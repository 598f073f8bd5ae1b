#include "spice/deck.hpp"

#include "core/forbidden_cards.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace cimchar::spice {

namespace {

[[noreturn]] void refuse(std::string message) {
    throw SimulationFailed(
        {.kind = FailureKind::bad_netlist, .message = std::move(message), .log_tail = {}, .ladder = {}});
}

std::vector<std::string_view> lines_of(std::string_view deck) {
    std::vector<std::string_view> lines;
    while (!deck.empty()) {
        auto const end = std::min(deck.find('\n'), deck.size());
        auto line = deck.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        deck.remove_prefix(std::min(end + 1, deck.size()));
    }
    return lines;
}

std::string_view without_indent(std::string_view line) {
    auto const start = line.find_first_not_of(" \t");
    return start == std::string_view::npos ? std::string_view() : line.substr(start);
}

std::string first_word(std::string_view line) {
    line = without_indent(line);
    return lower(line.substr(0, line.find_first_of(" \t=")));
}

bool only(std::string_view text, std::string_view extra) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || extra.find(c) != std::string_view::npos;
    });
}

// Not $ and !, which ngspice replaces by variables and earlier commands.
constexpr std::string_view name_characters = "_.#:/+-";

/// "@dev[param]" or "dev".
bool is_target(std::string_view target) {
    if (!target.starts_with('@')) {
        bool const is_mosfet = target.starts_with('m') || target.starts_with('M');
        return !target.empty() && !is_mosfet && only(target, name_characters);
    }
    auto const bracket = target.find('[');
    if (bracket == std::string_view::npos || bracket < 2 || !target.ends_with(']')) return false;
    auto const parameter = target.substr(bracket + 1, target.size() - bracket - 2);
    return only(target.substr(1, bracket - 1), name_characters) && !parameter.empty() && only(parameter, "_");
}

}  // namespace

std::vector<std::string> cards_for_ngspice(std::string_view deck, std::string const& title) {
    std::vector<std::string> cards{title};
    auto const lines = lines_of(deck);
    for (std::size_t i = 1; i < lines.size() && first_word(lines[i]) != ".end"; ++i) cards.emplace_back(lines[i]);
    cards.emplace_back(".end");
    return cards;
}

void refuse_programs(std::string_view deck) {
    if (auto const card = forbidden_card(deck))
        refuse(
            fmt::format("the deck {} (line {}: {}), and a netlist is data; remove it and name analyses in the campaign",
                        card->reason, card->line, card->text));
}

void refuse_options(std::string_view deck) {
    bool in_options = false;
    for (auto const line : lines_of(deck)) {
        auto const word = first_word(line);
        if (!word.starts_with('+')) in_options = word.starts_with(".opt");
        if (!in_options) continue;
        auto text = lower(line);
        std::replace_if(
            text.begin(), text.end(), [](char c) { return c == '+' || c == '=' || c == '\t'; }, ' ');
        text += ' ';
        if (auto const at = text.find(" bypass "); at != std::string::npos && first_word(text.substr(at + 8)) != "0")
            refuse(
                "the deck sets .options bypass, with which ngspice can take a point of its gmin stepping, with 1 kOhm "
                "across every transistor, for the operating point; remove it");
        if (text.find(" interp ") != std::string::npos)
            refuse(
                "the deck sets .options interp, which ngspice would keep for every later circuit; remove it (columns "
                "are interpolated after the simulation where a measure needs it)");
    }
}

void refuse_commands(Simulation const& simulation) {
    static constexpr std::array<std::string_view, 5> analyses{"op", "dc", "ac", "tran", "noise"};
    auto const& analysis = simulation.analysis;
    if (std::find(analyses.begin(), analyses.end(), first_word(analysis)) == analyses.end())
        refuse(fmt::format("'{}' is not an analysis; use op, dc, ac, tran or noise", analysis));
    if (!only(analysis, " \t_.#:+-(),=@[]"))
        refuse(fmt::format("the analysis '{}' has characters that could command ngspice; write names and numbers",
                           analysis));
    for (auto const& vector : simulation.vectors)
        if (vector.empty() || !only(vector, "_.#:/+-(),@[]"))
            refuse(fmt::format("'{}' does not name a vector; write v(node), v(a,b), i(source) or @device[quantity]",
                               vector));
    for (auto const& [target, value] : simulation.alterations) {
        if (!is_target(target))
            refuse(fmt::format("'{}' cannot be altered; write @device[parameter], or the name of a source or passive",
                               target));
        if (!std::isfinite(value)) refuse(fmt::format("the value for '{}' is not finite", target));
    }
    if (!std::isfinite(simulation.temperature_c)) refuse("the temperature is not finite");
}

std::vector<std::string> voltage_sources(std::string_view deck) {
    std::vector<std::string> names;
    int depth = 0;
    auto const lines = lines_of(deck);
    for (std::size_t i = 1; i < lines.size(); ++i) {
        auto const word = first_word(lines[i]);
        if (word == ".end") break;
        if (word == ".subckt") ++depth;
        if (word == ".ends") --depth;
        if (depth == 0 && word.starts_with('v')) names.push_back(word);
    }
    return names;
}

bool has_code_models(std::string_view deck) {
    auto const lines = lines_of(deck);
    return std::any_of(lines.begin() + (lines.empty() ? 0 : 1), lines.end(),
                       [](auto line) { return first_word(line).starts_with('a'); });
}

}  // namespace cimchar::spice
