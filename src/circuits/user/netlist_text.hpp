// A SPICE netlist of the user's, read as data: its cards, parameters, instances and subcircuits. Nothing is simulated
// here, and what could command ngspice is refused.
#pragma once
#include "circuits/user/expression.hpp"

#include <map>
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

/// An element: name, nodes and what it is an instance of in lower case.
struct Instance {
    std::string name;
    std::vector<std::string> nodes;
    std::string of;  ///< model or subcircuit; of other elements empty
    Assignments parameters;
    int line = 0;
};

struct Subcircuit {
    Assignments parameters;  ///< defaults of its header, then its .param
    std::vector<Instance> instances;
};

/// A file the netlist asks for.
struct Inclusion {
    std::size_t card = 0;  ///< index in cards
    std::string path;      ///< as written
    std::string section;   ///< of a .lib; empty for .include
};

struct NetlistText {
    std::string title;
    std::vector<Card> cards;            ///< what is simulated: no title, analyses, output requests, .end
    Assignments parameters;             ///< .param outside of subcircuits
    std::vector<std::string> left_out;  ///< analyses and requests of the file, which a campaign gives itself
    std::vector<Inclusion> inclusions;
    std::map<std::string, std::string, std::less<>> models;  ///< type by name, of .model cards
    Subcircuit top;
    std::map<std::string, Subcircuit, std::less<>> subcircuits;
};

/// Reads a netlist; `file` is its name in messages. Throws InputError, with the line, on .control sections, on a
/// subcircuit without end and on cards that cannot be read.
[[nodiscard]] NetlistText read_netlist(std::string_view text, std::string const& file);

/// File and section of a ".include 'x'" or ".lib x tt" card; an empty path if the card is neither. A .lib without a
/// section begins a section of a library and is neither.
[[nodiscard]] std::pair<std::string, std::string> inclusion_of(std::string_view card);

/// Words of a card: split at blanks outside of quotes, braces and parentheses, "a = b" brought together as "a=b".
[[nodiscard]] std::vector<std::string> words_of(std::string_view card);

/// "a=1 b={2*a}" of words; words without '=' are left out.
[[nodiscard]] Assignments assignments_of(std::vector<std::string> const& words);

/// Adds what can be computed of `assignments` to `values`, in any order of definition; `fixed` names keep theirs.
void add_values(Values& values, Assignments const& assignments, Values const& fixed = {});

/// Names of top-level nodes, "0" included, and of independent sources, sorted.
[[nodiscard]] std::vector<std::string> nodes_of(NetlistText const& netlist);
[[nodiscard]] std::vector<std::string> sources_of(NetlistText const& netlist);

}  // namespace cimchar::circuits::user
