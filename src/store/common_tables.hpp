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

/// Inverse of write_pairs. Throws h5::Error, std::out_of_range if names and values differ in number.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_pairs(h5::Handle const& where,
                                                                          std::string const& group);

/// process, temperature_c and supply_v in `where`, shape (conditions).
void write_conditions(h5::Handle const& where, std::vector<Condition> const& conditions);
/// Inverse of write_conditions. Throws h5::Error, std::out_of_range if the three differ in length.
[[nodiscard]] std::vector<Condition> read_conditions(h5::Handle const& where);

}  // namespace cimchar::store
