// Weights as a text, which campaigns keep in their copy of what was run, and in which the shipped ones are.
// Format: docs/formats/weights.md.
#pragma once
#include "circuits/neural/weights.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cimchar::circuits::neural {

/// A name and its value a line; numbers read back to the last bit. Pure.
[[nodiscard]] std::string to_text(Weights const& weights);

/// Inverse of to_text. Throws InputError with the line on anything else.
[[nodiscard]] Weights from_text(std::string_view text);

/// What is wrong with weights whose tables or numbers do not fit each other, or "".
[[nodiscard]] std::string misfit(Weights const& weights);
/// The same of a network with this many driven rows.
[[nodiscard]] std::string misfit(Weights const& weights, std::size_t rows);

[[nodiscard]] std::string_view to_string(FirstSlice first);
/// Inverse of to_string; nothing on an unknown word.
[[nodiscard]] std::optional<FirstSlice> first_slice_from(std::string_view word);

/// A number of a network or its devices: the name under which texts and files hold it.
struct NamedNumber {
    std::string_view name;
    double* value;
};
struct NamedCount {
    std::string_view name;
    int* value;
};
/// All of them but the levels, dac_bits and first_slice. Pointers into `weights`.
[[nodiscard]] std::vector<NamedNumber> numbers_of(Weights& weights);
[[nodiscard]] std::vector<NamedCount> counts_of(Weights& weights);

}  // namespace cimchar::circuits::neural
