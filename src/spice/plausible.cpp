#include "spice/plausible.hpp"

#include <fmt/format.h>
#include <cmath>

namespace cimchar::spice {

std::string implausible_current(Ngspice const& ngspice, std::vector<std::string> const& sources) {
    for (auto const& source : sources) {
        auto const current_a = ngspice.quantity(fmt::format("@{}[i]", source));
        if (current_a && std::abs(*current_a) > largest_source_current_a)
            return fmt::format("{} carries {:.2g} A", source, *current_a);
    }
    return {};
}

}  // namespace cimchar::spice
