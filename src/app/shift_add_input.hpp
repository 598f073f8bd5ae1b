// From stored results of a shift-and-add network to the plain arrays that its fit takes.
#pragma once
#include "model/shift_add_fit.hpp"
#include "store/results.hpp"

namespace cimchar::app {

/// Whether these results are modelled as a shift-and-add network, cycle by cycle.
[[nodiscard]] bool is_shift_add(store::Results const& results);

/// `nominal` has the chip that the network is fitted to; `chips` the drawn chips, none: those of `nominal`; `fresh`
/// others to compare with, or none. Throws InputError if they are of different networks, clocks or conditions, of more
/// than one condition, do not hold the results of every cycle, or `fresh` has the same chips as the others.
[[nodiscard]] model::ShiftAddInput shift_add_input(store::Results const& nominal, store::Results const* chips,
                                                   store::Results const* fresh);

}  // namespace cimchar::app
