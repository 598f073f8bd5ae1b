#include "campaign/plan.hpp"
#include "campaign/spec_parts.hpp"
#include "core/error.hpp"
#include "netlist/files.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <bit>
#include <numbers>
#include <numeric>

namespace cimchar::campaign {

namespace {
constexpr Range vth_coefficient_range{"mV·µm", 0, 100};
constexpr Range beta_coefficient_range{"%·µm", 0, 100};
constexpr Range percent_range{"%", 0, 100};
constexpr Range capacitance_range{"F", 1e-18, 1};
constexpr Range vth_spread_range{"mV", 0, 500};
constexpr Range relative_range{"", 0, 1};

std::string const& cards_of(CampaignSpec const& spec) {
    return spec.own_description ? spec.own_description->process.cards : circuits::find_circuit(spec.circuit).cards;
}

/// Whose cards the circuit has; empty: not said.
std::string process_of(CampaignSpec const& spec) {
    if (spec.own_description && !spec.own_description->process.corners.empty())
        return spec.own_description->process.name;
    return std::string(netlist::shipped_process(cards_of(spec)).process);
}

constexpr double metres_per_mv_um = 1e-3 * 1e-6;   // mV·µm in V·m
constexpr double metres_per_pct_um = 1e-2 * 1e-6;  // %·µm in m

/// A circuit on cards that ship has the file of its process, any other the assumed one.
std::string usual_mismatch(CampaignSpec const& spec) {
    bool const own = spec.own_description != nullptr;
    return own ? "assumed_45nm" : std::string(netlist::shipped_process(cards_of(spec)).mismatch);
}

/// A global shift on top of a corner counts the spread of the process twice.
void warn_of_double_counting(CampaignSpec& spec) {
    if (!spec.vary.global) return;
    for (auto const index : spec.monte_carlo_at) {
        auto const& process = spec.conditions[index].process;
        if (process == "tt") continue;
        spec.warnings.push_back(
            fmt::format("Monte Carlo with global variation at corner {} counts the process twice (a corner is already "
                        "a global shift, so spreads come out too wide); set monte_carlo.global = false, or "
                        "monte_carlo.at to tt conditions",
                        process));
        return;
    }
}

/// Coefficients of one process say nothing of another.
void warn_of_another_process(CampaignSpec& spec) {
    auto const& drawn = spec.variation.process;
    auto const own = process_of(spec);
    if (drawn.empty() || drawn == own) return;
    auto const whose =
        own.empty() ? std::string("a process of [pdk.corners] without a name") : fmt::format("'{}'", own);
    spec.warnings.push_back(fmt::format(
        "monte_carlo.mismatch '{}' has the coefficients of '{}', and the circuit is on {} (its spreads may be "
        "far off); name a mismatch file of its process{}",
        spec.mismatch, drawn, whose,
        own.empty() ? fmt::format(", or write pdk.process = \"{}\" if that is what it is", drawn) : std::string()));
}

/// What is drawn has to reach the simulator.
void check_carriers(Section const& section, CampaignSpec const& spec) {
    if (!spec.own_description || !spec.own_description->process.vth_parameter.empty()) return;
    if (spec.vary.global)
        refuse("pdk.vth_parameter is empty, and the global shifts are of thresholds, so they would have no effect",
               section.where("global"), "name the parameter, or set monte_carlo.global = false");
    if (spec.own_description->process.beta_parameter.empty())
        refuse("pdk.vth_parameter and pdk.beta_parameter are both empty, so every chip would be the nominal",
               section.where("samples"), "name one of them, or set monte_carlo.samples = 0");
}
}  // namespace

netlist::Sampling read_sampling(Section const& section) {
    using netlist::SamplingScheme;
    netlist::Sampling sampling;
    sampling.samples = section.count("samples", 100'000'000, 0);
    auto const scheme = section.word("scheme", "random");
    if (scheme == "lhs") sampling.scheme = SamplingScheme::lhs;
    if (scheme == "sobol") sampling.scheme = SamplingScheme::sobol;
    if (scheme == "importance") sampling.scheme = SamplingScheme::importance;
    if (scheme != "random" && sampling.scheme == SamplingScheme::random)
        refuse(fmt::format("monte_carlo.scheme is '{}'", scheme), section.where("scheme"),
               "write \"random\", \"lhs\", \"sobol\" or \"importance\"");
    if (sampling.scheme == SamplingScheme::random || sampling.scheme == SamplingScheme::importance) {
        if (section.has("randomizations"))
            refuse("monte_carlo.randomizations is of lhs and sobol (other chips are independent as they are)",
                   section.where("randomizations"), "leave it out, or choose one of them");
        return sampling;
    }
    constexpr std::uint64_t usual_randomizations = 8;
    sampling.randomizations = section.count("randomizations", 1000, usual_randomizations);
    auto const n = sampling.randomizations;
    if (n < 2)
        refuse("monte_carlo.randomizations is below 2 (one randomization says nothing of how sure its mean is)",
               section.where("randomizations"), "8 to 16 are usual");
    if (sampling.samples == 0) return sampling;
    auto const per = std::max<std::uint64_t>(sampling.samples / n, 1);
    auto const fitting = sampling.scheme == SamplingScheme::sobol ? std::bit_ceil(per) : per;
    if (sampling.samples != fitting * n)
        refuse(fmt::format("monte_carlo.samples = {} are not {} randomizations of {}", sampling.samples, n,
                           sampling.scheme == SamplingScheme::sobol ? "a power of two of chips each"
                                                                    : "equally many chips each"),
               section.where("samples"), fmt::format("write {}, or change randomizations", fitting * n));
    return sampling;
}

netlist::VariationModel read_mismatch(std::string const& text, std::string const& place) {
    auto const parsed = parse_toml(text, place);
    Section const file(parsed, "", place);
    file.allow_only({"title", "process", "local", "capacitor", "global", "rram"});
    auto const local = file.section("local");
    auto const capacitor = file.section("capacitor");
    auto const global = file.section("global");
    auto const rram = file.section("rram");
    local.allow_only({"source", "per", "nmos_vth_mv_um", "pmos_vth_mv_um", "nmos_beta_pct_um", "pmos_beta_pct_um"});
    capacitor.allow_only({"source", "relative_pct", "reference_f"});
    global.allow_only({"source", "nmos_vth_mv", "pmos_vth_mv"});
    rram.allow_only({"source", "relative"});
    for (auto const& section : {local, capacitor, global, rram})
        if (!section.table().empty())
            section.require("source", "and a figure without its origin cannot be judged",
                            "say where the figures come from, or \"assumed\"");
    if (!local.table().empty())
        local.require("per", "and figures of a pair are √2 of a device's", "write per = \"device\" or \"pair\"");
    auto const per = local.word("per", "device");
    if (per != "device" && per != "pair")
        refuse(fmt::format("local.per is '{}'", per), local.where("per"), "write \"device\" or \"pair\"");
    double const share = per == "pair" ? 1 / std::numbers::sqrt2 : 1.0;

    netlist::VariationModel model;
    model.process = file.word("process", "");
    model.nmos_vth_v_m = local.number("nmos_vth_mv_um", vth_coefficient_range, 0) * share * metres_per_mv_um;
    model.pmos_vth_v_m = local.number("pmos_vth_mv_um", vth_coefficient_range, 0) * share * metres_per_mv_um;
    model.nmos_beta_m = local.number("nmos_beta_pct_um", beta_coefficient_range, 0) * share * metres_per_pct_um;
    model.pmos_beta_m = local.number("pmos_beta_pct_um", beta_coefficient_range, 0) * share * metres_per_pct_um;
    model.capacitor_relative = capacitor.number("relative_pct", percent_range, 0) / 100;
    model.capacitor_reference_f = capacitor.number("reference_f", capacitance_range, 1e-15);
    model.global_nmos_vth_v = global.number("nmos_vth_mv", vth_spread_range, 0) / 1000;
    model.global_pmos_vth_v = global.number("pmos_vth_mv", vth_spread_range, 0) / 1000;
    model.rram_relative = rram.number("relative", relative_range, 0);
    return model;
}

void read_monte_carlo(Section const& section, NamedFiles& files, Condition const& nominal, CampaignSpec& spec) {
    section.allow_only(
        {"samples", "scheme", "randomizations", "around", "until", "at", "mismatch", "local", "global", "rram"});
    spec.sampling = read_sampling(section);
    spec.vary = {section.flag("local", true), section.flag("global", true), section.flag("rram", true)};
    std::vector<std::size_t> places(spec.conditions.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    if (section.has("at")) places = read_places(section, "monte_carlo.at", spec.conditions, nominal);
    if (spec.sampling.samples == 0 && !section.has("mismatch")) return;
    spec.mismatch = section.word("mismatch", usual_mismatch(spec));
    std::string place;
    spec.mismatch_source = files.read("mismatch", spec.mismatch, section.where("mismatch"), place);
    spec.variation = read_mismatch(spec.mismatch_source, place);
    if (spec.sampling.samples == 0) return;
    if (!spec.vary.local && !spec.vary.global && !spec.vary.rram)
        refuse("monte_carlo varies nothing: local, global and rram are all false, so every chip would be the nominal",
               section.where("samples"), "switch one on, or set samples = 0");
    check_carriers(section, spec);
    spec.monte_carlo_at = places;
    warn_of_double_counting(spec);
    warn_of_another_process(spec);
}

}  // namespace cimchar::campaign
