// What training takes out of results: curves of inverters and followers, and what a network in front gives.
#pragma once
#include "circuits/neural/weights.hpp"
#include "store/results.hpp"
#include "training/devices.hpp"
#include "training/front.hpp"

#include <vector>

namespace cimchar::app {

/// The nominal devices at `condition`. The results must hold the curves of examples/nn_shift_add/neurons_130nm.toml.
/// Throws InputError that names what is missing.
[[nodiscard]] training::Devices devices_of(store::Results const& results, Condition const& condition);

/// The chips that were drawn at `condition`, as far as they are their own: their inverters and followers without load.
/// Throws InputError if there are none.
[[nodiscard]] std::vector<training::Devices> chips_of(store::Results const& results, Condition const& condition,
                                                      training::Devices const& nominal);

/// The network in front of a converter: curves ideal_v and result_v of the nominal chip at `condition`, as campaigns of
/// nn_shift_add and nn_kernel have them. Throws InputError that names what is missing.
[[nodiscard]] training::Front front_of(store::Results const& results, Condition const& condition);

/// Sizes of the devices that were characterized: parameters of that campaign's netlist.
[[nodiscard]] circuits::neural::Sizes sizes_of(store::Results const& results);

}  // namespace cimchar::app
