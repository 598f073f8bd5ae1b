// What exported files have in common: numbers that read back to the last bit, names that every language takes, and the
// lines that say where a file comes from.
#pragma once
#include "model/export/exporters.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::model {

/// The shortest text that reads back as the same double: "0.1", "1e-05", "3".
[[nodiscard]] std::string number(double value);

/// The same, with a point or an exponent: in Verilog-A "1/2" of whole numbers is 0.
[[nodiscard]] std::string real(double value);

/// Numbers with ", " between, a line break and `indent` before every fifth.
[[nodiscard]] std::string numbers(std::span<double const> values, std::string_view indent);

/// Letters, digits and '_' of `name`, in lower case; "model" for nothing, "x" before a digit.
[[nodiscard]] std::string identifier(std::string_view name);

/// "nn_adc" -> "NnAdc".
[[nodiscard]] std::string class_name(std::string_view name);

/// A text that ends no comment and no string: printable ASCII without quotes and backslashes, others are '_'.
[[nodiscard]] std::string harmless(std::string_view text);

/// Lines for the head of a file: circuit, campaign, condition, chips.
[[nodiscard]] std::vector<std::string> origin_lines(std::string const& block, Origin const& origin,
                                                    Condition const& condition, std::size_t chips, std::uint64_t seed);

/// What the pins of a curve's subcircuit or module are.
[[nodiscard]] std::string port_line(BehaviouralModel const& model, ExportRequest const& request);

/// The name of the nominal chip's subcircuit or module for index 0, then of the virtual chips'.
[[nodiscard]] std::string chip_name(std::string const& name, std::size_t index);

/// `line`s, each behind `mark` and ended.
[[nodiscard]] std::string marked(std::vector<std::string> const& lines, std::string_view mark);

/// `text` with every `@NAME@` replaced.
[[nodiscard]] std::string replaced(std::string text, std::string_view name, std::string_view value);

}  // namespace cimchar::model
