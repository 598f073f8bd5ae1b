#include "campaign/comparison.hpp"

#include "core/error.hpp"
#include "core/nearest.hpp"
#include "metrics/statistics.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <optional>

namespace cimchar::campaign {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

template <typename Infos>
std::optional<std::size_t> index_of(Infos const& infos, std::string const& name) {
    auto const found = std::find_if(infos.begin(), infos.end(), [&](auto const& info) { return info.name == name; });
    if (found == infos.end()) return std::nullopt;
    return static_cast<std::size_t>(found - infos.begin());
}

void require_known(std::vector<Tolerance> const& tolerances, ComparedCampaign const& a, ComparedCampaign const& b) {
    std::vector<std::string> names;
    for (auto const* side : {&a, &b}) {
        for (auto const& measure : side->schema.measures) names.push_back(measure.name);
        for (auto const& curve : side->schema.curves) names.push_back(curve.name);
    }
    for (auto const& tolerance : tolerances)
        if (!tolerance.name.empty() && std::find(names.begin(), names.end(), tolerance.name) == names.end())
            throw InputError(fmt::format("no measure or curve '{}' in either campaign{}", tolerance.name,
                                         suggestion(tolerance.name, names)));
}

Tolerance tolerance_of(std::string const& name, std::vector<Tolerance> const& tolerances) {
    Tolerance general;
    for (auto const& tolerance : tolerances) {
        if (tolerance.name == name) return tolerance;
        if (tolerance.name.empty()) general = tolerance;
    }
    return general;
}

/// Pairs of places of conditions; those of one side alone go to `unmatched`.
std::vector<std::pair<std::size_t, std::size_t>> matched(ComparedCampaign const& a, ComparedCampaign const& b,
                                                         bool in_order, std::vector<std::string>& unmatched) {
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    if (in_order) {
        if (a.conditions.size() != b.conditions.size())
            throw InputError(
                fmt::format("the campaigns have {} and {} conditions (in order, each needs its counterpart); "
                            "compare campaigns with equally many, or without --in-order",
                            a.conditions.size(), b.conditions.size()));
        for (std::size_t c = 0; c < a.conditions.size(); ++c) pairs.emplace_back(c, c);
        return pairs;
    }
    for (std::size_t c = 0; c < a.conditions.size(); ++c) {
        auto const found = std::find(b.conditions.begin(), b.conditions.end(), a.conditions[c]);
        if (found == b.conditions.end())
            unmatched.push_back(fmt::format("condition {} is in the first alone", describe(a.conditions[c])));
        else
            pairs.emplace_back(c, static_cast<std::size_t>(found - b.conditions.begin()));
    }
    for (auto const& condition : b.conditions)
        if (std::find(a.conditions.begin(), a.conditions.end(), condition) == a.conditions.end())
            unmatched.push_back(fmt::format("condition {} is in the second alone", describe(condition)));
    return pairs;
}

/// Names that both have, in the order of the first.
template <typename Infos>
std::vector<std::string> names_of_both(Infos const& a, Infos const& b, char const* what,
                                       std::vector<std::string>& unmatched) {
    std::vector<std::string> names;
    for (auto const& info : a) {
        if (index_of(b, info.name))
            names.push_back(info.name);
        else
            unmatched.push_back(fmt::format("{} '{}' is in the first alone", what, info.name));
    }
    for (auto const& info : b)
        if (!index_of(a, info.name))
            unmatched.push_back(fmt::format("{} '{}' is in the second alone", what, info.name));
    return names;
}

/// One measure of one campaign at one condition.
struct Values {
    double nominal = nothing;
    std::vector<double> chips;
    bool has_nominal = false;
};

Values values_of(ComparedCampaign const& side, std::size_t condition, std::size_t measure) {
    Values values;
    for (auto const& record : side.records) {
        if (record.trial.condition != condition) continue;
        double const value = record.measures.at(measure);
        if (record.trial.sample == 0) {
            values.nominal = value;
            values.has_nominal = true;
        } else if (std::isfinite(value)) {
            values.chips.push_back(value);
        }
    }
    return values;
}

double welch_half_width(metrics::Summary const& a, metrics::Summary const& b) {
    double const va = a.std * a.std / static_cast<double>(a.n);
    double const vb = b.std * b.std / static_cast<double>(b.n);
    if (!(va + vb > 0)) return 0;
    double const freedom =
        std::pow(va + vb, 2) / (va * va / static_cast<double>(a.n - 1) + vb * vb / static_cast<double>(b.n - 1));
    boost::math::students_t const t(freedom);
    return boost::math::quantile(t, 0.975) * std::sqrt(va + vb);
}

class Comparing {
public:
    Comparing(Comparison& out, std::vector<Tolerance> const& tolerances) : out_(out), tolerances_(tolerances) {}

