// What varies from chip to chip, and the draw of one chip. All randomness is drawn here, from counter-based
// streams, and enters the simulator as plain numbers (never through ngspice's gauss or agauss).
#pragma once
#include "netlist/sampling.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace cimchar::netlist {

enum class DeviceKind {
    nmos,
    pmos,
    rram,
    capacitor,
    passive,            ///< whose spread is its own: VariedDevice::value
    passives_in_common  ///< several that vary by one number
};

/// A device of a circuit that varies. `name` keys its random stream: it must not depend on anything but the
/// device's place in the circuit, so that an edit elsewhere leaves its draw alone.
struct VariedDevice {
    std::string name;  ///< "bl3.t0", "bl3.row17.t2"
    DeviceKind kind = DeviceKind::nmos;
    double width_m = 0;       ///< transistors: drawn width of the whole device (all fingers)
    double length_m = 0;      ///< transistors: drawn length
    double value = 0;         ///< capacitors: capacitance [F]; passives: relative standard deviation of the value
    bool varies_vth = true;   ///< transistors: whether the threshold does
    bool varies_beta = true;  ///< transistors: whether the mobility does
};

/// Spread of devices. Local coefficients are per device; a matched pair differs by √2 of that.
/// Source: Pelgrom et al., JSSC 1989: σ = A/√(W·L). Each file in montecarlo/mismatch names its source.
struct VariationModel {
    std::string process;               ///< whose these are: "45 nm", "sky130"; empty: not said
    double nmos_vth_v_m = 0;           ///< A_Vth per NMOS [V·m]: σ(ΔVth) = A/√(WL)
    double pmos_vth_v_m = 0;           ///< A_Vth per PMOS [V·m]
    double nmos_beta_m = 0;            ///< A_β per NMOS [m]: σ(Δβ/β) = A/√(WL)
    double pmos_beta_m = 0;            ///< A_β per PMOS [m]
    double capacitor_relative = 0;     ///< σ(ΔC/C) of a capacitor of `capacitor_reference_f`, shrinking as 1/√C
    double capacitor_reference_f = 0;  ///< [F]
    double rram_relative = 0;          ///< σ(ΔG/G) of a low-resistance cell, Gaussian
    double global_nmos_vth_v = 0;      ///< σ of the chip's NMOS threshold shift [V]
    double global_pmos_vth_v = 0;      ///< σ of the chip's PMOS threshold shift [V]
};

/// Which kinds of variation are drawn.
struct VariationSwitches {
    bool local = true;   ///< device mismatch: transistors and passives
    bool global = true;  ///< process shift of the whole chip, and what passives have in common
    bool rram = true;    ///< cell-to-cell spread of the resistances
};

/// One drawn number.
struct Deviation {
    std::string device;     ///< VariedDevice::name, or "process" for global shifts
    std::string parameter;  ///< "vth_v" (magnitude shift, both polarities), "beta" (relative), "g", "c", "value",
                            ///< "common" (relative)
    double value = 0;
};

/// One virtual chip: its deviations from nominal. A chip without deviations is the nominal one.
class Chip {
public:
    Chip() = default;
    /// `weight`: importance_weight() of what it drew. `sample`: its number in its population.
    explicit Chip(std::vector<Deviation> deviations, double weight = 1, std::uint64_t sample = 0);

    /// Deviation of this device and parameter; 0 if none was drawn.
    [[nodiscard]] double deviation(std::string_view device, std::string_view parameter) const;
    [[nodiscard]] std::vector<Deviation> const& deviations() const { return deviations_; }
    [[nodiscard]] double weight() const { return weight_; }
    /// 0 is the nominal chip. For circuits whose chips each see inputs of their own.
    [[nodiscard]] std::uint64_t sample() const { return sample_; }
    [[nodiscard]] bool is_nominal() const { return deviations_.empty(); }

private:
    std::vector<Deviation> deviations_;
    double weight_ = 1;
    std::uint64_t sample_ = 0;
    std::map<std::string, double, std::less<>> by_name_;  ///< key "device.parameter"
};

/// Mobilities, capacitances and conductances are positive: spreads so wide that they reach this are cut off there.
inline constexpr double smallest_factor = 0.05;

/// What a chip draws, in its order: `value` is each number's standard deviation. Pure.
[[nodiscard]] std::vector<Deviation> standard_deviations(std::vector<VariedDevice> const& devices,
                                                         VariationModel const& model,
                                                         VariationSwitches const& switches);

/// Draws the chip of (seed, sample). Devices keep their order; global shifts come first. Switched-off kinds are
/// not listed. Relative deviations are cut off at smallest_factor - 1. Pure.
[[nodiscard]] Chip draw_chip(Sampling const& sampling, std::uint64_t seed, std::uint64_t sample,
                             std::vector<VariedDevice> const& devices, VariationModel const& model,
                             VariationSwitches const& switches);

}  // namespace cimchar::netlist
