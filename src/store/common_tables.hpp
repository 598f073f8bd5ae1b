// Tables that results files and model files have in common.
#pragma once
#include "core/condition.hpp"
#include "store/hdf5.hpp"

#include <string>
#include <utility>
#include <vector>

namespace cimchar::store {

/// GROUP/name and GROUP/value, shape (pairs).
void write_pairs(h5::Handle const& where, std::string const& group,
                 std::vector<std::pair<std::string, std::string>> const& pairs);

/// process, temperature_c and supply_v in `where`, shape (conditions).
void write_conditions(h5::Handle const& where, std::vector<Condition> const& conditions);

}  // namespace cimchar::store