    void add(Condition const& condition, std::string const& name, char const* figure, std::string const& unit, double a,
             double b, double uncertainty = nothing) {
        auto const tolerance = tolerance_of(name, tolerances_);
        double const allowed = std::max(tolerance.absolute, tolerance.relative * std::max(std::abs(a), std::abs(b)));
        out_.differences.push_back({condition, name, figure, unit, a, b, allowed, uncertainty});
    }
    void measure(Condition const& condition, circuits::MeasureInfo const& info, Values const& a, Values const& b) {
        if (a.has_nominal && b.has_nominal && !(std::isnan(a.nominal) && std::isnan(b.nominal)))
            add(condition, info.name, "nominal", info.unit, a.nominal, b.nominal);
        if (a.chips.size() < 2 || b.chips.size() < 2) return;
        auto const sa = metrics::summarize(a.chips);
        auto const sb = metrics::summarize(b.chips);
        add(condition, info.name, "mean", info.unit, sa.mean, sb.mean, welch_half_width(sa, sb));
        add(condition, info.name, "std", info.unit, sa.std, sb.std);
    }
    /// The point of the nominal curves that lie farthest apart.
    void curve(Condition const& condition, circuits::CurveInfo const& info, std::vector<double> const& a,
               std::vector<double> const& b) {
        double far_a = nothing;
        double far_b = nothing;
        double largest = -1;
        for (std::size_t i = 0; i < a.size(); ++i) {
            double const apart = std::abs(a[i] - b[i]);
            if (!(apart > largest)) continue;
            largest = apart;
            far_a = a[i];
            far_b = b[i];
        }
        if (largest >= 0) add(condition, info.name, "farthest point", info.unit, far_a, far_b);
    }

private:
    Comparison& out_;
    std::vector<Tolerance> const& tolerances_;
};

std::vector<double> const* nominal_curve(ComparedCampaign const& side, std::size_t condition, std::string const& name) {
    for (auto const& record : side.records) {
        if (record.trial.condition != condition || record.trial.sample != 0) continue;
        auto const found = record.curves.find(name);
        return found == record.curves.end() ? nullptr : &found->second;
    }
    return nullptr;
}

std::size_t failures(ComparedCampaign const& side) {
    return static_cast<std::size_t>(std::count_if(side.records.begin(), side.records.end(),
                                                  [](auto const& record) { return record.failure.has_value(); }));
}

}  // namespace

bool Difference::beyond() const {
    return !(std::abs(b - a) <= allowed);  // also if one is not a number
}

std::size_t Comparison::beyond() const {
    return static_cast<std::size_t>(
        std::count_if(differences.begin(), differences.end(), [](auto const& d) { return d.beyond(); }));
}

bool Comparison::agrees() const {
    return beyond() == 0 && unmatched.empty() && failed_b <= failed_a;
}

Comparison compare(ComparedCampaign const& a, ComparedCampaign const& b, std::vector<Tolerance> const& tolerances,
                   bool in_order) {
    require_known(tolerances, a, b);
    Comparison out;
    auto const pairs = matched(a, b, in_order, out.unmatched);
    auto const measures = names_of_both(a.schema.measures, b.schema.measures, "measure", out.unmatched);
    auto const curves = names_of_both(a.schema.curves, b.schema.curves, "curve", out.unmatched);
    Comparing comparing(out, tolerances);
    for (auto const& [at_a, at_b] : pairs) {
        auto const& condition = a.conditions[at_a];
        for (auto const& name : measures) {
            auto const in_a = *index_of(a.schema.measures, name);
            comparing.measure(condition, a.schema.measures[in_a], values_of(a, at_a, in_a),
                              values_of(b, at_b, *index_of(b.schema.measures, name)));
        }
        for (auto const& name : curves) {
            auto const& info = a.schema.curves[*index_of(a.schema.curves, name)];
            if (info.points != b.schema.curves[*index_of(b.schema.curves, name)].points) {
                if (at_a == pairs.front().first)
                    out.unmatched.push_back(fmt::format("curve '{}' is over other points in the second", name));
                continue;
            }
            auto const* const curve_a = nominal_curve(a, at_a, name);
            auto const* const curve_b = nominal_curve(b, at_b, name);
            if (curve_a != nullptr && curve_b != nullptr) comparing.curve(condition, info, *curve_a, *curve_b);
        }
    }
    if (out.differences.empty())
        throw InputError(
            "the campaigns have no figure in common (no condition, or no measure, is in both); compare runs of the "
            "same "
            "circuit, or use --in-order where their conditions correspond by place");
    out.failed_a = failures(a);
    out.failed_b = failures(b);
    return out;
}

}  // namespace cimchar::campaign
