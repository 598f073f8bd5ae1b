// A SPICE netlist of the user's, read as data: its cards, parameters, instances and subcircuits. Nothing is simulated
// here, and what could command ngspice is refused.
#pragma once
#include "circuits/user/expression.hpp"
#include "circuits/user/netlist_cards.hpp"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cimchar::circuits::user {

/// An element: name, nodes and what it is an instance of in lower case.
struct Instance {
    std::string name;
    std::vector<std::string> nodes;
    std::string of;                   ///< model or subcircuit; of other elements empty
    std::vector<std::string> values;  ///< of other elements: the words after the nodes, in lower case
    Assignments parameters;
    int line = 0;
    bool conditional = false;  ///< within .if … .endif: it may not be there
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

/// Reads a netlist; `file` is its name in messages. Throws InputError, with the line, on a forbidden card
/// (core/forbidden_cards.hpp), on a subcircuit without end and on cards that cannot be read.
[[nodiscard]] NetlistText read_netlist(std::string_view text, std::string const& file);

/// Adds what can be computed of `assignments` to `values`, in any order of definition; `fixed` names keep theirs.
void add_values(Values& values, Assignments const& assignments, Values const& fixed = {});

/// Names of top-level nodes, "0" included, and of independent sources, sorted.
[[nodiscard]] std::vector<std::string> nodes_of(NetlistText const& netlist);
[[nodiscard]] std::vector<std::string> sources_of(NetlistText const& netlist);

}  // namespace cimchar::circuits::user
