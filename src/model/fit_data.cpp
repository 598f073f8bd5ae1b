#include "model/fit_data.hpp"

#include "core/error.hpp"
#include "model/evaluate.hpp"
#include "model/pvt.hpp"
#include "model/tables.hpp"
#include "model/transfer.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace cimchar::model {

namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr std::size_t fewest_points = 4;

bool is_usable(FitInput const& input, FitTrial const& trial) {
    auto const finite = [](double y) { return std::isfinite(y); };
    return trial.condition < input.conditions.size() && trial.curve.size() == input.points.size() &&
           std::all_of(trial.curve.begin(), trial.curve.end(), finite) && trial.lsb > 0 && finite(trial.lsb);
}

std::vector<ProcessDomain> domains_of(std::vector<Condition> const& conditions) {
    std::vector<ProcessDomain> out;
    for (auto const& process : processes_of(conditions)) {
        ProcessDomain domain{process, {1e300, -1e300}, {1e300, -1e300}};
        for (auto const& c : conditions) {
            if (c.process != process) continue;
            domain.temperature_c = {std::min(domain.temperature_c.min, c.temperature_c),
                                    std::max(domain.temperature_c.max, c.temperature_c)};
            domain.supply_v = {std::min(domain.supply_v.min, c.supply_v), std::max(domain.supply_v.max, c.supply_v)};
        }
        out.push_back(domain);
    }
    return out;
}

PvtScalar fit_scalar(PvtTerms const& terms, std::vector<std::string> const& processes,
                     std::vector<Condition> const& conditions, FitScalar const& scalar) {
    PvtScalar out{scalar.name, scalar.unit, scalar.description, {}, 0};
    MatrixXd const y = vector_of(scalar.values);
    MatrixXd stacked(static_cast<Index>(processes.size()), static_cast<Index>(terms.exponents.size()));
    Index row = 0;
    for (auto const& coefficients : fit_pvt(terms, processes, conditions, y))
        stacked.row(row++) = coefficients.col(0).transpose();
    out.coefficients = table_of(stacked);
    for (std::size_t c = 0; c < conditions.size(); ++c) {
        auto const p = std::find(processes.begin(), processes.end(), conditions[c].process) - processes.begin();
        double const got = value_of(out, terms, static_cast<std::size_t>(p), conditions[c]);
        out.error_max = std::max(out.error_max, std::abs(got - scalar.values[c]));
    }
    return out;
}

/// Figures known at all these conditions.
std::vector<PvtScalar> fit_scalars(BehaviouralModel const& model, std::vector<std::string> const& processes,
                                   std::vector<Condition> const& conditions, std::vector<std::size_t> const& places,
                                   std::vector<FitScalar> const& scalars) {
    std::vector<PvtScalar> out;
    for (auto const& scalar : scalars) {
        auto chosen = scalar;
        chosen.values.clear();
        for (auto const place : places) chosen.values.push_back(scalar.values.at(place));
        if (std::all_of(chosen.values.begin(), chosen.values.end(), [](double v) { return std::isfinite(v); }))
            out.push_back(fit_scalar(model.terms, processes, conditions, chosen));
    }
    return out;
}

}  // namespace

NominalData nominal_data(FitInput const& input) {
    if (input.points.size() < fewest_points ||
        !std::is_sorted(input.points.begin(), input.points.end(), std::less_equal<>()))
        throw InputError(
            fmt::format("the input axis has {} points (a fit needs {} or more, ascending); store a finer "
                        "curve",
                        input.points.size(), fewest_points));
    std::map<std::size_t, FitTrial const*> by_condition;
    for (auto const& trial : input.trials)
        if (trial.sample == 0 && is_usable(input, trial)) by_condition.emplace(trial.condition, &trial);
    if (by_condition.empty())
        throw InputError(
            "no nominal trial has a curve and an LSB (they are what the static part is fitted to); run the "
            "campaign to its end, or look at its failures with 'cimchar status'");
    NominalData out;
    out.curves.resize(static_cast<Index>(by_condition.size()), static_cast<Index>(input.points.size()));
    for (auto const& [place, trial] : by_condition) {
        out.curves.row(static_cast<Index>(out.conditions.size())) = vector_of(trial->curve).transpose();
        out.conditions.push_back(input.conditions[place]);
        out.places.push_back(place);
        out.lsb.push_back(trial->lsb);
    }
    return out;
}

