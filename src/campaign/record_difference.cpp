#include "campaign/record_difference.hpp"

#include <fmt/format.h>
#include <bit>
#include <cmath>
#include <cstdint>

namespace cimchar::campaign {

namespace {
bool same_bits(double a, double b) {
    return (std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool same_bits(std::vector<double> const& a, std::vector<double> const& b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) { return same_bits(x, y); });
}

std::string outcome(TrialRecord const& record) {
    return record.failure ? fmt::format("{}: {}", to_string(record.failure->kind), record.failure->message) : "passed";
}
}  // namespace

std::vector<std::string> differences(TrialRecord const& recorded, TrialRecord const& again,
                                     std::vector<circuits::MeasureInfo> const& measures) {
    std::vector<std::string> lines;
    if (outcome(recorded) != outcome(again))
        lines.push_back(fmt::format("outcome: recorded '{}', now '{}'", outcome(recorded), outcome(again)));
    if (recorded.measures.size() != again.measures.size() || measures.size() != again.measures.size())
        lines.emplace_back("the measures are not the same ones");
    else
        for (std::size_t i = 0; i < measures.size(); ++i)
            if (!same_bits(recorded.measures[i], again.measures[i]))
                lines.push_back(
                    fmt::format("{}: recorded {}, now {}", measures[i].name, recorded.measures[i], again.measures[i]));
    if (!same_bits(recorded.drawn, again.drawn)) lines.emplace_back("the drawn parameters of the chip");
    for (auto const& [name, points] : recorded.curves)
        if (auto const found = again.curves.find(name);
            found == again.curves.end() || !same_bits(points, found->second))
            lines.push_back(fmt::format("curve {}", name));
    if (recorded.ladder != again.ladder) lines.emplace_back("the rungs of the retry ladder that were needed");
    return lines;
}

}  // namespace cimchar::campaign
