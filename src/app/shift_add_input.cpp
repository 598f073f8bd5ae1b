#include "app/shift_add_input.hpp"

#include "app/fit_input.hpp"
#include "campaign/spec.hpp"
#include "circuits/neural/weights_text.hpp"
#include "circuits/nn_shift_add/design.hpp"
#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>

namespace cimchar::app {

namespace {

using circuits::nn_shift_add::Design;

constexpr auto circuit = "nn_shift_add";
constexpr auto curve = "cycle_v";

/// Parameters that say which conversions are simulated; all others are the circuit's.
constexpr std::array of_inputs{"random", "corners", "input_seed"};

void check(store::Results const& results) {
    if (!is_shift_add(results))
        throw InputError(
            fmt::format("'{}' is of the circuit '{}' (chips and fresh chips must be of '{}', as the nominal "
                        "conversions are); give a campaign of that",
                        results.campaign_name, results.circuit, circuit));
    refuse_weighted(results);
    auto const& curves = results.schema.curves;
    if (std::none_of(curves.begin(), curves.end(), [](auto const& c) { return c.name == curve; }))
        throw InputError(
            fmt::format("'{}' does not hold the result of every cycle (cimchar {} simulated it, which did "
                        "not store them); run it again",
                        results.campaign_name, results.code_version));
    if (results.conditions.size() != 1)
        throw InputError(
            fmt::format("'{}' has {} conditions (a shift-and-add network's model is of one); run it at one, "
                        "--set conditions.process=tt with one temperature and supply",
                        results.campaign_name, results.conditions.size()));
}

Design design_of(store::Results const& results) {
    return circuits::nn_shift_add::make_design(
        campaign::read_spec_text(results.campaign_text, results.campaign_name).parameters);
}

/// What must be alike: parameters of the circuit, its weights, the condition.
void require_same(store::Results const& nominal, store::Results const& other) {
    auto const differ = [&](std::string const& what) {
        throw InputError(
            fmt::format("'{}' and '{}' differ in {} (one model is of one circuit at one condition); run one "
                        "of them again",
                        nominal.campaign_name, other.campaign_name, what));
    };
    if (!(nominal.conditions.at(0) == other.conditions.at(0))) differ("their condition");
    if (nominal.parameters.size() != other.parameters.size()) differ("their parameters");
    for (std::size_t i = 0; i < nominal.parameters.size(); ++i) {
        auto const& [name, value] = nominal.parameters[i];
        bool const free = std::find(of_inputs.begin(), of_inputs.end(), name) != of_inputs.end();
        if (!free && name != "weights" && other.parameters[i] != nominal.parameters[i])
            differ(fmt::format("{}: {} and {}", name, value, other.parameters[i].second));
    }
    if (circuits::neural::to_text(design_of(nominal).weights) != circuits::neural::to_text(design_of(other).weights))
        differ("their weights");
}

model::SumCampaign campaign_of(store::Results const& results) {
    auto const design = design_of(results);
    model::SumCampaign out;
    out.name = results.campaign_name;
    out.seed = results.seed;
    for (auto const& conversion : circuits::nn_shift_add::conversions(design))
        for (auto const& slice : conversion) {
            out.lines_v.values.insert(out.lines_v.values.end(), slice.begin(), slice.end());
            ++out.lines_v.rows;
            out.lines_v.columns = slice.size();
        }
    out.drawn_names = results.schema.drawn;
    for (auto const& record : results.records) {
        auto const y = record.curves.find(curve);
        if (record.failure || y == record.curves.end()) continue;
        out.trials.push_back({record.trial.sample, y->second});
        if (record.trial.sample > 0) out.drawn.try_emplace(record.trial.sample, record.drawn);
    }
    return out;
}

bool has_chips(store::Results const& results) {
    return std::any_of(results.records.begin(), results.records.end(),
                       [](auto const& record) { return record.trial.sample > 0; });
}

}  // namespace

bool is_shift_add(store::Results const& results) {
    return results.circuit == circuit;
}

model::ShiftAddInput shift_add_input(store::Results const& nominal, store::Results const* chips,
                                     store::Results const* fresh) {
    check(nominal);
    auto const design = design_of(nominal);
    model::ShiftAddInput input;
    input.block = nominal.circuit;
    input.origin = origin_of(nominal);
    input.condition = nominal.conditions.front();
    input.slices = design.slices();
    input.weights = circuits::neural::ideal_weights(design.weights);
    for (std::size_t k = 0; k + 1 < input.weights.size(); ++k)
        input.ports.push_back({fmt::format("v{}", k), "V", "in"});
    input.ports.push_back({"previous", "V", "in"});
    input.ports.push_back({"sum", "V", "out"});
    input.nominal = campaign_of(nominal);
    input.seed = nominal.seed;
    if (chips == nullptr && has_chips(nominal)) chips = &nominal;
    for (auto const* const other : {chips, fresh}) {
        if (other == nullptr || other == &nominal) continue;
        check(*other);
        require_same(nominal, *other);
        if (!has_chips(*other))
            throw InputError(
                fmt::format("'{}' has no Monte Carlo chips (that is what it is given for); run it with "
                            "--set monte_carlo.samples=100",
                            other->campaign_name));
    }
    if (chips != nullptr) input.chips = campaign_of(*chips);
    if (fresh != nullptr) {
        if (chips == nullptr)
            throw InputError(
                "there are fresh chips but none to fit (--fresh compares them with chips made from those); "
                "give some with --chips");
        if (fresh->seed == chips->seed)
            throw InputError(
                fmt::format("'{}' has the seed of '{}', {} (its chips are the same ones, not fresh); run it "
                            "with --set campaign.seed={}",
                            fresh->campaign_name, chips->campaign_name, fresh->seed, fresh->seed + 1));
        input.fresh = campaign_of(*fresh);
    }
    return input;
}

}  // namespace cimchar::app
