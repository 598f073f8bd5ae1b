// Curves of inverters and followers, out of a campaign's results, as training takes them.
#pragma once
#include "circuits/neural/weights.hpp"
#include "store/results.hpp"
#include "training/devices.hpp"

#include <vector>

namespace cimchar::app {

/// The nominal devices at `condition`. The results must hold the curves of examples/nn_shift_add/neurons_130nm.toml.
/// Throws InputError that names what is missing.
[[nodiscard]] training::Devices devices_of(store::Results const& results, Condition const& condition);

/// The chips that were drawn at `condition`, as far as they are their own: their inverters and followers without load.
/// Throws InputError if there are none.
[[nodiscard]] std::vector<training::Devices> chips_of(store::Results const& results, Condition const& condition,
                                                      training::Devices const& nominal);

/// Sizes of the devices that were characterized: parameters of that campaign's netlist.
[[nodiscard]] circuits::neural::Sizes sizes_of(store::Results const& results);

}  // namespace cimchar::app
