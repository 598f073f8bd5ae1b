#include "campaign/analysis.hpp"

#include "campaign/judge.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

namespace cimchar::campaign {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t fewest_for_cpk = 30;

/// A value of a chip, and the chip.
struct Value {
    std::uint64_t sample = 0;
    double value = 0;
};

std::vector<double> plain(std::vector<Value> const& values) {
    std::vector<double> out;
    for (auto const& v : values) out.push_back(v.value);
    return out;
}

bool independent(netlist::Sampling const& sampling) {
    return sampling.scheme == netlist::SamplingScheme::random;
}

bool around_failures(netlist::Sampling const& sampling) {
    return sampling.scheme == netlist::SamplingScheme::importance;
}

/// Mean of one figure of each randomization, with Student's interval.
Estimate over_randomizations(std::vector<double> const& figures) {
    if (figures.size() < 2) return {figures.empty() ? nothing : figures.front(), nothing, nothing};
    auto const s = metrics::summarize(figures);
    return {s.mean, s.mean_interval.lower, s.mean_interval.upper};
}

/// The values of every randomization that has any.
std::vector<std::vector<double>> by_randomization(std::vector<Value> const& values, netlist::Sampling const& sampling) {
    std::map<std::uint64_t, std::vector<double>> groups;
    for (auto const& v : values) groups[sampling.randomization_of(v.sample)].push_back(v.value);
    std::vector<std::vector<double>> out;
    for (auto& [randomization, group] : groups) out.push_back(std::move(group));
    return out;
}

double mean_of(std::vector<double> const& x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

Estimate mean_estimate(std::vector<Value> const& values, netlist::Sampling const& sampling) {
    if (values.size() < 2) return {values.empty() ? nothing : values.front().value, nothing, nothing};
    if (independent(sampling)) {
        auto const s = metrics::summarize(plain(values));
        return {s.mean, s.mean_interval.lower, s.mean_interval.upper};
    }
    std::vector<double> means;
    for (auto const& group : by_randomization(values, sampling)) means.push_back(mean_of(group));
    auto estimate = over_randomizations(means);
    estimate.value = mean_of(plain(values));
    return estimate;
}

/// Interval of a standard deviation whatever the population: ln s has variance (kurtosis - (n - 3)/(n - 1))/(4n).
Estimate std_by_fourth_moment(metrics::Summary const& s, std::vector<double> const& x) {
    double fourth = 0;
    double second = 0;
    for (double const v : x) {
        second += std::pow(v - s.mean, 2);
        fourth += std::pow(v - s.mean, 4);
    }
    auto const n = static_cast<double>(x.size());
    double const kurtosis = fourth * n / (second * second);
    double const half = boost::math::quantile(boost::math::normal(), 0.975) *
                        std::sqrt(std::max(kurtosis - (n - 3) / (n - 1), 0.0) / (4 * n));
    return {s.std, s.std * std::exp(-half), s.std * std::exp(half)};
}

Estimate std_estimate(std::vector<Value> const& values, netlist::Sampling const& sampling, bool rejected) {
    if (values.size() < 2) return {};
    auto const x = plain(values);
    auto const s = metrics::summarize(x);
    if (independent(sampling))
        return rejected ? std_by_fourth_moment(s, x) : Estimate{s.std, s.std_interval.lower, s.std_interval.upper};
    std::vector<double> stds;
    for (auto const& group : by_randomization(values, sampling))
        if (group.size() >= 2) stds.push_back(metrics::summarize(group).std);
    auto estimate = over_randomizations(stds);
    estimate.value = s.std;
    return estimate;
}

bool rejected(MeasureStatistics const& statistics) {
    return statistics.normality && statistics.normality->p_value < normality_level;
}

MeasureStatistics statistics_of(std::vector<Value> const& values, double nominal, netlist::Sampling const& sampling) {
    MeasureStatistics out{nominal, values.size(), {}, {}, nothing, nothing, {}, std::nullopt};
    if (values.empty()) return out;
    auto const x = plain(values);
    auto const [low, high] = std::minmax_element(x.begin(), x.end());
    out.min = *low;
    out.max = *high;
    if (around_failures(sampling)) return out;
    constexpr std::size_t fewest_for_normality = 8;
    if (independent(sampling) && x.size() >= fewest_for_normality && out.max > out.min)
        out.normality = metrics::anderson_darling(x);
    out.mean = mean_estimate(values, sampling);
    out.std = std_estimate(values, sampling, rejected(out));
    for (double const p : {0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999}) {
        auto const n = static_cast<double>(x.size());
        if (std::min(p, 1 - p) * (n + 1) < 1) continue;  // beyond the order statistics
        auto const q = metrics::quantile(x, p);
        bool const bounded =
            independent(sampling) && std::isfinite(q.interval.lower) && std::isfinite(q.interval.upper);
        out.quantiles.push_back(
            {p, {q.estimate, bounded ? q.interval.lower : nothing, bounded ? q.interval.upper : nothing}});
    }
    return out;
}

/// What became of one chip.
enum class Verdict { passed, outside, error };

struct Judged {
    std::uint64_t sample = 0;
    double weight = 1;  ///< of the chip
    Verdict verdict = Verdict::error;
};

Estimate yield_over_randomizations(std::vector<Judged> const& judged, netlist::Sampling const& sampling,
                                   bool count_errors) {
    std::vector<Value> values;
    for (auto const& j : judged)
        if (count_errors || j.verdict != Verdict::error)
            values.push_back({j.sample, j.verdict == Verdict::passed ? 1.0 : 0.0});
    auto estimate = mean_estimate(values, sampling);
    estimate.lower = std::max(estimate.lower, 0.0);
    estimate.upper = std::min(estimate.upper, 1.0);
    return estimate;
}

Estimate rest_of(double share, metrics::Interval const& interval) {
    return {1 - share, 1 - interval.upper, 1 - interval.lower};
}

/// `yield`, its counts known, gets its estimates from the weights.
void weigh(Yield& yield, std::vector<Judged> const& judged) {
    std::vector<double> outside;
    std::vector<double> failing;
    double errors = 0;
    for (auto const& j : judged) {
        if (j.verdict == Verdict::passed) continue;
        failing.push_back(j.weight);
        if (j.verdict == Verdict::outside) outside.push_back(j.weight);
        if (j.verdict == Verdict::error) errors += j.weight / static_cast<double>(judged.size());
    }
    yield.failing = metrics::weighted_share(failing, judged.size());
    yield.with_errors = rest_of(yield.failing->probability, yield.failing->interval);
    auto const simulated = metrics::weighted_share(outside, judged.size());
    double const without = 1 - std::min(errors, 1.0);
    if (!(without > 0)) return;
    yield.without_errors =
        rest_of(simulated.probability / without,
                {simulated.interval.lower / without, std::min(simulated.interval.upper / without, 1.0)});
}

Yield yield_of(std::vector<Judged> const& judged, netlist::Sampling const& sampling) {
    Yield yield;
    for (auto const& j : judged) {
        if (j.verdict == Verdict::passed) ++yield.passed;
        if (j.verdict == Verdict::outside) ++yield.outside;
        if (j.verdict == Verdict::error) ++yield.errors;
    }
    if (around_failures(sampling)) {
        if (!judged.empty()) weigh(yield, judged);
        return yield;
    }
    auto const simulated = yield.passed + yield.outside;
    yield.with_errors = independent(sampling) ? yield_estimate(yield.passed, simulated + yield.errors)
                                              : yield_over_randomizations(judged, sampling, true);
    yield.without_errors = independent(sampling) ? yield_estimate(yield.passed, simulated)
                                                 : yield_over_randomizations(judged, sampling, false);
    return yield;
}

/// Process capability with its interval (Bissell, Applied Statistics 1990).
std::optional<Estimate> cpk_of(Limit const& limit, MeasureStatistics const& s, netlist::Sampling const& sampling) {
    if (!independent(sampling) || s.n < fewest_for_cpk || !s.normality || rejected(s)) return std::nullopt;
    double const value = margin(limit, s.mean.value) / (3 * s.std.value);
    auto const n = static_cast<double>(s.n);
    double const half =
        boost::math::quantile(boost::math::normal(), 0.975) * std::sqrt(1 / (9 * n) + value * value / (2 * (n - 1)));
    return Estimate{value, value - half, value + half};
}

/// Where the records of a campaign lie.
class Records {
public:
    Records(CampaignSpec const& spec, std::vector<TrialRecord> const& records)
        : nominal_(spec.conditions.size(), nullptr), chips_(spec.conditions.size()) {
        for (auto const& record : records) {
            if (record.trial.sample == 0)
                nominal_.at(record.trial.condition) = &record;
            else
                chips_.at(record.trial.condition).push_back(&record);
        }
    }
    [[nodiscard]] TrialRecord const* nominal(std::size_t condition) const { return nominal_[condition]; }
    [[nodiscard]] std::vector<TrialRecord const*> const& chips(std::size_t condition) const {
        return chips_[condition];
    }

private:
    std::vector<TrialRecord const*> nominal_;
    std::vector<std::vector<TrialRecord const*>> chips_;
};

Verdict verdict_of(Limit const& limit, double value) {
    if (!std::isfinite(value)) return Verdict::error;
    return margin(limit, value) < 0 ? Verdict::outside : Verdict::passed;
}

/// A chip passes where all its trials do; it is an error where one has no value and none is outside.
Yield yield_of_chips(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
                     Records const& records) {
    std::map<std::uint64_t, Judged> chips;
    for (std::size_t c = 0; c < spec.conditions.size(); ++c)
        for (auto const* const record : records.chips(c)) {
            auto const sample = record->trial.sample;
            auto& verdict =
                chips.try_emplace(sample, Judged{sample, record->weight, Verdict::passed}).first->second.verdict;
            for (auto const& limit : spec.limits) {
                if (!applies(limit, spec.limits, c)) continue;
                auto const of_limit = verdict_of(limit, record->measures.at(column_of(limit, measures)));
                if (of_limit == Verdict::outside || (of_limit == Verdict::error && verdict == Verdict::passed))
                    verdict = of_limit;
            }
        }
    std::vector<Judged> judged;
    for (auto const& [sample, chip] : chips) judged.push_back(chip);
    return yield_of(judged, spec.sampling);
}

JudgedTrials judge(Limit const& limit, CampaignSpec const& spec, std::size_t column,
                   std::vector<TrialRecord> const& records) {
    JudgedTrials out;
    for (auto const& record : records) {
        double const value = record.measures.at(column);
        if (!std::isfinite(value) || !applies(limit, spec.limits, record.trial.condition)) continue;
        ++out.judged;
        out.worst.push_back({record.trial, value, margin(limit, value)});
        if (out.worst.back().margin < 0) ++out.outside;
    }
    auto const kept = std::min(out.worst.size(), worst_trials);
    std::partial_sort(out.worst.begin(), out.worst.begin() + static_cast<std::ptrdiff_t>(kept), out.worst.end(),
                      [](auto const& a, auto const& b) {
                          return a.margin != b.margin ? a.margin < b.margin : a.trial.id < b.trial.id;
                      });
    out.worst.resize(kept);
    return out;
}

}  // namespace

bool Analysis::limits_kept() const {
    return std::all_of(trials.begin(), trials.end(), [](auto const& of_limit) { return of_limit.outside == 0; });
}

Estimate yield_estimate(std::uint64_t passed, std::uint64_t n) {
    if (n == 0) return {};
    auto const interval = metrics::clopper_pearson(passed, n);
    return {static_cast<double>(passed) / static_cast<double>(n), interval.lower, interval.upper};
}

Analysis analyse(CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
                 std::vector<TrialRecord> const& all) {
    Records const records(spec, all);
    Analysis out;
    for (std::size_t c = 0; c < spec.conditions.size(); ++c) {
        auto const* const nominal = records.nominal(c);
        auto& of_condition = out.measures.emplace_back();
        for (std::size_t m = 0; m < measures.size(); ++m) {
            std::vector<Value> values;
            for (auto const* const record : records.chips(c))
                if (std::isfinite(record->measures.at(m)))
                    values.push_back({record->trial.sample, record->measures[m]});
            of_condition.push_back(
                statistics_of(values, nominal != nullptr ? nominal->measures.at(m) : nothing, spec.sampling));
        }
        for (std::size_t l = 0; l < spec.limits.size(); ++l) {
            auto const& limit = spec.limits[l];
            if (!applies(limit, spec.limits, c)) continue;
            auto const column = column_of(limit, measures);
            LimitStatistics statistics{l, c, {}, std::nullopt, std::nullopt};
            if (nominal != nullptr && std::isfinite(nominal->measures.at(column)))
                statistics.nominal_passes = verdict_of(limit, nominal->measures[column]) == Verdict::passed;
            std::vector<Judged> judged;
            for (auto const* const record : records.chips(c))
                judged.push_back(
                    {record->trial.sample, record->weight, verdict_of(limit, record->measures.at(column))});
            statistics.yield = yield_of(judged, spec.sampling);
            statistics.cpk = cpk_of(limit, of_condition[column], spec.sampling);
            out.limits.push_back(statistics);
        }
    }
    if (!spec.limits.empty()) out.chips = yield_of_chips(spec, measures, records);
    for (auto const& limit : spec.limits) out.trials.push_back(judge(limit, spec, column_of(limit, measures), all));
    return out;
}

}  // namespace cimchar::campaign
