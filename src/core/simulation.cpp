#include "core/simulation.hpp"

#include "core/error.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <utility>

namespace cimchar {

bool same_content(Simulation const& a, Simulation const& b) {
    return a.analysis == b.analysis && a.temperature_c == b.temperature_c && a.alterations == b.alterations &&
           a.vectors == b.vectors && *a.deck == *b.deck;
}

namespace {
constexpr std::array<std::pair<FailureKind, std::string_view>, 6> failure_words{{
    {FailureKind::no_convergence, "no_convergence"},
    {FailureKind::timeout, "timeout"},
    {FailureKind::crash, "crash"},
    {FailureKind::out_of_memory, "out_of_memory"},
    {FailureKind::bad_netlist, "bad_netlist"},
    {FailureKind::undefined_measure, "undefined_measure"},
}};
}  // namespace

std::vector<double> const& Waveforms::operator[](std::string_view name) const {
    auto const found = std::find(names.begin(), names.end(), name);
    CIMCHAR_EXPECT(found != names.end());
    return columns[static_cast<std::size_t>(found - names.begin())];
}

double value_at(std::vector<double> const& x, std::vector<double> const& y, double at) {
    CIMCHAR_EXPECT(!x.empty() && x.size() == y.size());
    auto const upper = std::upper_bound(x.begin(), x.end(), at);
    if (upper == x.begin()) return y.front();
    if (upper == x.end()) return y.back();
    auto const i = static_cast<std::size_t>(upper - x.begin());
    double const fraction = (at - x[i - 1]) / (x[i] - x[i - 1]);
    return y[i - 1] + fraction * (y[i] - y[i - 1]);
}

std::string_view to_string(FailureKind kind) {
    for (auto const& [value, word] : failure_words)
        if (value == kind) return word;
    CIMCHAR_EXPECT(false);
    return {};
}

FailureKind failure_kind_from(std::string_view word) {
    for (auto const& [value, known] : failure_words)
        if (known == word) return value;
    throw InputError(fmt::format("unknown failure kind '{}' (the file is of a newer version?); update cimchar", word));
}

}  // namespace cimchar
