// From stored results to the plain arrays that the fit takes.
#pragma once
#include "model/fit.hpp"
#include "store/results.hpp"

#include <string>

namespace cimchar::app {

/// `curve` is the stored curve to model; empty: the only one. Measures by name: "lsb_v" (without it an LSB is the mean
/// step of each trial's curve), "noise_v", energies "energy…_j" and "latency_s". Throws InputError if the curve is not
/// there.
[[nodiscard]] model::FitInput fit_input(store::Results const& results, std::string const& curve);

/// Whether these results are modelled as a pipeline of stages: a converter's, and no curve is asked for.
[[nodiscard]] bool is_pipeline(store::Results const& results, std::string const& curve);

/// The same for a pipelined converter: its stages' functions. `fresh` has other chips to compare with, or is none.
/// Throws InputError if it is of another circuit, parameters or condition, or has the same chips.
[[nodiscard]] model::FitInput pipeline_input(store::Results const& results, store::Results const* fresh);

/// Where the results come from, for the model file.
[[nodiscard]] model::Origin origin_of(store::Results const& results);

/// Throws InputError if the chips were drawn around failures.
void refuse_weighted(store::Results const& results);

}  // namespace cimchar::app
