#include "app/fit_input.hpp"

#include "campaign/spec.hpp"
#include "circuits/nn_adc/deck.hpp"
#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>

namespace cimchar::app {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

circuits::CurveInfo const& chosen_curve(store::Results const& results, std::string const& name) {
    std::vector<circuits::CurveInfo const*> curves;
    for (auto const& curve : results.schema.curves) {
        bool const is_record = curve.axis == circuits::record_axis;
        if (is_record && curve.name == name)
            throw InputError(
                fmt::format("'{}' is the record of a sine (a model is fitted to a transfer curve); store one with a "
                            "measure of kind "
                            "inl_max, whose samples are a curve",
                            name));
        bool const is_list = curve.axis == circuits::conversion_axis || curve.axis == circuits::cycle_axis ||
                             curve.axis == circuits::decisions_axis;
        if (is_list && curve.name == name)
            throw InputError(fmt::format(
                "'{}' is a list, a value per {} (a model is fitted to a transfer curve); fit nn_shift_add or nn_adc "
                "without --curve",
                name, curve.axis));
        if (!is_record && !is_list) curves.push_back(&curve);
    }
    if (curves.empty())
        throw InputError(fmt::format(
            "the results hold no curve (circuit '{}' stores none with these parameters, and a model is fitted to a "
            "transfer curve); run a campaign that sweeps the input",
            results.circuit));
    std::vector<std::string> names;
    for (auto const* const curve : curves) {
        if (curve->name == name || (name.empty() && curves.size() == 1)) return *curve;
        names.push_back(curve->name);
    }
    auto const typical = std::find(names.begin(), names.end(), "transfer_v");
    if (name.empty() && typical != names.end()) return *curves[static_cast<std::size_t>(typical - names.begin())];
    if (name.empty())
        throw InputError(fmt::format("the results hold {} curves ({}); name one with --curve", names.size(),
                                     fmt::join(names, ", ")));
    throw InputError(fmt::format("no curve '{}' in the results{}", name, suggestion(name, names)));
}

/// The measure that says this of a curve, in the curve's unit: "lsb_v" of a curve in volts.
std::string curves_own(std::string const& what, circuits::CurveInfo const& curve) {
    return what + "_" + lower(curve.unit);
}

/// The mean step of a curve: what one LSB is where no measure says it.
double mean_step(std::vector<double> const& curve) {
    return std::abs(curve.back() - curve.front()) / static_cast<double>(curve.size() - 1);
}

std::optional<std::size_t> measure_index(store::Results const& results, std::string const& name) {
    auto const& measures = results.schema.measures;
    auto const found = std::find_if(measures.begin(), measures.end(), [&](auto const& m) { return m.name == name; });
    if (found == measures.end()) return std::nullopt;
    return static_cast<std::size_t>(found - measures.begin());
}

/// Values of the nominal chip at every condition.
model::FitScalar nominal_scalar(store::Results const& results, std::size_t measure) {
    auto const& info = results.schema.measures[measure];
    model::FitScalar scalar{info.name, info.unit, info.description,
                            std::vector<double>(results.conditions.size(), nan)};
    for (auto const& record : results.records)
        if (record.trial.sample == 0 && !record.failure)
            scalar.values[record.trial.condition] = record.measures[measure];
    return scalar;
}

}  // namespace

model::Origin origin_of(store::Results const& results) {
    model::Origin origin;
    origin.campaign_name = results.campaign_name;
    origin.campaign_text = results.campaign_text;
    origin.code_version = results.code_version;
    origin.git_hash = results.git_hash;
    origin.seed = results.seed;
    origin.planned = results.planned;
    origin.run = results.records.size();
    for (auto const& record : results.records) {
        if (record.failure) ++origin.failed;
        if (!record.ladder.empty() || (record.failure && !record.failure->ladder.empty())) ++origin.retried;
    }
    origin.provenance = results.provenance;
    origin.parameters = results.parameters;
    return origin;
}

void refuse_weighted(store::Results const& results) {
    if (results.schema.weighted)
        throw InputError(fmt::format(
            "the chips of '{}' were drawn around failures (a model of them would be one of failing chips); run "
            "it with --set monte_carlo.scheme=random",
            results.campaign_name));
}

