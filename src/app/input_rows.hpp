// Inputs of a model of several inputs, as rows of numbers: from the command line or from a file.
#pragma once
#include "model/behavioural_model.hpp"

#include <string>

namespace cimchar::app {

/// A list of numbers ("0.1,0.2,…") as one row, or the rows of the file of that name: numbers separated by commas, what
/// follows a # is skipped. Throws InputError with file and line if something is no finite number, or rows differ in
/// length.
[[nodiscard]] model::Table read_rows(std::string const& text);

}  // namespace cimchar::app
