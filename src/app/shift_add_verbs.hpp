// cimchar model info, eval and sample for a shift-and-add network's model.
#pragma once
#include "core/condition.hpp"
#include "model/shift_add_model.hpp"

#include <cstdint>
#include <string>

namespace cimchar::app {

/// What the command line says; see cmd_model.cpp. NaN and empty: not given.
struct ShiftAddArguments {
    std::string file;
    Condition condition;
    std::string inputs;  ///< rows of inputs, or a file of them
    std::string outside;
    std::size_t chips = 0;
    std::size_t conversions = 0;
    std::uint64_t seed = 0;
    bool json = false;
    bool csv = false;
};

/// The model, with the policy outside its domain that is asked for. Throws InputError as store::read_shift_add_model(),
/// and if a condition is given that is not its own.
[[nodiscard]] model::ShiftAddModel read_shift_add(ShiftAddArguments const& arguments);

/// What the model is, and its certificate.
void shift_add_info(ShiftAddArguments const& arguments);

/// Rows with all inputs are cycles, rows without the last, the previous sum, slices of conversions one after the other.
/// Prints the result of each cycle, or of each conversion, beside the ideal sum.
void shift_add_eval(ShiftAddArguments const& arguments);

/// Figures of virtual chips' errors over conversions with random inputs; with inputs, their results too.
void shift_add_sample(ShiftAddArguments const& arguments);

}  // namespace cimchar::app