namespace {

constexpr auto converter_circuit = "nn_adc";

circuits::CurveInfo const* find_curve(store::Results const& results, std::string_view name) {
    for (auto const& curve : results.schema.curves)
        if (curve.name == name) return &curve;
    return nullptr;
}

/// Volts of one LSB of the converter's input in each of the stage functions: a later stage sees it larger.
std::vector<double> scales_v(circuits::nn_adc::Design const& d, model::Pipeline const& p) {
    std::vector<double> scale_v;
    // From the input to what a stage holds, and to its ports.
    auto const held = [&](std::size_t k) {
        return p.held_gain * std::pow(d.weights.swing * static_cast<double>(p.gain), static_cast<double>(k));
    };
    for (std::size_t k = 0; k < p.stages; ++k) scale_v.insert(scale_v.end(), p.comparators, held(k) * p.lsb_v);
    scale_v.insert(scale_v.end(), p.flash, held(p.stages) * p.lsb_v);
    for (std::size_t k = 0; k < p.stages; ++k)
        scale_v.insert(scale_v.end(), (p.comparators + 1) * p.held_v[k].size(), held(k + 1) / p.held_gain * p.lsb_v);
    return scale_v;
}

model::Pipeline pipeline_of(store::Results const& results) {
    namespace neural = circuits::neural;
    auto const d = circuits::nn_adc::make_design(
        campaign::read_spec_text(results.campaign_text, results.campaign_name).parameters);
    model::Pipeline p;
    p.lsb_v = d.lsb_v();
    p.range_v = d.weights.range_v;
    p.held_gain = d.weights.held_gain;
    p.stages = neural::adc_stages;
    p.comparators = neural::adc_comparators;
    p.flash = neural::adc_flash;
    p.gain = static_cast<std::size_t>(neural::adc_gain);
    p.codes = circuits::nn_adc::Design::codes;
    for (std::size_t k = 0; k < p.stages; ++k) p.held_v.push_back(circuits::nn_adc::held_v(d, k));
    auto const sweep_v = circuits::nn_adc::sweep_v(d);
    p.first_v = sweep_v.front();
    p.step_v = sweep_v[1] - sweep_v[0];
    p.steps = sweep_v.size();
    p.scale_v = scales_v(d, p);
    return p;
}

/// Stage functions of a trial [LSB]; empty if it has none.
std::vector<double> stage_lsb(model::Pipeline const& p, campaign::TrialRecord const& record) {
    auto const decides = record.curves.find("decides_v");
    auto const residues = record.curves.find("residue_v");
    if (record.failure || decides == record.curves.end() || residues == record.curves.end()) return {};
    auto all = decides->second;
    all.insert(all.end(), residues->second.begin(), residues->second.end());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] /= p.scale_v.at(i);
    return all;
}

}  // namespace

bool is_pipeline(store::Results const& results, std::string const& curve) {
    return curve.empty() && results.circuit == converter_circuit && find_curve(results, "decides_v") != nullptr &&
           find_curve(results, "residue_v") != nullptr;
}

model::FitInput pipeline_input(store::Results const& results, store::Results const* fresh) {
    refuse_weighted(results);
    if (find_curve(results, "weight_lsb") != nullptr)
        throw InputError(fmt::format(
            "the chips of '{}' are calibrated (a model of the converter composes the codes of stages as they "
            "are designed); fit a run with circuit.parameters.calibration=off",
            results.campaign_name));
    model::FitInput input;
    input.block = results.circuit;
    input.ports = {{"stage function", "", "in"}, {"stages", "LSB", "out"}};
    input.origin = origin_of(results);
    input.pipeline = pipeline_of(results);
    input.points.resize(input.pipeline->numbers());
    std::iota(input.points.begin(), input.points.end(), 0.0);
    input.conditions = results.conditions;
    input.drawn_names = results.schema.drawn;
    input.seed = results.seed;
    for (auto const& record : results.records) {
        auto curve = stage_lsb(*input.pipeline, record);
        if (curve.empty()) continue;
        input.trials.push_back({record.trial.condition, record.trial.sample, std::move(curve), 1});
        if (record.trial.sample > 0) input.drawn.try_emplace(record.trial.sample, record.drawn);
    }
    if (fresh == nullptr) return input;
    if (!is_pipeline(*fresh, "") || fresh->parameters != results.parameters ||
        fresh->conditions != results.conditions || results.conditions.size() != 1)
        throw InputError(
            fmt::format("'{}' has not the circuit, the parameters and the one condition of '{}' (fresh chips "
                        "are compared with those of the model); run the same campaign with another seed",
                        fresh->campaign_name, results.campaign_name));
    if (fresh->seed == results.seed)
        throw InputError(
            fmt::format("'{}' has the seed of '{}', {} (its chips are the same ones, not fresh); run it with "
                        "--set campaign.seed={}",
                        fresh->campaign_name, results.campaign_name, fresh->seed, fresh->seed + 1));
    input.fresh.emplace();
    for (auto const& record : fresh->records) {
        auto curve = stage_lsb(*input.pipeline, record);
        if (record.trial.sample > 0 && !curve.empty()) input.fresh->push_back(std::move(curve));
    }
    return input;
}

model::FitInput fit_input(store::Results const& results, std::string const& curve_name) {
    refuse_weighted(results);
    auto const& curve = chosen_curve(results, curve_name);
    auto const lsb = measure_index(results, curves_own("lsb", curve));
    model::FitInput input;
    input.block = results.circuit;
    input.ports = {{curve.axis, "", "in"}, {curve.name, curve.unit, "out"}};
    input.origin = origin_of(results);
    input.points = curve.points;
    input.conditions = results.conditions;
    input.drawn_names = results.schema.drawn;
    input.seed = results.seed;
    for (auto const& record : results.records) {
        auto const y = record.curves.find(curve.name);
        if (record.failure || y == record.curves.end()) continue;
        input.trials.push_back({record.trial.condition, record.trial.sample, y->second,
                                lsb ? std::abs(record.measures[*lsb]) : mean_step(y->second)});
        if (record.trial.sample > 0) input.drawn.try_emplace(record.trial.sample, record.drawn);
    }
    for (std::size_t m = 0; m < results.schema.measures.size(); ++m) {
        auto const& name = results.schema.measures[m].name;
        if (name == curves_own("noise", curve) || (name == "jitter_s" && curve.unit == "s"))
            input.noise.push_back(nominal_scalar(results, m));
        if (name == "latency_s" || (name.starts_with("energy") && name.ends_with("_j")))
            input.cost.push_back(nominal_scalar(results, m));
    }
    return input;
}

}  // namespace cimchar::app
