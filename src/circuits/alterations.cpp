#include "circuits/alterations.hpp"

#include <fmt/format.h>

namespace cimchar::circuits {

double signed_shift_v(netlist::Chip const& chip, std::string const& device, bool n) {
    double const shift_v = chip.deviation(device, "vth_v") + chip.deviation("process", n ? "nmos_vth_v" : "pmos_vth_v");
    return n ? shift_v : -shift_v;
}

void alter_transistor(std::vector<Alteration>& list, netlist::Chip const& chip, std::string const& instance,
                      std::string const& device, bool n) {
    list.push_back({fmt::format("@{}[delvto]", instance), signed_shift_v(chip, device, n)});
    list.push_back({fmt::format("@{}[mulu0]", instance), 1 + chip.deviation(device, "beta")});
}

void alter_capacitor(std::vector<Alteration>& list, netlist::Chip const& chip, std::string const& element,
                     std::string const& device, double nominal_f) {
    list.push_back({element, nominal_f * (1 + chip.deviation(device, "c"))});
}

std::string alter_commands(std::vector<Alteration> const& list) {
    std::string text;
    for (auto const& [target, value] : list) text += fmt::format("alter {} = {:.17g}\n", target, value);
    return text;
}

std::string program(std::string const& deck, double temperature_c, std::string const& commands) {
    // Two threads, ngspice's default, only wait for each other in circuits of this size.
    return fmt::format("{}.temp {:g}\n.control\nset num_threads=1\n{}.endc\n.end\n", deck, temperature_c, commands);
}

}  // namespace cimchar::circuits
