#include "app/modes_report.hpp"

#include "app/contributions_report.hpp"
#include "model/contributions.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <numeric>

namespace cimchar::app {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t modes_shown = 5;
constexpr std::size_t causes_shown = 4;

/// Of the local variance, which the modes hold `explained` of.
double share_of(model::Mismatch const& m, std::size_t mode) {
    double const held = std::accumulate(m.variances_lsb2.begin(), m.variances_lsb2.end(), 0.0);
    return m.explained * m.variances_lsb2[mode] / held;
}

}  // namespace

std::string modes_text(model::Mismatch const& m) {
    auto const modes = m.modes_lsb.rows;
    if (modes == 0) return "";
    auto out = fmt::format("  {:<40} {:>9} {:>12} {:>12}\n", "modes of the chips' deviations", "σ [LSB]",
                           "variance [%]", "explained [%]");
    for (std::size_t k = 0; k < std::min(modes, modes_shown); ++k) {
        out += fmt::format("    {:<38} {:>8.4f} {:>12.3g} {:>13}\n",
                           fmt::format("{}, {}", k + 1, m.normal[k] ? "normal" : "not normal: keeps its distribution"),
                           std::sqrt(m.variances_lsb2[k]), 100 * share_of(m, k),
                           m.r2.empty() ? "-" : fmt::format("{:.1f}", 100 * m.r2[k]));
        auto const causes = model::contributions(m, k);
        if (!causes.empty()) out += "      by " + causes_text(causes, m.r2[k], causes_shown) + "\n";
    }
    if (modes > modes_shown) out += fmt::format("    and {} smaller ones\n", modes - modes_shown);
    return out;
}

Json modes_json(model::Mismatch const& m) {
    Json out = Json::array();
    for (std::size_t k = 0; k < m.modes_lsb.rows; ++k) {
        Json mode{{"sigma_lsb", std::sqrt(m.variances_lsb2[k])},
                  {"variance_share", share_of(m, k)},
                  {"normal", static_cast<bool>(m.normal[k])}};
        if (!m.r2.empty()) {
            mode["r2"] = m.r2[k];
            mode["contributions"] = causes_json(model::contributions(m, k));
        }
        out.push_back(mode);
    }
    return out;
}

}  // namespace cimchar::app
