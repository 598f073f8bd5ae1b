#include "spice/read_vectors.hpp"

#include "core/text.hpp"
#include "spice/deck.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>
#include <optional>
#include <set>

namespace cimchar::spice {

namespace {

/// The vectors of one plot, under the names ngspice keeps them.
struct Plot {
    std::string name;
    std::vector<std::string> vectors;

    /// ngspice's own spelling of `name` (it writes V(3) for a node that starts with a digit); empty if not there.
    [[nodiscard]] std::string find(std::string const& wanted) const {
        for (auto const& vector : vectors)
            if (auto const own = lower(vector); own == wanted || own == "v(" + wanted + ")") return vector;
        return {};
    }
};

bool is_scale(std::string const& name) {
    auto const own = lower(name);
    return own == "time" || own == "frequency" || own.ends_with("-sweep");
}

/// "v(out)" -> {"out"}, "v(a,b)" -> {"a", "b"}, "i(vdd)" -> {"vdd#branch"}, anything else itself.
std::vector<std::string> stored_names(std::string const& requested) {
    auto const name = lower(requested);
    bool const in_brackets = name.size() > 3 && name[1] == '(' && name.back() == ')';
    if (!in_brackets || (name[0] != 'v' && name[0] != 'i')) return {name};
    auto const inner = name.substr(2, name.size() - 3);
    if (name[0] == 'i') return {inner + "#branch"};
    auto const comma = inner.find(',');
    if (comma == std::string::npos) return {inner};
    return {inner.substr(0, comma), inner.substr(comma + 1)};
}

/// The vector from whichever plot has it; "0" is the ground of a difference.
std::optional<SimVector> fetch(Ngspice const& ngspice, std::vector<Plot> const& plots, std::string const& stored,
                               std::size_t points) {
    if (stored == "0" || stored == "gnd") return SimVector{std::vector<double>(points, 0.0), {}};
    for (auto const& plot : plots)
        if (auto const name = plot.find(stored); !name.empty()) return ngspice.vector(plot.name, name);
    return std::nullopt;
}

void subtract(SimVector& from, SimVector const& what) {
    for (std::size_t i = 0; i < std::min(from.re.size(), what.re.size()); ++i) from.re[i] -= what.re[i];
    for (std::size_t i = 0; i < std::min(from.im.size(), what.im.size()); ++i) from.im[i] -= what.im[i];
}

[[noreturn]] void missing(std::string const& vector, std::string const& analysis) {
    throw SimulationFailed({.kind = FailureKind::bad_netlist,
                            .message = fmt::format("ngspice has no vector '{}' after '{}' (no such node, source or "
                                                   "device quantity); check the name against the netlist",
                                                   vector, analysis),
                            .log_tail = ngspice_log().ring().tail(),
                            .ladder = {}});
}

/// The scale: from the plot that has one; an operating point gets a single 0.
std::pair<std::string, std::vector<double>> scale_of(Ngspice const& ngspice, std::vector<Plot> const& plots) {
    for (auto const& plot : plots)
        for (auto const& name : plot.vectors)
            if (is_scale(name))
                if (auto vector = ngspice.vector(plot.name, name)) return {lower(name), std::move(vector->re)};
    return {"point", {0.0}};
}

}  // namespace

std::vector<std::string> save_commands(std::vector<std::string> const& vectors) {
    // ngspice cuts a command off at 512 characters without a word.
    constexpr std::size_t longest = 400;
    std::set<std::string> stored;
    for (auto const& vector : vectors)
        for (auto& name : stored_names(vector))
            if (name != "0" && name != "gnd") stored.insert(std::move(name));
    std::vector<std::string> commands;
    for (auto const& name : stored) {
        if (commands.empty() || commands.back().size() + name.size() > longest) commands.emplace_back("save");
        commands.back() += " " + name;
    }
    return commands;
}

Waveforms read_vectors(Ngspice const& ngspice, Simulation const& simulation) {
    std::vector<Plot> plots;
    for (auto& plot : ngspice.plots()) {
        auto vectors = ngspice.vectors_of(plot);
        plots.push_back({std::move(plot), std::move(vectors)});
    }
    Waveforms waveforms;
    auto [scale_name, scale] = scale_of(ngspice, plots);
    auto const points = scale.size();
    waveforms.names.push_back(scale_name);
    waveforms.columns.push_back(std::move(scale));

    for (auto const& requested : simulation.vectors) {
        auto const stored = stored_names(requested);
        auto vector = fetch(ngspice, plots, stored.front(), points);
        if (vector && stored.size() == 2) {
            auto const other = fetch(ngspice, plots, stored.back(), points);
            if (!other) missing(requested, simulation.analysis);
            if (vector->im.empty() && !other->im.empty()) vector->im.assign(points, 0.0);
            subtract(*vector, *other);
        }
        // A total of a noise analysis is one number; it stands in every row.
        if (vector && vector->re.size() == 1) vector->re.resize(points, vector->re.front());
        if (!vector || vector->re.size() != points) missing(requested, simulation.analysis);
        if (vector->im.empty()) {
            waveforms.names.push_back(requested);
            waveforms.columns.push_back(std::move(vector->re));
        } else {
            waveforms.names.push_back("re(" + requested + ")");
            waveforms.columns.push_back(std::move(vector->re));
            waveforms.names.push_back("im(" + requested + ")");
            waveforms.columns.push_back(std::move(vector->im));
        }
    }
    return waveforms;
}

int first_non_finite(Waveforms const& waveforms) {
    for (std::size_t i = 0; i < waveforms.columns.size(); ++i) {
        auto const& column = waveforms.columns[i];
        if (!std::all_of(column.begin(), column.end(), [](double x) { return std::isfinite(x); }))
            return static_cast<int>(i);
    }
    return -1;
}

}  // namespace cimchar::spice
