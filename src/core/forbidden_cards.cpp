#include "core/forbidden_cards.hpp"

#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <utility>

namespace cimchar {

namespace {

/// Types of models that do more than compute; docs/how-ngspice-is-driven.md says which ngspice has them. Those that
/// read a file (filesource, d_source, d_state, table2d, table3d) are a designer's stimulus and stay.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> forbidden_models{
    {{"d_process", "runs a program"},
     {"d_cosim", "runs a program"},
     {"numd", "writes files"},  // numerical devices of CIDER: their state where rootfile says, and cider.log
     {"nbjt", "writes files"},
     {"numos", "writes files"}}};

bool is_between_tokens(char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '(' || c == ')' || c == ',' || c == '=' || c == '\'' ||
           c == '"' || c == '{' || c == '}';
}

/// `small` is in lower case.
bool begins(std::string_view text, std::string_view small) {
    return text.size() >= small.size() && lower(text.substr(0, small.size())) == small;
}

class Scan {
public:
    /// Why the line is forbidden; empty if it is not. `line` without blanks at its ends.
    std::string reason(std::string_view line) {
        bool const continued = std::exchange(next_continues_, line.ends_with("\\\\"));
        if (line.starts_with("*#")) return "brings commands";
        if (line.empty() || line.starts_with('*')) return {};  // a card goes on after a comment
        if (line.starts_with('.')) {
            if (begins(line, ".control") || begins(line, ".endc")) return "brings commands";
            if (begins(line, ".title") && lower(line).find("*ng_script") != std::string::npos) return "brings commands";
        }
        if (begins(line, ".model")) {
            tokens_ = 0;
            in_model_ = true;
        } else if (!continued && !line.starts_with('+')) {
            in_model_ = false;
        }
        return in_model_ ? reason_of_model(line) : std::string();
    }

private:
    std::string reason_of_model(std::string_view line) {
        if (line.starts_with('+')) line.remove_prefix(1);
        for (auto at = line.begin();;) {
            auto const begin = std::find_if_not(at, line.end(), is_between_tokens);
            if (begin == line.end()) return {};
            at = std::find_if(begin, line.end(), is_between_tokens);
            if (++tokens_ == 2) continue;  // the model's name
            std::string_view const token(begin, at);
            for (auto const& [type, does] : forbidden_models)
                if (token.size() == type.size() && begins(token, type))
                    return fmt::format("has a model of type {}, which {}", type, does);
        }
    }

    bool in_model_ = false;
    bool next_continues_ = false;
    int tokens_ = 0;  ///< of the model's card so far
};

std::string printable(std::string_view text) {
    constexpr std::size_t enough = 60;
    std::string shown(text.substr(0, enough));
    std::replace_if(
        shown.begin(), shown.end(), [](unsigned char c) { return c < ' ' || c > '~'; }, '?');
    return text.size() > enough ? shown + " …" : shown;
}

}  // namespace

std::optional<ForbiddenCard> forbidden_card(std::string_view text) {
    Scan scan;
    std::string without_returns;
    for (int number = 1; !text.empty(); ++number) {
        auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line.find('\r') != std::string_view::npos) {
            without_returns = line;
            std::erase(without_returns, '\r');
            line = without_returns;
        }
        auto const blank = [](unsigned char c) { return c <= ' '; };
        while (!line.empty() && blank(line.front())) line.remove_prefix(1);
        while (!line.empty() && blank(line.back())) line.remove_suffix(1);
        if (auto reason = scan.reason(line); !reason.empty()) return ForbiddenCard{number, printable(line), reason};
    }
    return std::nullopt;
}

}  // namespace cimchar
