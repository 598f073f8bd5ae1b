#include "circuits/user/netlist_cards.hpp"

#include "core/error.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace cimchar::circuits::user {

std::string_view trimmed(std::string_view text) {
    auto const start = text.find_first_not_of(" \t\r");
    if (start == std::string_view::npos) return {};
    return text.substr(start, text.find_last_not_of(" \t\r") - start + 1);
}

namespace {
/// Without a comment at its end: "; …", "$ …" after a blank, "// …" after a blank.
std::string_view without_comment(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        bool const after_blank = i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t';
        bool const dollar = line[i] == '$' && after_blank;
        bool const slashes = after_blank && line.substr(i).starts_with("//");
        if (line[i] == ';' || dollar || slashes) return trimmed(line.substr(0, i));
    }
    return line;
}
}  // namespace

std::vector<Card> joined_cards(std::string_view text, std::string const& file) {
    std::vector<Card> cards;
    int number = 0;
    while (!text.empty()) {
        auto const end = std::min(text.find('\n'), text.size());
        auto line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (++number == 1) continue;
        if (line.starts_with('*')) continue;
        line = without_comment(line);
        if (line.empty()) continue;
        if (!line.starts_with('+')) {
            cards.push_back({std::string(line), number});
            continue;
        }
        if (cards.empty())
            throw InputError(
                fmt::format("a continuation line continues nothing ({}:{}); remove its '+'", file, number));
        cards.back().text.append(" ").append(trimmed(line.substr(1)));
    }
    return cards;
}

std::vector<std::string> words_of(std::string_view card) {
    std::vector<std::string> words;
    std::string word;
    int depth = 0;
    char quote = 0;
    auto const end_word = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    for (char const c : card) {
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '{' || c == '(') {
            ++depth;
        } else if (c == '}' || c == ')') {
            --depth;
        } else if (depth <= 0 && (c == ' ' || c == '\t' || c == ',')) {
            end_word();
            continue;
        }
        word += c;
    }
    end_word();
    std::vector<std::string> joined;
    for (auto& next : words) {
        bool const belongs = !joined.empty() && (next.front() == '=' || joined.back().back() == '=');
        if (belongs)
            joined.back() += next;
        else
            joined.push_back(std::move(next));
    }
    return joined;
}

Assignments assignments_of(std::vector<std::string> const& words) {
    Assignments list;
    for (auto const& word : words)
        if (auto const equals = word.find('='); equals != std::string::npos && equals > 0)
            list.emplace_back(lower(word.substr(0, equals)), word.substr(equals + 1));
    return list;
}

namespace {
/// Takes the first word off a card as ngspice does where it wants the name of a file: a quoted one ends at the next
/// quote of either kind, another at the next blank.
std::string file_word(std::string_view& card) {
    constexpr std::string_view blanks = " \t\r\f\v";
    card.remove_prefix(std::min(card.find_first_not_of(blanks), card.size()));
    bool const quoted = card.starts_with('\'') || card.starts_with('"');
    if (quoted) card.remove_prefix(1);
    auto const end = card.find_first_of(quoted ? "'\"" : blanks);
    if (quoted && end == std::string_view::npos) return {};
    std::string word(card.substr(0, end));
    card.remove_prefix(std::min(word.size() + (quoted ? 1 : 0), card.size()));
    return word;
}
}  // namespace

std::pair<std::string, std::string> inclusion_of(std::string_view card) {
    auto const first = lower(file_word(card));
    auto const path = file_word(card);
    if (first.starts_with(".inc")) return {path, ""};
    if (auto const section = file_word(card); first.starts_with(".lib") && !section.empty()) return {path, section};
    return {};
}

}  // namespace cimchar::circuits::user
