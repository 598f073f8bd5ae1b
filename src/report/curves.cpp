#include "report/curves.hpp"

#include "core/error.hpp"
#include "metrics/statistics.hpp"
#include "metrics/transfer_linearity.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace cimchar::report {

namespace {

using circuits::MeasureInfo;
using circuits::Recipe;

bool of_linearity(MeasureInfo const& measure) {
    return measure.recipe == Recipe::inl_min || measure.recipe == Recipe::inl_max ||
           measure.recipe == Recipe::dnl_min || measure.recipe == Recipe::dnl_max;
}

std::optional<std::size_t> column_of_scalar(std::vector<MeasureInfo> const& measures, std::string const& source) {
    for (std::size_t m = 0; m < measures.size(); ++m)
        if (measures[m].recipe == Recipe::scalar && measures[m].source == source) return m;
    return std::nullopt;
}

/// Columns of the LSBs that measures of linearity name for this curve.
std::set<std::size_t> lsb_columns(std::vector<MeasureInfo> const& measures, std::string const& curve) {
    std::set<std::size_t> columns;
    for (auto const& measure : measures)
        if (of_linearity(measure) && measure.source == curve)
            if (auto const column = column_of_scalar(measures, measure.lsb_source)) columns.insert(*column);
    return columns;
}

bool all_finite(std::vector<double> const& y) {
    return std::all_of(y.begin(), y.end(), [](double v) { return std::isfinite(v); });
}

/// The curve against the line through its ends, as the measures have it (campaign/measures.cpp).
std::optional<metrics::TransferLinearity> linearity_of(std::vector<double> const& y, double lsb) {
    metrics::TransferOptions options;
    options.lsb = std::abs(lsb);
    try {
        return metrics::transfer_linearity(y, options);
    } catch (InputError const&) {
        return std::nullopt;
    }
}

/// Quantiles of every point over the chips; empty where they lie beyond the order statistics.
std::vector<double> quantiles(std::vector<std::vector<double>> const& chips, double probability) {
    auto const n = static_cast<double>(chips.size());
    if (chips.empty() || std::min(probability, 1 - probability) * (n + 1) < 1 - 1e-9) return {};
    std::vector<double> out;
    std::vector<double> at_point(chips.size());
    for (std::size_t p = 0; p < chips.front().size(); ++p) {
        std::transform(chips.begin(), chips.end(), at_point.begin(), [p](auto const& y) { return y[p]; });
        out.push_back(metrics::quantile(at_point, probability).estimate);
    }
    return out;
}

}  // namespace

CurveCollector::CurveCollector(std::vector<MeasureInfo> const& measures, std::vector<circuits::CurveInfo> const& curves,
                               std::size_t conditions, std::size_t budget_bytes) {
    std::size_t bytes_per_chip = 0;
    auto const add_spread = [&](CurveSpread spread) {
        bytes_per_chip += sizeof(double) * spread.points.size() * conditions;
        spreads_.push_back(std::move(spread));
        gathered_.emplace_back(conditions);
        return spreads_.size() - 1;
    };
    for (auto const& curve : curves) {
        Source source{add_spread({curve.name, curve.unit, curve.axis, curve.points, {}}), {}};
        auto const columns = lsb_columns(measures, curve.name);
        for (auto const column : columns) {
            constexpr std::size_t fewest_points = 3;  // of a line and something beside it
            if (curve.points.size() < fewest_points) continue;
            auto const lsb = columns.size() > 1 ? fmt::format(" by {}", measures[column].name) : "";
            auto const steps = std::vector<double>(curve.points.begin(), curve.points.end() - 1);
            Linearity linearity{column, 0, 0};
            linearity.inl =
                add_spread({fmt::format("INL of {}{}", curve.name, lsb), "LSB", curve.axis, curve.points, {}});
            linearity.dnl = add_spread({fmt::format("DNL of {}{}", curve.name, lsb), "LSB", curve.axis, steps, {}});
            source.linearity.push_back(linearity);
        }
        sources_.push_back(std::move(source));
    }
    constexpr std::size_t fewest_kept = 200;
    most_kept_ = std::max(fewest_kept, bytes_per_chip == 0 ? 0 : budget_bytes / bytes_per_chip);
}

void CurveCollector::put(std::size_t spread, campaign::Trial const& trial, std::vector<double> const& y) {
    auto& at = gathered_[spread].at(trial.condition);
    if (trial.sample == 0) {
        at.nominal = y;
        return;
    }
    if (at.chips++ == 0) {
        at.min = at.max = y;
    } else {
        for (std::size_t p = 0; p < y.size(); ++p) {
            at.min[p] = std::min(at.min[p], y[p]);
            at.max[p] = std::max(at.max[p], y[p]);
        }
    }
    if (at.kept.size() < most_kept_) at.kept.push_back(y);
}

void CurveCollector::add(campaign::TrialRecord const& record) {
    for (auto const& source : sources_) {
        auto const found = record.curves.find(spreads_[source.curve].name);
        if (found == record.curves.end() || !all_finite(found->second)) continue;
        put(source.curve, record.trial, found->second);
        for (auto const& linearity : source.linearity) {
            auto const got = linearity_of(found->second, record.measures.at(linearity.lsb));
            if (!got) continue;
            put(linearity.inl, record.trial, got->inl_lsb);
            put(linearity.dnl, record.trial, got->dnl_lsb);
        }
    }
}

std::vector<CurveSpread> CurveCollector::finish() const {
    auto spreads = spreads_;
    for (std::size_t s = 0; s < spreads.size(); ++s)
        for (auto const& at : gathered_[s])
            spreads[s].conditions.push_back({at.nominal, at.chips, at.kept.size(), quantiles(at.kept, 0.5),
                                             quantiles(at.kept, 0.05), quantiles(at.kept, 0.95), at.min, at.max});
    return spreads;
}

}  // namespace cimchar::report
