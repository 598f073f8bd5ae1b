#include "app/certificate.hpp"

#include "app/modes_report.hpp"
#include "model/bit_terms.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <cmath>

namespace cimchar::app {

namespace {

using Json = nlohmann::ordered_json;

std::string name_of(Condition const& c) {
    return fmt::format("{} {} °C {} V", c.process, c.temperature_c, c.supply_v);
}

Json json_of(Condition const& c) {
    return {{"process", c.process}, {"temperature_c", c.temperature_c}, {"supply_v", c.supply_v}};
}

Json json_of(model::Errors const& e) {
    return {{"max_lsb", e.max_lsb}, {"rms_lsb", e.rms_lsb}};
}

Json json_of(model::Population const& p) {
    Json tests = Json::object();
    for (auto const& test : p.tests) tests[test.figure] = {{"distance", test.distance}, {"p", test.p}};
    return {{"held_out", p.held_out},
            {"regenerated", p.regenerated},
            {"condition", json_of(p.condition)},
            {"ks", tests},
            {"energy_distance_lsb", p.energy_distance_lsb},
            {"energy_p", p.energy_p}};
}

std::string errors_line(std::string const& what, std::string const& n, model::Errors const& e) {
    return fmt::format("  {:<46} {:>6} {:>11.4f} {:>11.4f}\n", what, n, e.rms_lsb, e.max_lsb);
}

/// The nominal fit over all conditions: largest and rms error.
model::Errors static_errors(model::StaticCurve const& t) {
    model::Errors out;
    for (std::size_t c = 0; c < t.error_max_lsb.size(); ++c) {
        out.max_lsb = std::max(out.max_lsb, t.error_max_lsb[c]);
        out.rms_lsb += t.error_rms_lsb[c] * t.error_rms_lsb[c] / static_cast<double>(t.error_rms_lsb.size());
    }
    out.rms_lsb = std::sqrt(out.rms_lsb);
    return out;
}

std::string chips_text(model::HeldOutChips const& chips) {
    auto const n = std::to_string(chips.samples.size());
    return errors_line("held-out chips, from their drawn parameters", n, chips.model) +
           errors_line("  the modes at their best", "", chips.modes) +
           errors_line("  ideal line", "", chips.ideal_line) + errors_line("  nominal curve", "", chips.nominal_curve);
}

std::string population_text(model::Population const& p, char const* which) {
    auto out = fmt::format("  {} {} chips against {} regenerated ones at {}:\n", p.held_out, which, p.regenerated,
                           name_of(p.condition));
    for (auto const& test : p.tests)
        out += fmt::format("    {:<14} KS distance {:.3f}, p = {:.3f}\n", test.figure, test.distance, test.p);
    return out + fmt::format("    {:<14} energy distance {:.4f} LSB, p = {:.3f}\n", "whole curve",
                             p.energy_distance_lsb, p.energy_p);
}

}  // namespace

std::string certificate_text(model::BehaviouralModel const& m) {
    auto const& v = m.validation;
    std::string out = fmt::format("Certificate of {} ({})\n", m.block, m.origin.campaign_name);
    out += fmt::format("  {:<46} {:>6} {:>11} {:>11}\n", "error against simulation", "n", "rms [LSB]", "max [LSB]");
    out +=
        errors_line("nominal curves it was fitted to", std::to_string(v.conditions.size()), static_errors(m.transfer));
    for (auto const& held : v.held_out_conditions) {
        out += errors_line(
            fmt::format("{}held-out {}: {}", held.tried > 1 ? "worst " : "", held.kind, name_of(held.condition)),
            std::to_string(held.tried), held.model);
        out += errors_line("  ideal line", "", held.ideal_line);
        out += errors_line("  nominal curve", "", held.nominal_curve);
    }
    if (!v.chips.samples.empty()) out += chips_text(v.chips);
    out += modes_text(m.mismatch);
    if (v.population.held_out > 0) out += population_text(v.population, "held-out");
    if (v.fresh) out += population_text(*v.fresh, "fresh");
    if (v.speed_up > 0) out += fmt::format("  {:.0f} times faster than simulation, per curve\n", v.speed_up);
    for (auto const& concern : v.concerns) out += "  concern: " + concern + "\n";
    if (v.concerns.empty()) out += "  no concerns\n";
    return out;
}

Json certificate_json(model::BehaviouralModel const& m) {
    auto const& v = m.validation;
    Json held_out = Json::array();
    for (auto const& held : v.held_out_conditions)
        held_out.push_back({{"condition", json_of(held.condition)},
                            {"kind", held.kind},
                            {"tried", held.tried},
                            {"model", json_of(held.model)},
                            {"ideal_line", json_of(held.ideal_line)},
                            {"nominal_curve", json_of(held.nominal_curve)}});
    Json out{{"static", json_of(static_errors(m.transfer))},
             {"conditions", v.conditions.size()},
             {"held_out_conditions", held_out}};
    if (!v.chips.samples.empty())
        out["held_out_chips"] = {{"n", v.chips.samples.size()},
                                 {"model", json_of(v.chips.model)},
                                 {"modes", json_of(v.chips.modes)},
                                 {"ideal_line", json_of(v.chips.ideal_line)},
                                 {"nominal_curve", json_of(v.chips.nominal_curve)}};
    if (m.mismatch.modes_lsb.rows > 0) out["modes"] = modes_json(m.mismatch);
    if (v.population.held_out > 0) out["population"] = json_of(v.population);
    if (v.fresh) out["fresh"] = json_of(*v.fresh);
    if (v.speed_up > 0) out["speed_up"] = v.speed_up;
    out["concerns"] = v.concerns;
    return out;
}

std::string description_text(model::BehaviouralModel const& m) {
    auto out = fmt::format("{}: {} -> {}\n", m.block, m.ports.at(0).name, m.ports.at(1).name);
    out += fmt::format("  from     campaign '{}', seed {}: {} trials run, {} retried, {} failed\n",
                       m.origin.campaign_name, m.origin.seed, m.origin.run, m.origin.retried, m.origin.failed);
    out += fmt::format("  domain   input {} to {}\n", m.domain.input.min, m.domain.input.max);
    for (auto const& p : m.domain.processes)
        out += fmt::format("           {}: {} to {} °C, {} to {} V\n", p.process, p.temperature_c.min,
                           p.temperature_c.max, p.supply_v.min, p.supply_v.max);
    if (m.pipeline)
        out += fmt::format("  stages   {} of {} comparators and {} at the end: {} numbers", m.pipeline->stages,
                           m.pipeline->comparators, m.pipeline->flash, m.points.size());
    else
        out += m.transfer.basis == model::Basis::chebyshev
                   ? fmt::format("  static   Chebyshev of order {}{}",
                                 m.transfer.columns - 1 - model::bit_term_count(m.transfer.bits),
                                 m.transfer.bits == 0 ? "" : fmt::format(" and terms of {} bits", m.transfer.bits))
                   : fmt::format("  static   PCHIP through {} knots", m.transfer.columns);
    out += fmt::format(", {} terms in supply and temperature\n", m.terms.exponents.size());
    if (m.mismatch.samples.empty()) {
        out += "  mismatch none: the campaign had no Monte Carlo samples\n";
    } else {
        out += fmt::format("  mismatch {} chips: {} modes hold {:.2f} % of the local variance",
                           m.mismatch.samples.size(), m.mismatch.modes_lsb.rows, 100 * m.mismatch.explained);
        out += m.mismatch.global_names.empty()
                   ? "; no global part\n"
                   : fmt::format("; {} global parameters apart\n", m.mismatch.global_names.size());
    }
    auto const figures = [](char const* title, std::vector<model::PvtScalar> const& all) {
        std::string text;
        for (auto const& s : all) text += fmt::format("  {:<8} {} [{}]\n", title, s.name, s.unit);
        return text;
    };
    return out + figures("noise", m.noise) + figures("cost", m.cost);
}

Json description_json(model::BehaviouralModel const& m) {
    Json processes = Json::array();
    for (auto const& p : m.domain.processes)
        processes.push_back({{"process", p.process},
                             {"temperature_c", {p.temperature_c.min, p.temperature_c.max}},
                             {"supply_v", {p.supply_v.min, p.supply_v.max}}});
    Json ports = Json::array();
    for (auto const& p : m.ports) ports.push_back({{"name", p.name}, {"unit", p.unit}, {"direction", p.direction}});
    auto const names = [](std::vector<model::PvtScalar> const& all) {
        Json out = Json::array();
        for (auto const& s : all) out.push_back(s.name);
        return out;
    };
    Json out{{"kind", m.pipeline ? "converter" : "curve"},
             {"block", m.block},
             {"ports", ports},
             {"campaign", m.origin.campaign_name},
             {"seed", m.origin.seed},
             {"trials", {{"run", m.origin.run}, {"retried", m.origin.retried}, {"failed", m.origin.failed}}},
             {"domain", {{"input", {m.domain.input.min, m.domain.input.max}}, {"processes", processes}}},
             {"static",
              {{"basis", m.transfer.basis == model::Basis::chebyshev ? "chebyshev" : "pchip"},
               {"coefficients", m.transfer.columns},
               {"terms", m.terms.exponents.size()}}},
             {"mismatch",
              {{"chips", m.mismatch.samples.size()},
               {"modes", m.mismatch.modes_lsb.rows},
               {"explained", m.mismatch.explained},
               {"globals", m.mismatch.global_names}}},
             {"noise", names(m.noise)},
             {"cost", names(m.cost)}};
    if (m.pipeline)
        out["stages"] = {{"stages", m.pipeline->stages},
                         {"comparators", m.pipeline->decides()},
                         {"codes", m.pipeline->codes},
                         {"numbers", m.points.size()}};
    return out;
}

}  // namespace cimchar::app
