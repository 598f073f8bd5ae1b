#include "app/contributions_report.hpp"

#include "app/text_layout.hpp"
#include "campaign/judge.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <limits>
#include <set>
#include <utility>

namespace cimchar::app {

namespace {
using Eigen::Index;
using nlohmann::ordered_json;

constexpr std::size_t label_width = 9;
constexpr std::size_t causes_shown = 3;
/// Smaller shares of a variance are not worth a name in the text, a number in JSON.
constexpr double worth_a_name = 0.01;
constexpr double worth_a_number = 0.001;

/// The chips of a condition.
struct Chips {
    Eigen::MatrixXd values;  ///< (chips × measures)
    Eigen::MatrixXd drawn;   ///< (chips × parameters)
};

Chips chips_at(std::size_t condition, campaign::ResultSchema const& schema,
               std::vector<campaign::TrialRecord> const& records) {
    std::vector<campaign::TrialRecord const*> chosen;
    for (auto const& record : records)
        if (record.trial.condition == condition && record.trial.sample > 0 && chosen.size() < most_chips)
            chosen.push_back(&record);
    Chips out;
    out.values.resize(static_cast<Index>(chosen.size()), static_cast<Index>(schema.measures.size()));
    out.drawn.resize(static_cast<Index>(chosen.size()), static_cast<Index>(schema.drawn.size()));
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        auto const row = static_cast<Index>(i);
        for (std::size_t m = 0; m < schema.measures.size(); ++m)
            out.values(row, static_cast<Index>(m)) = chosen[i]->measures.at(m);
        for (std::size_t p = 0; p < schema.drawn.size(); ++p)
            out.drawn(row, static_cast<Index>(p)) = chosen[i]->drawn.at(p);
    }
    return out;
}

/// (condition, measure): of a measure with a limit, where the smallest share of chips passes.
std::set<std::pair<std::size_t, std::size_t>> lowest_yields(campaign::CampaignSpec const& spec,
                                                            std::vector<circuits::MeasureInfo> const& measures,
                                                            campaign::Analysis const& analysis) {
    std::set<std::pair<std::size_t, std::size_t>> out;
    for (std::size_t m = 0; m < measures.size(); ++m) {
        double least = std::numeric_limits<double>::infinity();
        std::size_t at = 0;
        for (auto const& statistics : analysis.limits) {
            if (campaign::column_of(spec.limits[statistics.limit], measures) != m) continue;
            if (!(statistics.yield.with_errors.value < least)) continue;  // NaN without Monte Carlo
            least = statistics.yield.with_errors.value;
            at = statistics.condition;
        }
        if (least <= 1) out.emplace(at, m);
    }
    return out;
}

std::string outcome_text(model::MeasureContributions const& c) {
    switch (c.outcome) {
        case model::Outcome::explained:
            return causes_text(c.shares, c.r2, causes_shown) + (c.squares ? " (terms: linear and squares)" : "");
        case model::Outcome::unexplained:
            return "unexplained 100 %: the drawn parameters tell no more than chance";
        case model::Outcome::constant:
            return "does not vary";
        case model::Outcome::too_few:
            break;
    }
    return fmt::format("too few chips to tell ({}, of at least {})", c.n, model::fewest_chips);
}

char const* to_string(model::Outcome outcome) {
    switch (outcome) {
        case model::Outcome::explained:
            return "explained";
        case model::Outcome::unexplained:
            return "unexplained";
        case model::Outcome::constant:
            return "constant";
        case model::Outcome::too_few:
            break;
    }
    return "too_few";
}

}  // namespace

std::vector<MeasureSpread> measure_spreads(campaign::CampaignSpec const& spec, campaign::ResultSchema const& schema,
                                           std::vector<campaign::TrialRecord> const& records,
                                           campaign::Analysis const& analysis, bool all) {
    std::vector<MeasureSpread> out;
    // Chips around failures have not the variance of the circuit's.
    if (schema.drawn.empty() || schema.weighted) return out;
    auto const sigma = campaign::drawn_sigma(spec);
    auto const lowest = lowest_yields(spec, schema.measures, analysis);
    for (std::size_t c = 0; c < spec.conditions.size(); ++c) {
        auto const asked = [&](std::size_t m) { return lowest.contains({c, m}); };
        bool any = all;
        for (std::size_t m = 0; m < schema.measures.size(); ++m) any = any || asked(m);
        if (!any) continue;
        auto const chips = chips_at(c, schema, records);
        if (chips.values.rows() == 0) continue;
        for (std::size_t m = 0; m < schema.measures.size(); ++m)
            if (all || asked(m))
                out.push_back({c, m, asked(m),
                               model::measure_contributions(chips.values.col(static_cast<Index>(m)), chips.drawn,
                                                            schema.drawn, sigma)});
    }
    return out;
}

std::string spreads_text(campaign::CampaignSpec const& spec, std::vector<circuits::MeasureInfo> const& measures,
                         std::vector<MeasureSpread> const& spreads) {
    std::string text;
    for (auto const& spread : spreads)
        if (spread.has_limit)
            text += wrapped(cut_behind(fmt::format("spread   {} at {}: {}", measures[spread.measure].name,
                                                   campaign::describe(spec.conditions[spread.condition]),
                                                   outcome_text(spread.contributions)),
                                       ", "),
                            label_width);
    return text;
}

ordered_json contributions_json(model::MeasureContributions const& c) {
    return {
        {"outcome", to_string(c.outcome)}, {"n", c.n}, {"r2", c.r2}, {"unexplained", 1 - c.r2}, {"squares", c.squares},
        {"shares", causes_json(c.shares)}};
}

std::string causes_text(std::vector<model::Contribution> const& all, double explained, std::size_t shown) {
    std::string out;
    double rest = explained;
    std::size_t count = 0;
    for (; count < std::min(all.size(), shown) && all[count].share >= worth_a_name; ++count) {
        out += fmt::format("{} {:.0f} %, ", all[count].name, 100 * all[count].share);
        rest -= all[count].share;
    }
    if (auto const others = all.size() - count; others > 0)
        out += fmt::format("{} {} {:.0f} %, ", others,
                           count == 0    ? "small ones"
                           : others == 1 ? "other"
                                         : "others",
                           100 * rest);
    return out + fmt::format("unexplained {:.0f} %", 100 * (1 - explained));
}

ordered_json causes_json(std::vector<model::Contribution> const& all) {
    ordered_json causes = ordered_json::object();
    for (auto const& cause : all)
        if (cause.share > worth_a_number) causes[cause.name] = cause.share;
    return causes;
}

}  // namespace cimchar::app
