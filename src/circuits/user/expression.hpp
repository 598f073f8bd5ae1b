// Arithmetic as netlists write it: "2*wn", "{vdd/2}", "min(a, 20n)".
#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace cimchar::circuits::user {

/// Values of names, in lower case.
using Values = std::map<std::string, double, std::less<>>;

/// Value of an expression with + - * / ^ **, parentheses, SPICE numbers, names and the functions abs sqrt exp log ln
/// log10 min max pow int. Braces and quotes around it may stay. Names are case-insensitive.
/// What arithmetic makes of 1/0 is returned. Throws InputError on an unknown name or function (naming the nearest), and
/// on what is no expression.
[[nodiscard]] double evaluate(std::string_view text, Values const& values);

/// `text` with every {expression} replaced by its value, 17 digits. Throws as evaluate().
[[nodiscard]] std::string with_values(std::string_view text, Values const& values);

}  // namespace cimchar::circuits::user
