// Models as text that other tools read: a CSV table, a SPICE subcircuit, a Verilog-A module, and files of CrossSim,
// NeuroSim and aihwkit. Every function is pure: the same model and request give the same text. Chips that are asked for
// are those of model::sample(), so chip i of a seed is the same one everywhere. docs/how-to/export has a page for each.
#pragma once
#include "core/condition.hpp"
#include "model/behavioural_model.hpp"
#include "model/shift_add_model.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace cimchar::model {

/// What is exported of a model: one condition, the nominal chip, and virtual chips beside it.
struct ExportRequest {
    Condition condition;               ///< within the model's domain; a shift-and-add network has its own
    std::optional<std::size_t> chips;  ///< none given: what suits the format, see there
    std::uint64_t seed = 1;
    std::optional<Limits> pin_v;  ///< of a curve as SPICE or Verilog-A: the input pin at the ends of the axis; none
                                  ///< given: the axis itself, a volt for each of its units
};

// All of them throw InputError as evaluate() and sample() do: a process that was not characterized, a condition outside
// the domain, chips of a model without mismatch.

/// A table: inputs, the nominal output, then a column per chip. Of a curve its points; of a converter codes and the
/// input at which each begins [V]; of a shift-and-add network the cycles of 64 conversions with random inputs of
/// `seed`, with the nominal chip's previous sums. Without `chips`, none.
[[nodiscard]] std::string csv_text(BehaviouralModel const& model, ExportRequest const& request);
[[nodiscard]] std::string csv_text(ShiftAddModel const& model, ExportRequest const& request);

/// Subcircuits for ngspice 39 or newer, one for the nominal chip and one for each virtual chip (without `chips`, none):
/// behavioural sources, a volt at a pin for each unit of the model's port. Beyond the domain its nearest point answers.
[[nodiscard]] std::string spice_text(BehaviouralModel const& model, ExportRequest const& request);
[[nodiscard]] std::string spice_text(ShiftAddModel const& model, ExportRequest const& request);

/// The same as modules of Verilog-A, with nothing but arithmetic, comparisons and tanh.
[[nodiscard]] std::string veriloga_text(BehaviouralModel const& model, ExportRequest const& request);
[[nodiscard]] std::string veriloga_text(ShiftAddModel const& model, ExportRequest const& request);

/// A Python file with an ADC for CrossSim 3.1, and a device where the model has cells. Without `chips`, every column
/// has the nominal one. Throws InputError if the model is a converter's levels fitted as a curve, or a curve that ends
/// where it begins.
[[nodiscard]] std::string crosssim_text(BehaviouralModel const& model, ExportRequest const& request);

/// Tables of NeuroSim 1.5: of a converter "output,mean,std" with a row more than it has codes, over `chips` (1000 where
/// the model holds mismatch); of a curve whose circuit has cells "states,mean,std" [S]. Throws InputError of others.
[[nodiscard]] std::string neurosim_text(BehaviouralModel const& model, ExportRequest const& request);

/// A Python file with numbers for aihwkit's IOParameters and, where the model has cells, its ReRamWan2022NoiseModel.
/// The errors of chips are over `chips` (100 where the model holds mismatch). Throws InputError as crosssim_text().
[[nodiscard]] std::string aihwkit_text(BehaviouralModel const& model, ExportRequest const& request);

}  // namespace cimchar::model
