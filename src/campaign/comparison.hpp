// Two campaigns side by side: nominal figures, means, standard deviations, curves and failures, against tolerances.
#pragma once
#include "campaign/result_sink.hpp"

#include <string>
#include <vector>

namespace cimchar::campaign {

/// What is compared of a campaign.
struct ComparedCampaign {
    std::vector<Condition> conditions;
    ResultSchema schema;
    std::vector<TrialRecord> records;
};

/// How far a figure may move: by `absolute` in its unit, or by `relative` of the larger magnitude, whichever is more.
struct Tolerance {
    std::string name;  ///< measure or curve; empty: all that are not named
    double absolute = 0;
    double relative = 0;
};

struct Difference {
    Condition condition;  ///< of the first campaign
    std::string name;     ///< of the measure or curve
    std::string figure;   ///< "nominal", "mean", "std", or "farthest point" of a nominal curve
    std::string unit;
    double a = 0;
    double b = 0;
    double allowed = 0;
    /// Half width of the 95 % interval of b - a that the numbers of chips leave a mean (Welch); NaN for other figures.
    double uncertainty = 0;
    [[nodiscard]] bool beyond() const;  ///< also where only one of both has a value
};

struct Comparison {
    std::vector<Difference> differences;  ///< all figures that both have, in the order of the first campaign
    std::vector<std::string> unmatched;   ///< conditions, measures and curves that one alone has, a line each
    std::size_t failed_a = 0;             ///< trials
    std::size_t failed_b = 0;

    [[nodiscard]] std::size_t beyond() const;
    /// Nothing beyond its tolerance, nothing unmatched, and no more failed trials in the second.
    [[nodiscard]] bool agrees() const;
};

/// Conditions are matched by what they are or, with `in_order`, by their places (then both need as many). Throws
/// InputError if a tolerance names what neither has, if the places do not match, or if no figure is in both. Pure.
[[nodiscard]] Comparison compare(ComparedCampaign const& a, ComparedCampaign const& b,
                                 std::vector<Tolerance> const& tolerances, bool in_order);

}  // namespace cimchar::campaign
