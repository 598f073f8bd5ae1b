#include "circuits/user/netlist_text.hpp"

#include "core/error.hpp"
#include "core/forbidden_cards.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace cimchar::circuits::user {

namespace {

constexpr std::array<std::string_view, 23> not_simulated{
    ".end",  ".op",   ".dc",    ".ac",    ".tran", ".noise",   ".tf",   ".sens",    ".pz", ".disto", ".print", ".plot",
    ".four", ".save", ".probe", ".width", ".meas", ".measure", ".temp", ".fourier", ".sp", ".hb",    ".title"};

bool is_assignment(std::string const& word) {
    return word.find('=') != std::string::npos;
}

/// How many of an element's first words are nodes; X and M: all before what they are instances of.
std::size_t node_count(char letter) {
    switch (letter) {
        case 'e':
        case 'g':
        case 's':
        case 'o':
        case 't':
            return 4;
        case 'q':
        case 'j':
        case 'z':
            return 3;
        case 'a':
        case 'k':
            return 0;
        default:
            return 2;
    }
}

Instance instance_of(Card const& card, std::string const& file) {
    auto const words = words_of(card.text);
    Instance instance{lower(words.front()), {}, {}, {}, assignments_of(words), card.line};
    std::vector<std::string> plain;
    for (std::size_t i = 1; i < words.size() && !is_assignment(words[i]); ++i)
        if (auto word = lower(words[i]); word != "params:") plain.push_back(std::move(word));
    char const letter = instance.name.front();
    bool const of_model = letter == 'x' || letter == 'm';
    if (plain.size() < (of_model ? 1U : 0U) + (letter == 'm' ? 4U : 0U))
        throw InputError(fmt::format("'{}' lacks nodes or a model ({}:{}); write {}", words.front(), file, card.line,
                                     letter == 'm' ? "drain, gate, source, bulk, model" : "nodes, subcircuit"));
    if (letter == 'm') {
        instance.of = plain[4 < plain.size() ? 4 : plain.size() - 1];
        instance.nodes.assign(plain.begin(), plain.begin() + 4);
    } else if (letter == 'x') {
        instance.of = plain.back();
        instance.nodes.assign(plain.begin(), plain.end() - 1);
    } else {
        auto const count = std::min(node_count(letter), plain.size());
        auto const after = plain.begin() + static_cast<std::ptrdiff_t>(count);
        instance.nodes.assign(plain.begin(), after);
        instance.values.assign(after, plain.end());
    }
    return instance;
}

class Reader {
public:
    explicit Reader(std::string file) : file_(std::move(file)) {}

    void take(Card const& card) {
        auto const words = words_of(card.text);
        if (words.empty())
            throw InputError(
                fmt::format("a line has separators only ({}:{}: {}); remove it", file_, card.line, card.text));
        auto const first = lower(words.front());
        if (std::find(not_simulated.begin(), not_simulated.end(), first) != not_simulated.end()) {
            if (first != ".end") netlist.left_out.push_back(card.text);
            return;
        }
        netlist.cards.push_back(card);
        if (!first.starts_with('.')) {
            within().instances.push_back(instance_of(card, file_));
            within().instances.back().conditional = conditions_ > 0;
        } else {
            take_directive(first, words, card);
        }
    }

    void finish() const {
        if (!open_.empty())
            throw InputError(fmt::format("the subcircuit '{}' has no .ends ({}); add it", open_.back(), file_));
    }

    NetlistText netlist;

private:
    Subcircuit& within() { return open_.empty() ? netlist.top : netlist.subcircuits[open_.back()]; }

    void take_directive(std::string const& first, std::vector<std::string> const& words, Card const& card) {
        if (first == ".if") {
            ++conditions_;
        } else if (first == ".endif") {
            --conditions_;
        } else if (first == ".subckt") {
            if (words.size() < 2)
                throw InputError(fmt::format("a subcircuit has no name ({}:{}); give it one", file_, card.line));
            open_.push_back(lower(words[1]));
            within().parameters = assignments_of(words);
        } else if (first == ".ends") {
            if (open_.empty())
                throw InputError(fmt::format("an .ends ends nothing ({}:{}); remove it", file_, card.line));
            open_.pop_back();
        } else if (first == ".param") {
            auto& list = open_.empty() ? netlist.parameters : within().parameters;
            auto const more = assignments_of(words);
            list.insert(list.end(), more.begin(), more.end());
        } else if (first == ".model" && words.size() >= 3) {
            netlist.models[lower(words[1])] = lower(words[2].substr(0, words[2].find('(')));
        } else if (auto const [path, section] = inclusion_of(card.text); !path.empty()) {
            netlist.inclusions.push_back({netlist.cards.size() - 1, path, section});
        } else if (first.starts_with(".inc")) {
            throw InputError(fmt::format("no file can be read off '{}' ({}:{}); write .include 'file'", card.text,
                                         file_, card.line));
        }
    }

    std::string file_;
    std::vector<std::string> open_;  ///< subcircuits around the card
    int conditions_ = 0;             ///< .if blocks around the card
};

}  // namespace

void add_values(Values& values, Assignments const& assignments, Values const& fixed) {
    std::set<std::size_t> open;
    for (std::size_t i = 0; i < assignments.size(); ++i) open.insert(i);
    for (bool progress = true; progress && !open.empty();) {
        progress = false;
        for (auto const i : std::vector<std::size_t>(open.begin(), open.end())) {
            auto const& [name, text] = assignments[i];
            try {
                auto const own = fixed.find(name);
                values[name] = own != fixed.end() ? own->second : evaluate(text, values);
            } catch (InputError const&) {
                continue;  // of a name that comes later, or of a library: whoever needs it says so
            }
            open.erase(i);
            progress = true;
        }
    }
}

NetlistText read_netlist(std::string_view text, std::string const& file) {
    Reader reader(file);
    if (text.find('\0') != std::string_view::npos)
        throw InputError(fmt::format("'{}' is no netlist, for it is not text; check the path", file));
    if (auto const card = forbidden_card(text))
        throw InputError(
            fmt::format("the netlist {} ({}:{}: {}), and a netlist is data; remove it and name analyses and "
                        "measures in the campaign",
                        card->reason, file, card->line, card->text));
    auto title = trimmed(text.substr(0, text.find('\n')));
    while (title.starts_with('*')) title = trimmed(title.substr(1));
    reader.netlist.title = title;
    for (auto const& card : joined_cards(text, file)) {
        if (lower(card.text) == ".end") break;
        reader.take(card);
    }
    reader.finish();
    return std::move(reader.netlist);
}

std::vector<std::string> nodes_of(NetlistText const& netlist) {
    std::set<std::string> nodes{"0"};
    for (auto const& instance : netlist.top.instances) nodes.insert(instance.nodes.begin(), instance.nodes.end());
    return {nodes.begin(), nodes.end()};
}

std::vector<std::string> sources_of(NetlistText const& netlist) {
    std::set<std::string> sources;
    for (auto const& instance : netlist.top.instances)
        if (instance.name.front() == 'v' || instance.name.front() == 'i') sources.insert(instance.name);
    return {sources.begin(), sources.end()};
}

}  // namespace cimchar::circuits::user
