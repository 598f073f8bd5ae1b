// Cards with which a netlist would run a command or write a file: the one rule for all text that reaches ngspice.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace cimchar {

struct ForbiddenCard {
    int line = 0;        ///< where it is, from 1
    std::string text;    ///< its beginning, printable
    std::string reason;  ///< goes on after "the netlist …"
};

/// The first card of a netlist's text that makes ngspice more than a simulator: a .control section, a "*#" line, a
/// title that makes a script of it, a model whose type runs a program or writes files. Looks at lines as ngspice does,
/// which drops carriage returns wherever they are, goes by how a word begins, and continues a card by "+" or by two
/// backslashes at the end of the line before. Looks not into included files. Pure. O(n).
[[nodiscard]] std::optional<ForbiddenCard> forbidden_card(std::string_view text);

}  // namespace cimchar
