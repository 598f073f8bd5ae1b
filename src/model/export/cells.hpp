// The resistive cells of a circuit's array, as far as its model knows them.
#pragma once
#include "model/export/exporters.hpp"

#include <optional>

namespace cimchar::model {

struct Cells {
    double low_s = 0;      ///< conductance of the high-resistance state [S]
    double high_s = 0;     ///< of the low-resistance state [S]
    double sigma_rel = 0;  ///< standard deviation of a cell's conductance from device to device, relative
};

/// From the circuit's parameters r_lrs_ohm and r_hrs_ohm and the spread of the draws "….rram.g" of its rows; nothing
/// where the circuit has no such cells. Their I-V nonlinearity is not in it. Pure.
[[nodiscard]] std::optional<Cells> cells_of(BehaviouralModel const& model);

/// InputError unless the model's output can stand for what a column of an array gives: not the levels of a converter
/// that were fitted as a curve, and no curve that ends where it begins. `tool` is for the message.
void expect_column_output(BehaviouralModel const& model, ExportRequest const& request, std::string const& tool);

}  // namespace cimchar::model
