#include "campaign/plan.hpp"

#include "campaign/result_sink.hpp"
#include "core/error.hpp"

#include <fmt/format.h>

namespace cimchar::campaign {

std::vector<Trial> make_plan(CampaignSpec const& spec) {
    std::vector<Trial> plan;
    plan.reserve(spec.conditions.size() + spec.sampling.samples * spec.monte_carlo_at.size());
    for (std::size_t condition = 0; condition < spec.conditions.size(); ++condition)
        plan.push_back({plan.size(), condition, 0});
    for (std::uint64_t sample = 1; sample <= spec.sampling.samples; ++sample)
        for (auto const condition : spec.monte_carlo_at) plan.push_back({plan.size(), condition, sample});
    return plan;
}

std::vector<Trial> shard(std::vector<Trial> plan, unsigned i, unsigned n) {
    CIMCHAR_EXPECT(n >= 1 && i >= 1 && i <= n);
    std::erase_if(plan, [&](Trial const& trial) { return trial.id % n != i - 1; });
    return plan;
}

netlist::Chip chip_of(CampaignSpec const& spec, Trial const& trial) {
    if (trial.sample == 0) return {};
    auto const& circuit = circuit_of(spec);
    return netlist::draw_chip(spec.sampling, spec.seed, trial.sample, circuit.varied_devices(spec.parameters),
                              spec.variation, spec.vary);
}

std::vector<double> drawn_sigma(CampaignSpec const& spec) {
    std::vector<double> out;
    for (auto const& deviation :
         netlist::standard_deviations(circuit_of(spec).varied_devices(spec.parameters), spec.variation, spec.vary))
        out.push_back(deviation.value);
    return out;
}

std::string describe(Condition const& condition) {
    // Plain volts: conditions are compared at a glance, and 900 mV beside 1 V is not.
    return fmt::format("{} {:g} °C {:g} V", condition.process, condition.temperature_c, condition.supply_v);
}

std::string describe(CampaignSpec const& spec, Trial const& trial) {
    auto const condition = describe(spec.conditions.at(trial.condition));
    return trial.sample == 0 ? condition : fmt::format("{}, chip {}", condition, trial.sample);
}

ResultSchema schema_of(CampaignSpec const& spec) {
    auto const& circuit = circuit_of(spec);
    ResultSchema schema{circuit.measures(spec.parameters),
                        circuit.curves(spec.parameters),
                        {},
                        spec.sampling.scheme == netlist::SamplingScheme::importance};
    if (spec.sampling.samples == 0) return schema;
    // Which numbers are drawn, and their order, is the same for every chip.
    for (auto const& deviation :
         netlist::standard_deviations(circuit.varied_devices(spec.parameters), spec.variation, spec.vary))
        schema.drawn.push_back(fmt::format("{}.{}", deviation.device, deviation.parameter));
    return schema;
}

}  // namespace cimchar::campaign
