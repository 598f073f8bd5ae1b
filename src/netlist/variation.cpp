#include "netlist/variation.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::netlist {

Chip::Chip(std::vector<Deviation> deviations) : deviations_(std::move(deviations)) {
    for (auto const& [device, parameter, value] : deviations_)
        by_name_[fmt::format("{}.{}", device, parameter)] = value;
}

double Chip::deviation(std::string_view device, std::string_view parameter) const {
    if (deviations_.empty()) return 0;
    auto const found = by_name_.find(fmt::format("{}.{}", device, parameter));
    return found == by_name_.end() ? 0 : found->second;
}

Chip draw_chip(Sampling const& sampling, std::uint64_t seed, std::uint64_t sample,
               std::vector<VariedDevice> const& devices, VariationModel const& model,
               VariationSwitches const& switches) {
    std::vector<Deviation> drawn;  // values: standard deviations, until the coordinates are known
    std::vector<std::string> keys;
    std::vector<bool> relative;
    auto const add = [&](std::string const& device, std::string_view parameter, double sigma) {
        drawn.push_back({device, std::string(parameter), sigma});
        keys.push_back(fmt::format("{}.{}", device, parameter));
        relative.push_back(false);
    };
    auto const add_relative = [&](std::string const& device, std::string_view parameter, double sigma) {
        add(device, parameter, sigma);
        relative.back() = true;
    };
    if (switches.global) {
        add("process", "nmos_vth_v", model.global_nmos_vth_v);
        add("process", "pmos_vth_v", model.global_pmos_vth_v);
    }
    for (auto const& device : devices) {
        switch (device.kind) {
            case DeviceKind::nmos:
            case DeviceKind::pmos: {
                if (!switches.local) break;
                CIMCHAR_EXPECT(device.width_m > 0 && device.length_m > 0);
                bool const n = device.kind == DeviceKind::nmos;
                double const root_area_m = std::sqrt(device.width_m * device.length_m);
                if (device.varies_vth)
                    add(device.name, "vth_v", (n ? model.nmos_vth_v_m : model.pmos_vth_v_m) / root_area_m);
                if (device.varies_beta)
                    add_relative(device.name, "beta", (n ? model.nmos_beta_m : model.pmos_beta_m) / root_area_m);
                break;
            }
            case DeviceKind::capacitor:
                if (!switches.local) break;
                CIMCHAR_EXPECT(device.value > 0);
                add_relative(device.name, "c",
                             model.capacitor_relative * std::sqrt(model.capacitor_reference_f / device.value));
                break;
            case DeviceKind::rram:
                if (!switches.rram) break;
                add_relative(device.name, "g", model.rram_relative);
                break;
        }
    }
    auto const coordinates = normal_coordinates(sampling, seed, sample, keys);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        drawn[i].value *= coordinates[i];
        if (relative[i]) drawn[i].value = std::max(drawn[i].value, smallest_factor - 1);
    }
    return Chip(std::move(drawn));
}

}  // namespace cimchar::netlist
