#include "core/forbidden_cards.hpp"

#include "core/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <utility>

namespace cimchar {

namespace {

/// Types of models that do more than compute. Those of ngspice 39 that read a file (filesource, d_source, d_state,
/// table2d, table3d) are a designer's stimulus and stay.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> forbidden_models{
    {{"d_process", "runs a program"},
     {"d_cosim", "runs a program"},
     {"numd", "writes files"},  // numerical devices of CIDER: their state where rootfile says, and cider.log
     {"nbjt", "writes files"},
     {"numos", "writes files"}}};

constexpr std::string_view between_tokens = " \t\f\v(),='\"{}";

class Scan {
public:
    /// Why the line is forbidden; empty if it is not. `line` in lower case, without blanks before it.
    std::string reason(std::string_view line) {
        bool const continued = std::exchange(next_continues_, line.ends_with("\\\\"));
        if (line.starts_with(".control") || line.starts_with(".endc") || line.starts_with("*#"))
            return "brings commands";
        if (line.starts_with(".title") && line.find("*ng_script") != std::string_view::npos) return "brings commands";
        if (line.starts_with(".model")) {
            tokens_ = 0;
            in_model_ = true;
        } else if (line.empty() || line.starts_with('*')) {
            return {};  // a card goes on after a comment
        } else if (!continued && !line.starts_with('+')) {
            in_model_ = false;
        }
        return in_model_ ? reason_of_model(line) : std::string();
    }

private:
    std::string reason_of_model(std::string_view line) {
        if (line.starts_with('+')) line.remove_prefix(1);
        while (true) {
            line.remove_prefix(std::min(line.find_first_not_of(between_tokens), line.size()));
            if (line.empty()) return {};
            auto const token = line.substr(0, line.find_first_of(between_tokens));
            line.remove_prefix(token.size());
            if (++tokens_ == 2) continue;  // the model's name
            for (auto const& [type, does] : forbidden_models)
                if (token == type) return fmt::format("has a model of type {}, which {}", type, does);
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
    for (int number = 1; !text.empty(); ++number) {
        std::string line(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        line.erase(std::remove(line.begin(), line.end(), '\r'), line.end());
        auto const blank = [](unsigned char c) { return c <= ' '; };
        line.erase(line.begin(), std::find_if_not(line.begin(), line.end(), blank));
        line.erase(std::find_if_not(line.rbegin(), line.rend(), blank).base(), line.end());
        if (auto reason = scan.reason(lower(line)); !reason.empty())
            return ForbiddenCard{number, printable(line), reason};
    }
    return std::nullopt;
}

}  // namespace cimchar
