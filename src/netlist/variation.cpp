#include "netlist/variation.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::netlist {

namespace {
constexpr std::string_view threshold = "vth_v";
constexpr std::string_view threshold_of_nmos = "nmos_vth_v";
constexpr std::string_view threshold_of_pmos = "pmos_vth_v";

bool is_relative(std::string_view parameter) {
    return parameter != threshold && parameter != threshold_of_nmos && parameter != threshold_of_pmos;
}
}  // namespace

Chip::Chip(std::vector<Deviation> deviations, double weight, std::uint64_t sample)
    : deviations_(std::move(deviations)), weight_(weight), sample_(sample) {
    for (auto const& [device, parameter, value] : deviations_)
        by_name_[fmt::format("{}.{}", device, parameter)] = value;
}

double Chip::deviation(std::string_view device, std::string_view parameter) const {
    if (deviations_.empty()) return 0;
    auto const found = by_name_.find(fmt::format("{}.{}", device, parameter));
    return found == by_name_.end() ? 0 : found->second;
}

std::vector<Deviation> standard_deviations(std::vector<VariedDevice> const& devices, VariationModel const& model,
                                           VariationSwitches const& switches) {
    std::vector<Deviation> out;
    auto const add = [&](std::string const& device, std::string_view parameter, double sigma) {
        out.push_back({device, std::string(parameter), sigma});
    };
    if (switches.global) {
        add("process", threshold_of_nmos, model.global_nmos_vth_v);
        add("process", threshold_of_pmos, model.global_pmos_vth_v);
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
                    add(device.name, threshold, (n ? model.nmos_vth_v_m : model.pmos_vth_v_m) / root_area_m);
                if (device.varies_beta)
                    add(device.name, "beta", (n ? model.nmos_beta_m : model.pmos_beta_m) / root_area_m);
                break;
            }
            case DeviceKind::capacitor:
                if (!switches.local) break;
                CIMCHAR_EXPECT(device.value > 0);
                add(device.name, "c", model.capacitor_relative * std::sqrt(model.capacitor_reference_f / device.value));
                break;
            case DeviceKind::passive:
                if (switches.local) add(device.name, "value", device.value);
                break;
            case DeviceKind::passives_in_common:
                if (switches.global) add(device.name, "common", device.value);
                break;
            case DeviceKind::rram:
                if (!switches.rram) break;
                add(device.name, "g", model.rram_relative);
                break;
        }
    }
    return out;
}

Chip draw_chip(Sampling const& sampling, std::uint64_t seed, std::uint64_t sample,
               std::vector<VariedDevice> const& devices, VariationModel const& model,
               VariationSwitches const& switches) {
    auto drawn = standard_deviations(devices, model, switches);
    std::vector<std::string> keys;
    for (auto const& deviation : drawn) keys.push_back(fmt::format("{}.{}", deviation.device, deviation.parameter));
    auto const coordinates = normal_coordinates(sampling, seed, sample, keys);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        drawn[i].value *= coordinates[i];
        if (is_relative(drawn[i].parameter)) drawn[i].value = std::max(drawn[i].value, smallest_factor - 1);
    }
    return Chip(std::move(drawn), importance_weight(sampling, keys, coordinates), sample);
}

}  // namespace cimchar::netlist
