#include "core/error.hpp"
#include "model/errors.hpp"
#include "model/pvt.hpp"
#include "model/tables.hpp"
#include "model/transfer.hpp"
#include "model/validate.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <functional>
#include <map>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// Conditions of the same process, without `c` itself.
std::vector<Condition> neighbours(NominalData const& nominal, std::size_t c) {
    std::vector<Condition> out;
    for (std::size_t i = 0; i < nominal.conditions.size(); ++i)
        if (i != c && nominal.conditions[i].process == nominal.conditions[c].process)
            out.push_back(nominal.conditions[i]);
    return out;
}

bool is_interior(NominalData const& nominal, std::size_t c) {
    auto const others = neighbours(nominal, c);
    if (others.empty()) return false;
    auto const position = [&](auto get) {  // 0 outside, 1 on the edge, 2 inside
        auto const [low, high] =
            std::minmax_element(others.begin(), others.end(), [&](auto& a, auto& b) { return get(a) < get(b); });
        double const x = get(nominal.conditions[c]);
        if (x < get(*low) || x > get(*high)) return 0;
        return x > get(*low) && x < get(*high) ? 2 : 1;
    };
    int const v = position([](Condition const& k) { return k.supply_v; });
    int const t = position([](Condition const& k) { return k.temperature_c; });
    return v > 0 && t > 0 && v + t > 2;
}

/// Of conditions that are missed equally the first is reported, whatever the rounding.
constexpr double clearly_worse = 1 + 1e-6;

std::vector<std::size_t> candidates(NominalData const& nominal, FitOptions const& options) {
    auto const n = nominal.conditions.size();
    if (options.hold_out) {
        for (std::size_t c = 0; c < n; ++c) {
            if (!(nominal.conditions[c] == *options.hold_out)) continue;
            if (!neighbours(nominal, c).empty()) return {c};
            throw InputError(
                fmt::format("{} {} °C {} V cannot be held out (it is the only condition of its process); "
                            "hold out another one, or add conditions to the campaign",
                            options.hold_out->process, options.hold_out->temperature_c, options.hold_out->supply_v));
        }
        std::string valid;
        for (auto const& c : nominal.conditions)
            valid += fmt::format("{}{},{},{}", valid.empty() ? "" : "  ", c.process, c.temperature_c, c.supply_v);
        throw InputError(fmt::format("{} {} °C {} V is no condition with a nominal result; choose one of: {}",
                                     options.hold_out->process, options.hold_out->temperature_c,
                                     options.hold_out->supply_v, valid));
    }
    std::vector<std::size_t> out;
    for (std::size_t c = 0; c < n; ++c)
        if (is_interior(nominal, c) || neighbours(nominal, c).size() >= fewest_neighbours) out.push_back(c);
    return out;
}

/// Where the trivial predictions come from: the first typical condition, else the first of all; never `c` itself.
std::size_t reference(NominalData const& nominal, std::size_t c) {
    std::size_t const first = c == 0 ? 1 : 0;
    for (std::size_t i = 0; i < nominal.conditions.size(); ++i)
        if (i != c && nominal.conditions[i].process == "tt") return i;
    return first;
}

HeldOutCondition predicted_by_the_rest(FitInput const& input, NominalData const& nominal, std::size_t c, double share) {
    std::vector<Index> rest;
    for (std::size_t i = 0; i < nominal.conditions.size(); ++i)
        if (i != c) rest.push_back(static_cast<Index>(i));
    auto const model = fit_nominal(input, nominal, rest, share);
    auto const& condition = nominal.conditions[c];
    auto const process = std::find_if(model.domain.processes.begin(), model.domain.processes.end(),
                                      [&](auto const& p) { return p.process == condition.process; });
    // Not through evaluate(): a corner lies outside what is left of the domain.
    auto const predicted =
        viewed(input, nominal_curve(model.transfer, model.terms,
                                    static_cast<std::size_t>(process - model.domain.processes.begin()), condition,
                                    input.points, input.points));
    auto const simulated = viewed(input, nominal.curves.row(static_cast<Index>(c)));
    auto const trivial = viewed(input, nominal.curves.row(static_cast<Index>(reference(nominal, c))));
    double const lsb = nominal.lsb[c];
    HeldOutCondition held{
        condition, is_interior(nominal, c) ? "interior" : "corner", 1, list_of(simulated), list_of(predicted), {}, {},
        {}};
    held.model = errors_of((predicted - simulated) / lsb);
    held.ideal_line = errors_of((end_line(viewed_points(input), trivial) - simulated) / lsb);
    held.nominal_curve = errors_of((trivial - simulated) / lsb);
    return held;
}

}  // namespace

std::vector<HeldOutCondition> validate_conditions(FitInput const& input, NominalData const& nominal, double share,
                                                  FitOptions const& options) {
    std::map<std::string, HeldOutCondition, std::greater<>> worst;  // interior before corner
    for (auto const c : candidates(nominal, options)) {
        auto held = predicted_by_the_rest(input, nominal, c, share);
        auto const [known, is_new] = worst.try_emplace(held.kind, held);
        if (is_new) continue;
        held.tried = ++known->second.tried;
        if (held.model.rms_lsb > clearly_worse * known->second.model.rms_lsb) known->second = std::move(held);
    }
    std::vector<HeldOutCondition> out;
    out.reserve(worst.size());
    for (auto& [kind, held] : worst) out.push_back(std::move(held));
    return out;
}

}  // namespace cimchar::model
