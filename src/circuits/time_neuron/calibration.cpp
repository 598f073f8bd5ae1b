#include "circuits/time_neuron/calibration.hpp"

#include <algorithm>
#include <cmath>

namespace cimchar::circuits::time_neuron {

int trimmed_code(Design const& d, int code, double gain_s) {
    // Pulses are as long as the current is small: too long a pulse asks for a larger code.
    double const wanted = code * gain_s * d.ratio() / d.clock_s;
    return std::clamp(static_cast<int>(std::lround(wanted)), 1, dac_max_code);
}

void trim_offsets(Design& d, double supply_v, Edges const& edges) {
    // A step takes c_trim·supply of charge from the negative input, so that the ramp crosses it that much earlier.
    double const step_s = d.trim_f * supply_v / d.ramp_a();
    auto const moved = [&](int code, double late_s) {
        if (!std::isfinite(late_s)) return 0;
        return std::clamp(code + static_cast<int>(std::lround(late_s / step_s)), 0, trim_max_code);
    };
    bool const started = std::isfinite(edges.start_s);
    int const before = d.replica_trim_code;
    d.replica_trim_code = moved(before, edges.start_s - d.window_lead_s);
    double const start_s = started ? edges.start_s - (d.replica_trim_code - before) * step_s : d.window_lead_s;
    d.trim_code = moved(d.trim_code, edges.cross_s - start_s);
}

void calibrate(Bench& bench, Simulate const& simulate) {
    auto& d = bench.design;
    if (d.calibration == "off") return;
    Bench at = bench;
    if (d.calibration == "room") {
        at.condition.temperature_c = room_temperature_c;
        at.condition.supply_v = nominal_supply_v;
    }
    auto const trim = [&] {
        if (d.offset_trim) trim_offsets(at.design, at.condition.supply_v, edges_of(at, simulate(conversion(at, 0))));
    };
    // Offsets first, roughly: they may be larger than the sums that tell the gain.
    trim();
    // Slope over two sums far apart, both inside of the window at any gain that can be trimmed.
    auto const low = static_cast<int>(std::lround(0.2 * d.largest_code() * d.ratio()));
    auto const high = static_cast<int>(std::lround(0.7 * d.largest_code() * d.ratio()));
    Pulses pulses(at, simulate);
    at.design.dac_code = trimmed_code(d, d.dac_code, (pulses(high) - pulses(low)) / (high - low));
    trim();
    d.dac_code = at.design.dac_code;
    d.trim_code = at.design.trim_code;
    d.replica_trim_code = at.design.replica_trim_code;
}

}  // namespace cimchar::circuits::time_neuron
