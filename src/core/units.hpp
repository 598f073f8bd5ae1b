// Numbers with units, in and out: SPICE suffixes when read, engineering prefixes when printed.
#pragma once
#include <string>
#include <string_view>

namespace cimchar {

/// "20n" -> 2e-8, "1meg" -> 1e6, "4.7k" -> 4700, "1e-3" -> 1e-3. Letters after the suffix are a unit and
/// ignored, as in SPICE ("20ns"). Throws InputError if `text` does not start with a number, and on minutes, hours and
/// days, which SPICE would take for something else.
[[nodiscard]] double parse_spice_number(std::string_view text);

/// A unit with an engineering prefix: value/size is the number to print before name.
struct ScaledUnit {
    double size = 1;   ///< of one of it, in the unit without prefix
    std::string name;  ///< "µW"
};

/// The unit in which `value`, rounded to `digits` digits, has one to three of them before the point: 1.11e-6, "W" ->
/// 1e-6, "µW". The unit itself for zero, what is not finite, and units that take no prefix.
[[nodiscard]] ScaledUnit scaled_unit(double value, std::string_view unit, int digits = 4);

/// 1.11e-6, "W" -> "1.11 µW"; `digits` significant digits. Zero and non-finite values print as they are.
/// Units that take no prefix ("LSB", "bit", "dB", "%", "°C", "") print plainly.
[[nodiscard]] std::string with_unit(double value, std::string_view unit, int digits = 4);

}  // namespace cimchar
