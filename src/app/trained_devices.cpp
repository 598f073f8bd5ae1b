#include "app/trained_devices.hpp"

#include "core/error.hpp"
#include "core/units.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace cimchar::app {

namespace {

constexpr std::string_view which_campaign = "run examples/nn_shift_add/neurons_130nm.toml, or one like it";
constexpr std::string_view which_front = "run a campaign of nn_shift_add or nn_kernel";

campaign::TrialRecord const& nominal_at(store::Results const& results, Condition const& condition,
                                        std::string_view advice) {
    for (auto const& record : results.records)
        if (record.trial.sample == 0 && !record.failure && results.conditions.at(record.trial.condition) == condition)
            return record;
    throw InputError(fmt::format("the curves were not taken at {} {:g} °C {:g} V; {}", condition.process,
                                 condition.temperature_c, condition.supply_v, advice));
}

std::vector<double> const& curve_of(campaign::TrialRecord const& record, std::string const& name,
                                    std::string_view advice = which_campaign) {
    auto const found = record.curves.find(name);
    if (found == record.curves.end()) throw InputError(fmt::format("the results hold no curve '{}'; {}", name, advice));
    return found->second;
}

std::vector<double> const& inputs_of(store::Results const& results, std::string const& name) {
    auto const& curves = results.schema.curves;
    auto const found = std::find_if(curves.begin(), curves.end(), [&](auto const& c) { return c.name == name; });
    if (found == curves.end())
        throw InputError(fmt::format("the results hold no curve '{}'; {}", name, which_campaign));
    return found->points;
}

/// Inputs [V] of a stage's curves at that supply. The points of a curve are the numbers of its samples, which divide
/// the sweep from 0 V to the supply evenly.
std::vector<double> sweep_of(store::Results const& results, std::string const& name, double supply_v) {
    auto x = inputs_of(results, name);
    auto const scale = supply_v / x.back();
    for (auto& v : x) v *= scale;
    return x;
}

double parameter(store::Results const& results, std::string const& name) {
    for (auto const& [key, value] : results.parameters)
        if (key == name) return parse_spice_number(value);
    throw InputError(fmt::format("the netlist behind the curves has no parameter '{}'; {}", name, which_campaign));
}

}  // namespace

training::Devices devices_of(store::Results const& results, Condition const& condition) {
    auto const& record = nominal_at(results, condition, which_campaign);
    auto const stage = [&](char letter, std::string const& load) {
        auto const name = [&](char how) { return fmt::format("transfer_v_{}{}", letter, how); };
        return training::LoadedCurve(sweep_of(results, name('0'), condition.supply_v), curve_of(record, name('0')),
                                     curve_of(record, name('d')), curve_of(record, name('t')),
                                     parameter(results, load));
    };
    return {condition.supply_v, stage('i', "iinv"), stage('p', "ifol"), stage('n', "ifol")};
}

std::vector<training::Devices> chips_of(store::Results const& results, Condition const& condition,
                                        training::Devices const& nominal) {
    std::vector<training::Devices> chips;
    for (auto const& record : results.records) {
        if (record.trial.sample == 0 || record.failure || !(results.conditions.at(record.trial.condition) == condition))
            continue;
        auto const stage = [&](std::string const& name, training::LoadedCurve const& like) {
            return training::LoadedCurve(like, sweep_of(results, name, condition.supply_v), curve_of(record, name));
        };
        chips.push_back({condition.supply_v, stage("transfer_v_i0", nominal.inverter),
                         stage("transfer_v_p0", nominal.p_follower), stage("transfer_v_n0", nominal.n_follower)});
    }
    if (chips.empty())
        throw InputError(fmt::format("the curves are of no chips at {} {:g} °C {:g} V; {}", condition.process,
                                     condition.temperature_c, condition.supply_v, which_campaign));
    return chips;
}

training::Front front_of(store::Results const& results, Condition const& condition) {
    auto const& record = nominal_at(results, condition, which_front);
    return training::front_of(curve_of(record, "ideal_v", which_front), curve_of(record, "result_v", which_front));
}

circuits::neural::Sizes sizes_of(store::Results const& results) {
    auto const p = [&](std::string const& name) { return parameter(results, name); };
    return {p("wn"), p("wp"), p("wfp"), p("wfn"), p("linv"), p("l"), p("lmirror"), p("ibias")};
}

}  // namespace cimchar::app
