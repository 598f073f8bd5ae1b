#include "model/evaluate.hpp"

#include "core/error.hpp"
#include "core/nearest.hpp"
#include "core/random.hpp"
#include "model/mismatch.hpp"
#include "model/pvt.hpp"
#include "model/tables.hpp"
#include "model/transfer.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <Eigen/Cholesky>

namespace cimchar::model {

namespace {

/// Decimal fractions ("1.1") shall not fall outside by their last bit.
constexpr double slack = 1e-9;

bool contains(Limits limits, double value) {
    double const tolerance = slack * std::max({1.0, std::abs(limits.min), std::abs(limits.max)});
    return value >= limits.min - tolerance && value <= limits.max + tolerance;
}

std::size_t process_index(Domain const& domain, std::string const& process) {
    std::vector<std::string> names;
    for (auto const& p : domain.processes) {
        if (p.process == process) return names.size();
        names.push_back(p.process);
    }
    throw InputError(fmt::format("process '{}' was not characterized (the model knows no such corner){}", process,
                                 suggestion(process, names)));
}

/// Brings `value` into the limits, or throws. True if it was outside.
bool confine(double& value, Limits limits, Outside policy, std::string const& what, std::string const& unit) {
    if (contains(limits, value)) {
        value = std::clamp(value, limits.min, limits.max);
        return false;
    }
    if (policy == Outside::error || !std::isfinite(value))
        throw InputError(
            fmt::format("{} {}{} is outside the model's domain ({} to {}{}; nothing was simulated there); "
                        "stay within it, or choose the policy clamp",
                        what, value, unit, limits.min, limits.max, unit));
    value = std::clamp(value, limits.min, limits.max);
    return true;
}

/// The value below which a share Φ(z) of `sorted` lies, linear between the plotting positions (i + 1/2)/n.
double empirical_quantile(std::vector<double> const& sorted, double z) {
    double const p = 0.5 * std::erfc(-z / std::sqrt(2.0));
    auto const n = static_cast<double>(sorted.size());
    double const place = std::clamp(p * n - 0.5, 0.0, n - 1);
    auto const i = std::min(static_cast<std::size_t>(place), sorted.size() - 2);
    return sorted[i] + (place - static_cast<double>(i)) * (sorted[i + 1] - sorted[i]);
}

}  // namespace

double value_of(PvtScalar const& scalar, PvtTerms const& terms, std::size_t process, Condition const& condition) {
    auto const values = term_values(terms, condition.supply_v, condition.temperature_c);
    return matrix_of(scalar.coefficients).row(static_cast<Eigen::Index>(process)) * values;
}

Evaluation evaluate(BehaviouralModel const& model, Condition const& condition, std::span<double const> inputs,
                    VirtualChip const* chip) {
    auto const p = process_index(model.domain, condition.process);
    auto const& limits = model.domain.processes[p];
    auto at = condition;
    auto const policy = model.domain.outside;
    bool const condition_outside =
        static_cast<int>(confine(at.temperature_c, limits.temperature_c, policy, "temperature", " °C")) +
            static_cast<int>(confine(at.supply_v, limits.supply_v, policy, "supply", " V")) >
        0;
    Evaluation out;
    std::vector<double> x(inputs.begin(), inputs.end());
    for (auto& value : x) out.outside += confine(value, model.domain.input, policy, "input", "") ? 1 : 0;
    if (condition_outside) out.outside = x.size();

    Eigen::VectorXd y = nominal_curve(model.transfer, model.terms, p, at, model.points, x);
    out.lsb = value_of(model.lsb, model.terms, p, at);
    if (chip != nullptr) {
        auto const deviation = list_of(deviation_lsb(model.mismatch, chip->global, chip->scores));
        y += out.lsb * interpolated(model.points, deviation, x);
    }
    out.output = list_of(y);
    for (auto const& noise : model.noise) out.noise.push_back(value_of(noise, model.terms, p, at));
    for (auto const& cost : model.cost) out.cost.push_back(value_of(cost, model.terms, p, at));
    return out;
}

std::vector<VirtualChip> sample(BehaviouralModel const& model, std::uint64_t seed, std::size_t n) {
    if (model.mismatch.samples.empty())
        throw InputError(
            "the model holds no mismatch (its campaign had no Monte Carlo samples); run a campaign with "
            "samples and fit again");
    return sample(model.mismatch, seed, n);
}

std::vector<VirtualChip> sample(Mismatch const& mismatch, std::uint64_t seed, std::size_t n) {
    auto const modes = mismatch.modes_lsb.rows;
    std::vector<std::vector<double>> sorted(modes);
    for (std::size_t k = 0; k < modes; ++k) {
        for (std::size_t s = 0; s < mismatch.scores.rows; ++s) sorted[k].push_back(mismatch.scores(s, k));
        std::sort(sorted[k].begin(), sorted[k].end());
    }
    Eigen::MatrixXd lower;
    if (modes > 0) {
        Eigen::LLT<Eigen::MatrixXd> const cholesky(matrix_of(mismatch.correlation));
        CIMCHAR_ENSURE(cholesky.info() == Eigen::Success);
        lower = cholesky.matrixL();
    }

    std::vector<VirtualChip> chips(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t g = 0; g < mismatch.global_names.size(); ++g)
            chips[i].global.push_back(mismatch.global_sigma[g] *
                                      standard_normal(seed, stable_hash(mismatch.global_names[g]), i));
        Eigen::VectorXd z(static_cast<Eigen::Index>(modes));
        for (std::size_t k = 0; k < modes; ++k)
            z(static_cast<Eigen::Index>(k)) =
                standard_normal(seed, stable_hash("model.mode") + static_cast<std::uint64_t>(k), i);
        if (modes > 0) z = lower * z;
        for (std::size_t k = 0; k < modes; ++k) {
            double const zk = z(static_cast<Eigen::Index>(k));
            chips[i].scores.push_back(mismatch.normal[k] ? std::sqrt(mismatch.variances_lsb2[k]) * zk
                                                         : empirical_quantile(sorted[k], zk));
        }
    }
    return chips;
}

}  // namespace cimchar::model
