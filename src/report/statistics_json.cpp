// Measures and their statistics as data.
#include "core/units.hpp"
#include "report/distribution.hpp"
#include "report/report_parts.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace cimchar::report {

namespace {

using campaign::Estimate;
using campaign::MeasureStatistics;
using nlohmann::ordered_json;

double six_digits(double value) {
    return std::isfinite(value) ? std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr) : value;
}

ordered_json estimate_json(Estimate const& e) {
    return {e.value, e.lower, e.upper};
}

/// What decides in which prefixed unit a measure is printed: the largest of its nominal values, means and spreads.
double magnitude_of(std::size_t measure, campaign::Analysis const& analysis) {
    double largest = 0;
    for (auto const& of_condition : analysis.measures) {
        auto const& s = of_condition[measure];
        for (double const value : {s.nominal, s.mean.value, s.std.value})
            if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
    }
    return largest;
}

ordered_json distribution_json(std::vector<double> const& values) {
    auto const d = distribution_of(values);
    std::vector<double> normal;
    std::vector<double> value;
    for (auto const& point : d.normal) {
        normal.push_back(point.normal);
        value.push_back(point.value);
    }
    return {{"from", d.from},
            {"width", d.width},
            {"counts", d.counts},
            {"normal", drawn_numbers(normal)},
            {"values", drawn_numbers(value)}};
}

ordered_json one_statistics_json(MeasureStatistics const& s, std::vector<double> const& values) {
    ordered_json json{{"nominal", s.nominal}, {"n", s.n}};
    if (s.n == 0) return json;
    json["mean"] = estimate_json(s.mean);
    json["std"] = estimate_json(s.std);
    json["min"] = s.min;
    json["max"] = s.max;
    json["quantiles"] = ordered_json::array();
    for (auto const& q : s.quantiles)
        json["quantiles"].push_back({q.probability, q.estimate.value, q.estimate.lower, q.estimate.upper});
    if (s.normality)
        json["normality"] = {{"statistic", s.normality->statistic},
                             {"p", s.normality->p_value},
                             {"rejected", s.normality->p_value < campaign::normality_level}};
    if (s.n > 1 && std::isfinite(s.mean.value)) json["distribution"] = distribution_json(values);
    return json;
}

}  // namespace

ordered_json drawn_numbers(std::vector<double> const& values) {
    auto list = ordered_json::array();
    for (double const value : values) list.push_back(six_digits(value));
    return list;
}

ordered_json measures_json(Gathered const& gathered, campaign::Analysis const& analysis) {
    auto list = ordered_json::array();
    for (std::size_t m = 0; m < gathered.measures.size(); ++m) {
        auto const& info = gathered.measures[m];
        auto const shown = scaled_unit(magnitude_of(m, analysis), info.unit);
        list.push_back({{"name", info.name},
                        {"unit", info.unit},
                        {"description", info.description},
                        {"shown_unit", shown.name},
                        {"shown_size", shown.size}});
    }
    return list;
}

ordered_json statistics_json(Gathered const& gathered, campaign::Analysis const& analysis) {
    auto const measures = gathered.measures.size();
    std::vector<std::vector<std::vector<double>>> values(gathered.spec.conditions.size(),
                                                         std::vector<std::vector<double>>(measures));
    for (auto const& record : gathered.records) {
        if (record.trial.sample == 0) continue;
        for (std::size_t m = 0; m < measures; ++m)
            if (std::isfinite(record.measures.at(m)))
                values.at(record.trial.condition)[m].push_back(record.measures[m]);
    }
    auto list = ordered_json::array();
    for (std::size_t c = 0; c < values.size(); ++c) {
        auto of_condition = ordered_json::array();
        for (std::size_t m = 0; m < measures; ++m)
            of_condition.push_back(one_statistics_json(analysis.measures[c][m], values[c][m]));
        list.push_back(std::move(of_condition));
    }
    return list;
}

}  // namespace cimchar::report
