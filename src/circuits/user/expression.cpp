#include "circuits/user/expression.hpp"

#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"
#include "core/units.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cctype>
#include <cmath>
#include <vector>

namespace cimchar::circuits::user {

namespace {

/// Recursive descent; each function reads one level of precedence.
class Parser {
public:
    Parser(std::string_view text, Values const& values) : text_(text), values_(values) {}

    double whole() {
        double const value = sum();
        if (!at_end()) refuse(fmt::format("'{}' is left over", rest()));
        return value;
    }

private:
    [[noreturn]] void refuse(std::string_view problem) const {
        throw InputError(fmt::format("'{}' has no value: {}", text_, problem));
    }
    void deeper() {
        if (++depth_ > deepest) refuse("it is nested too deeply");
    }
    void skip_blanks() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    }
    bool at_end() {
        skip_blanks();
        return at_ >= text_.size();
    }
    [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
    bool take(std::string_view token) {
        skip_blanks();
        if (!rest().starts_with(token)) return false;
        at_ += token.size();
        return true;
    }

    double sum() {
        double value = product();
        for (;;) {
            if (take("+"))
                value += product();
            else if (take("-"))
                value -= product();
            else
                return value;
        }
    }
    double product() {
        double value = sign();
        for (;;) {
            if (take("/"))
                value /= sign();
            else if (skip_blanks(), !rest().starts_with("**") && take("*"))
                value *= sign();
            else
                return value;
        }
    }
    double sign() {
        bool negative = false;
        for (;;) {
            if (take("-"))
                negative = !negative;
            else if (!take("+"))
                break;
        }
        double const value = power();
        return negative ? -value : value;
    }
    double power() {
        double const base = operand();
        if (!take("**") && !take("^")) return base;
        deeper();
        double const exponent = sign();
        --depth_;
        return std::pow(base, exponent);
    }
    double operand() {
        if (take("(")) {
            deeper();
            double const value = sum();
            --depth_;
            if (!take(")")) refuse("a ')' is missing");
            return value;
        }
        if (at_end()) refuse("it ends where a value should be");
        auto const first = static_cast<unsigned char>(text_[at_]);
        if (std::isdigit(first) != 0 || first == '.') return number();
        if (std::isalpha(first) != 0 || first == '_') return name();
        refuse(fmt::format("'{}' is no value", rest()));
    }
    double number() {
        auto const start = at_;
        auto const digits = [&] {
            while (at_ < text_.size() &&
                   (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.'))
                ++at_;
        };
        digits();
        if (at_ + 1 < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
            auto next = at_ + 1;
            if (text_[next] == '+' || text_[next] == '-') ++next;
            if (next < text_.size() && std::isdigit(static_cast<unsigned char>(text_[next])) != 0) {
                at_ = next;
                digits();
            }
        }
        while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0) ++at_;  // suffix, unit
        return parse_spice_number(text_.substr(start, at_ - start));
    }
    double name() {
        auto const start = at_;
        while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
            ++at_;
        auto const word = lower(text_.substr(start, at_ - start));
        if (take("(")) return call(word);
        if (auto const found = values_.find(word); found != values_.end()) return found->second;
        if (word == "pi") return 3.14159265358979323846;
        std::vector<std::string> names;
        for (auto const& [known, value] : values_) names.push_back(known);
        refuse(names.empty() ? fmt::format("there is no '{}'", word)
                             : fmt::format("there is no '{}'{}", word, suggestion(word, names)));
    }
    double call(std::string const& function) {
        deeper();
        std::vector<double> arguments{sum()};
        while (take(",")) arguments.push_back(sum());
        --depth_;
        if (!take(")")) refuse("a ')' is missing");
        double const x = arguments.front();
        if (arguments.size() == 2) {
            if (function == "min") return std::min(x, arguments[1]);
            if (function == "max") return std::max(x, arguments[1]);
            if (function == "pow") return std::pow(x, arguments[1]);
        }
        if (arguments.size() == 1) {
            if (function == "abs") return std::abs(x);
            if (function == "sqrt") return std::sqrt(x);
            if (function == "exp") return std::exp(x);
            if (function == "log" || function == "ln") return std::log(x);
            if (function == "log10") return std::log10(x);
            if (function == "int") return std::trunc(x);
        }
        refuse(
            fmt::format("there is no function '{}' of {}; valid: abs, sqrt, exp, log, ln, log10, int, and min, max, "
                        "pow of 2",
                        function, arguments.size()));
    }

    static constexpr int deepest = 50;
    std::string_view text_;
    Values const& values_;
    std::size_t at_ = 0;
    int depth_ = 0;
};

std::string_view without_quotes(std::string_view text) {
    auto const blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    auto const is_pair = [&](char open, char close) {
        return text.size() >= 2 && text.front() == open && text.back() == close;
    };
    if (is_pair('{', '}') || is_pair('\'', '\'') || is_pair('"', '"'))
        return without_quotes(text.substr(1, text.size() - 2));
    return text;
}

}  // namespace

double evaluate(std::string_view text, Values const& values) {
    return Parser(without_quotes(text), values).whole();
}

std::string with_values(std::string_view text, Values const& values) {
    std::string result;
    while (!text.empty()) {
        auto const open = text.find('{');
        result += text.substr(0, open);
        if (open == std::string_view::npos) break;
        auto const close = text.find('}', open);
        if (close == std::string_view::npos) throw InputError(fmt::format("'{}' lacks a '}}'", text));
        result += fmt::format("{:.17g}", evaluate(text.substr(open + 1, close - open - 1), values));
        text.remove_prefix(close + 1);
    }
    return result;
}

}  // namespace cimchar::circuits::user
