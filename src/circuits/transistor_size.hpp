// Width and length of a transistor, in numbers and as a netlist writes them.
#pragma once
#include <fmt/format.h>
#include <string>

namespace cimchar::circuits {

/// The smallest transistor of the 45 nm cards [m].
inline constexpr double smallest_width_m = 0.1e-6;
inline constexpr double smallest_length_m = 50e-9;

/// Width and length of a transistor [m].
struct Size {
    double w_m = 0;
    double l_m = 0;
};

[[nodiscard]] inline std::string size(Size s) {
    return fmt::format("w={:.6g} l={:.6g}", s.w_m, s.l_m);
}

}  // namespace cimchar::circuits
