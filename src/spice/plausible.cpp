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

std::string implausible_current(Waveforms const& waveforms) {
    for (std::size_t i = 0; i < waveforms.names.size(); ++i) {
        if (!waveforms.names[i].starts_with("i(")) continue;
        for (double const current_a : waveforms.columns[i])
            if (std::abs(current_a) > largest_source_current_a)
                return fmt::format("{} is {:.2g} A", waveforms.names[i], current_a);
    }
    return {};
}

}  // namespace cimchar::spice
