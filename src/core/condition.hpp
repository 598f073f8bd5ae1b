// The condition of a simulation: process corner, temperature, supply.
#pragma once
#include <string>

namespace cimchar {

struct Condition {
    std::string process = "tt";  ///< tt, ff, ss, sf (slow N, fast P), fs
    double temperature_c = 27;
    double supply_v = 1.0;
    bool operator==(Condition const&) const = default;
};

}  // namespace cimchar