std::vector<double> viewed_points(FitInput const& input) {
    if (!input.pipeline) return input.points;
    std::vector<double> codes(input.pipeline->codes - 1);
    std::iota(codes.begin(), codes.end(), 1.0);
    return codes;
}

VectorXd viewed(FitInput const& input, VectorXd const& curve) {
    if (!input.pipeline) return curve;
    return vector_of(levels_v(*input.pipeline, list_of(curve))) / input.pipeline->lsb_v;
}

ChipData chip_data(FitInput const& input, NominalData const& nominal) {
    ChipData out;
    std::map<std::uint64_t, std::vector<ChipCurve>> by_chip;
    for (auto const& trial : input.trials) {
        auto const place = std::find(nominal.places.begin(), nominal.places.end(), trial.condition);
        auto const drawn = input.drawn.find(trial.sample);
        if (trial.sample == 0 || place == nominal.places.end() || drawn == input.drawn.end() ||
            !is_usable(input, trial))
            continue;
        CIMCHAR_EXPECT(drawn->second.size() == input.drawn_names.size());
        by_chip[trial.sample].push_back({0, static_cast<std::size_t>(place - nominal.places.begin()), &trial});
    }
    auto& d = out.deviations;
    d.names = input.drawn_names;
    d.lsb = MatrixXd::Zero(static_cast<Index>(by_chip.size()), static_cast<Index>(input.points.size()));
    d.drawn.resize(static_cast<Index>(by_chip.size()), static_cast<Index>(d.names.size()));
    double spread = 0;
    for (auto& [sample, curves] : by_chip) {
        auto const row = static_cast<Index>(d.samples.size());
        auto const deviation = [&](ChipCurve const& c) -> VectorXd {
            VectorXd const from_nominal =
                vector_of(c.trial->curve) - nominal.curves.row(static_cast<Index>(c.condition)).transpose();
            return from_nominal / nominal.lsb[c.condition];
        };
        for (auto const& curve : curves)
            d.lsb.row(row) += deviation(curve).transpose() / static_cast<double>(curves.size());
        for (auto& curve : curves) {
            spread += (deviation(curve) - d.lsb.row(row).transpose()).squaredNorm();
            curve.chip = d.samples.size();
            out.curves.push_back(curve);
        }
        d.drawn.row(row) = vector_of(input.drawn.at(sample)).transpose();
        d.samples.push_back(sample);
    }
    if (!out.curves.empty())
        out.condition_spread_lsb = std::sqrt(spread / static_cast<double>(out.curves.size() * input.points.size()));
    return out;
}

BehaviouralModel fit_nominal(FitInput const& input, NominalData const& nominal, std::vector<Index> const& rows,
                             std::optional<double> share) {
    BehaviouralModel model;
    std::vector<Condition> conditions;
    std::vector<std::size_t> places;
    FitScalar lsb{"lsb", input.ports.at(1).unit, "output change per input step", {}};
    for (auto const row : rows) {
        auto const c = static_cast<std::size_t>(row);
        conditions.push_back(nominal.conditions[c]);
        places.push_back(nominal.places[c]);
        lsb.values.push_back(nominal.lsb[c]);
    }
    auto const processes = processes_of(conditions);
    MatrixXd const curves = nominal.curves(rows, Eigen::all);
    model.points = input.points;
    model.domain.input = {input.points.front(), input.points.back()};
    model.domain.processes = domains_of(conditions);
    model.terms = choose_terms(conditions);
    model.terms.share = share ? *share : choose_share(model.terms, conditions, curves);
    model.pipeline = input.pipeline;
    model.transfer = input.pipeline ? through_all(input.points) : choose_basis(input.points, curves, lsb.values);
    fit_transfer(model.transfer, model.terms, processes, conditions, input.points, curves);
    model.lsb = fit_scalar(model.terms, processes, conditions, lsb);
    model.noise = fit_scalars(model, processes, conditions, places, input.noise);
    model.cost = fit_scalars(model, processes, conditions, places, input.cost);
    return model;
}

}  // namespace cimchar::model
