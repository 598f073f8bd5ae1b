// Doubles for engine tests: a circuit that needs no simulator, and a sink that remembers.
#pragma once
#include "campaign/engine.hpp"

#include <vector>

namespace cimchar::campaign::test {

/// Keeps records, and counts how often it was flushed.
class RecordingSink : public ResultSink {
public:
    void put(TrialRecord record) override { records.push_back(std::move(record)); }
    void flush() override {
        ++flushes;
        flushed = records.size();
    }

    std::vector<TrialRecord> records;
    std::size_t flushes = 0;
    std::size_t flushed = 0;  ///< records that were there at the last flush
};

/// One resistor "r1" that varies, one simulation; measures its voltage, which is what `simulate` returns.
[[nodiscard]] inline circuits::Circuit one_resistor() {
    circuits::Circuit circuit;
    circuit.name = "one_resistor";
    circuit.measures = [](circuits::Parameters const&) {
        return std::vector<circuits::MeasureInfo>{{"v_v", "V", "", circuits::Recipe::scalar, "v", ""},
                                                  {"inverse", "", "", circuits::Recipe::scalar, "inverse", ""}};
    };
    circuit.curves = [](circuits::Parameters const&) {
        return std::vector<circuits::CurveInfo>{{"ramp", "V", "point", {0, 1, 2}}};
    };
    circuit.varied_devices = [](circuits::Parameters const&) {
        return std::vector<netlist::VariedDevice>{{"r1", netlist::DeviceKind::rram, 0, 0, 0}};
    };
    circuit.observe = [](circuits::Parameters const&, Condition const& condition, netlist::Chip const& chip,
                         circuits::SimulatorSettings const&, circuits::Simulate const& simulate) {
        auto const waveforms = simulate({nullptr, condition.temperature_c, {}, "op", {"v"}});
        double const v = waveforms["v"].at(0) * (1 + chip.deviation("r1", "g"));
        circuits::Observation observation;
        observation.scalars = {{"v", v}, {"inverse", 1 / v}};
        observation.curves["ramp"] = {0, v, 2 * v};
        return observation;
    };
    return circuit;
}

/// A campaign for it: `conditions` conditions, `samples` chips at each.
[[nodiscard]] inline CampaignSpec resistor_spec(std::size_t conditions, std::uint64_t samples) {
    CampaignSpec spec;
    spec.name = "fake";
    spec.circuit = "integrator";  // for what looks it up; the runner below does not
    spec.parameters = circuits::Parameters(circuits::find_circuit("integrator").parameters);
    spec.sampling.samples = samples;
    spec.variation.rram_relative = 0.1;
    for (std::size_t i = 0; i < conditions; ++i) {
        spec.conditions.push_back({"tt", 20.0 + static_cast<double>(i), 1.0});
        if (samples > 0) spec.monte_carlo_at.push_back(i);
    }
    return spec;
}

/// A simulation that returns `value` as "v".
[[nodiscard]] inline circuits::Simulate constant(double value) {
    return [value](Simulation const&) { return Waveforms{{"v"}, {{value}}}; };
}

}  // namespace cimchar::campaign::test
