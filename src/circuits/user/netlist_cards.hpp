// The text of a SPICE netlist as cards, words and assignments; what the words mean is netlist_text.hpp's.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cimchar::circuits::user {

/// One card, its continuation lines joined, without comments; as written otherwise.
struct Card {
    std::string text;
    int line = 0;  ///< where it begins, from 1
};

/// "name = expression" in the order written; names in lower case.
using Assignments = std::vector<std::pair<std::string, std::string>>;

/// Without blanks at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// Cards of a text after its title line; `file` is its name in messages. Throws InputError on a continuation of
/// nothing.
[[nodiscard]] std::vector<Card> joined_cards(std::string_view text, std::string const& file);

/// File and section of a ".include 'x'" or ".lib x tt" card, by ngspice's rules for quotes and blanks; an empty path if
/// the card is neither. A .lib without a section begins a section of a library and is neither.
[[nodiscard]] std::pair<std::string, std::string> inclusion_of(std::string_view card);

/// Words of a card: split at blanks outside of quotes, braces and parentheses, "a = b" brought together as "a=b".
[[nodiscard]] std::vector<std::string> words_of(std::string_view card);

/// "a=1 b={2*a}" of words; words without '=' are left out.
[[nodiscard]] Assignments assignments_of(std::vector<std::string> const& words);

}  // namespace cimchar::circuits::user
