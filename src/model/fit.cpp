#include "model/fit.hpp"

#include "model/errors.hpp"
#include "model/evaluate.hpp"
#include "model/fit_data.hpp"
#include "model/tables.hpp"
#include "model/validate.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <numeric>

namespace cimchar::model {

namespace {

/// Why a condition may be missed without blame: those that remain of its process are fewer than the terms.
std::string undecided(BehaviouralModel const& model, HeldOutCondition const& held) {
    auto const& all = model.validation.conditions;
    auto const rest = std::count_if(all.begin(), all.end(), [&](Condition const& c) {
        return c.process == held.condition.process && !(c == held.condition);
    });
    auto const terms = model.terms.exponents.size();
    if (static_cast<std::size_t>(rest) >= terms) return "";
    return fmt::format(
        ": without it {} conditions of {} are left for {} terms, so the error is the size of what they cannot show; "
        "the "
        "model as written is fitted to it",
        rest, held.condition.process, terms);
}

}  // namespace

std::vector<std::string> concerns_of(BehaviouralModel const& model, FitOptions const& options) {
    std::vector<std::string> out;
    auto const& v = model.validation;
    auto const name = [](Condition const& c) {
        return fmt::format("{} {} °C {} V", c.process, c.temperature_c, c.supply_v);
    };
    for (std::size_t c = 0; c < v.conditions.size(); ++c)
        if (model.transfer.error_rms_lsb[c] > options.concern_above_lsb)
            out.push_back(fmt::format("the static fit misses {} by {:.3g} LSB rms", name(v.conditions[c]),
                                      model.transfer.error_rms_lsb[c]));
    if (v.held_out_conditions.empty())
        out.emplace_back("no condition could be held out: supply and temperature dependence is unproven");
    for (auto const& held : v.held_out_conditions) {
        if (held.model.rms_lsb > options.concern_above_lsb)
            out.push_back(fmt::format("the held-out {} {} is missed by {:.3g} LSB rms{}", held.kind,
                                      name(held.condition), held.model.rms_lsb, undecided(model, held)));
        if (held.model.rms_lsb >= std::min(held.nominal_curve.rms_lsb, held.ideal_line.rms_lsb))
            out.push_back(fmt::format("at the held-out {} {} the model is no better than a trivial guess", held.kind,
                                      name(held.condition)));
    }
    if (model.mismatch.samples.empty()) {
        out.emplace_back("the campaign has no Monte Carlo samples: the model knows no mismatch");
        return out;
    }
    if (v.chips.samples.empty())
        out.emplace_back("too few chips to hold some out: the mismatch part is unproven");
    else if (v.chips.modes.rms_lsb >= v.chips.nominal_curve.rms_lsb)
        out.emplace_back("the modes represent held-out chips no better than the nominal curve does");
    if (v.population.held_out == 0) out.emplace_back("too few chips to compare populations");
    auto const compared = [&](Population const& p, char const* which) {
        for (auto const& test : p.tests)
            if (test.p < options.concern_below_p)
                out.push_back(fmt::format("regenerated chips differ from {} ones in {} (KS p = {:.2g})", which,
                                          test.figure, test.p));
        if (p.held_out > 0 && p.energy_p < options.concern_below_p)
            out.push_back(fmt::format("regenerated curves differ from {} ones (energy distance {:.3g} LSB, p = {:.2g})",
                                      which, p.energy_distance_lsb, p.energy_p));
    };
    compared(v.population, "held-out");
    if (v.fresh) compared(*v.fresh, "fresh");
    return out;
}

BehaviouralModel fit(FitInput const& input, FitOptions const& options) {
    auto const nominal = nominal_data(input);
    std::vector<Eigen::Index> every(nominal.conditions.size());
    std::iota(every.begin(), every.end(), Eigen::Index{0});
    auto model = fit_nominal(input, nominal, every);
    model.block = input.block;
    model.ports = input.ports;
    model.origin = input.origin;

    auto const chips = chip_data(input, nominal);
    if (chips.deviations.samples.size() >= 2) {
        model.mismatch = fit_mismatch(chips.deviations, options.modes);
        model.mismatch.condition_spread_lsb = chips.condition_spread_lsb;
    }

    auto& v = model.validation;
    v.conditions = nominal.conditions;
    for (std::size_t c = 0; c < v.conditions.size(); ++c) {
        auto const got = evaluate(model, v.conditions[c], input.points).output;
        Eigen::VectorXd const simulated = nominal.curves.row(static_cast<Eigen::Index>(c));
        auto const errors = errors_of((viewed(input, vector_of(got)) - viewed(input, simulated)) / nominal.lsb[c]);
        model.transfer.error_max_lsb.push_back(errors.max_lsb);
        model.transfer.error_rms_lsb.push_back(errors.rms_lsb);
    }
    v.held_out_conditions = validate_conditions(input, nominal, model.terms.share, options);
    if (!model.mismatch.samples.empty()) {
        v.chips = validate_chips(input, nominal, chips, options);
        v.population = validate_population(input, nominal, chips, model, options);
        v.fresh = validate_fresh(input, nominal, model, options);
    }
    v.concerns = concerns_of(model, options);
    return model;
}

}  // namespace cimchar::model
