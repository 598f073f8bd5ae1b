#include "app/shift_add_certificate.hpp"

#include "app/modes_report.hpp"

#include <fmt/format.h>

namespace cimchar::app {

namespace {

using Json = nlohmann::ordered_json;
using model::SumErrors;

std::string name_of(Condition const& c) {
    return fmt::format("{} {} °C {} V", c.process, c.temperature_c, c.supply_v);
}

std::string errors_line(std::string const& what, std::string const& n, SumErrors const& e) {
    return fmt::format("  {:<54} {:>6} {:>9.3f} {:>9.3f}\n", what, n, 1e3 * e.rms_v, 1e3 * e.max_v);
}

std::string held_out_text(std::string const& what, model::HeldOutSums const& held) {
    return errors_line(what, std::to_string(held.count), held.model) + errors_line("  ideal sum", "", held.ideal) +
           errors_line("  ideal sum and a straight line", "", held.line);
}

std::string chips_text(model::HeldOutSumChips const& c) {
    return errors_line(fmt::format("held-out chips, {} conversions each: nominal chip", c.conversions),
                       std::to_string(c.chips), c.nominal) +
           errors_line("  ideal sum", "", c.ideal) + errors_line("  from their drawn parameters", "", c.drawn) +
           errors_line("  from half of their conversions, of the other half", "", c.measured) +
           errors_line("  from all of their conversions", "", c.functions);
}

std::string population_text(model::SumPopulation const& p) {
    auto out = fmt::format(
        "  {} {} chips of '{}' against {} regenerated from {} others\n    {:<22} {:>12} {:>12} {:>12} "
        "{:>8}\n",
        p.simulated, p.fresh ? "fresh" : "held-out", p.campaign, p.regenerated, p.fitted_to, "over chips", "simulated",
        "regenerated", "KS distance", "p");
    for (std::size_t f = 0; f < p.tests.size(); ++f)
        out += fmt::format("    {:<22} {:>9.3f} mV {:>9.3f} mV {:>12.3f} {:>8.3f}\n", "rms of " + p.tests[f].figure,
                           1e3 * p.simulated_rms_v[f], 1e3 * p.regenerated_rms_v[f], p.tests[f].distance, p.tests[f].p);
    out += fmt::format("    {:<22} {:>12} {:>12} {:>12.3f} {:>8.3f}\n", "all errors together", "", "",
                       p.pooled_distance, p.pooled_p);
    return out + fmt::format("    {:<22} {:>12} {:>8.3f} LSB {:>12} {:>8.3f}\n", "energy distance", "",
                             p.energy_distance_lsb, "", p.energy_p);
}

Json json_of(SumErrors const& e) {
    return {{"max_v", e.max_v}, {"rms_v", e.rms_v}};
}

Json json_of(model::HeldOutSums const& held) {
    return {{"n", held.count},
            {"model", json_of(held.model)},
            {"ideal", json_of(held.ideal)},
            {"line", json_of(held.line)}};
}

Json json_of(model::SumPopulation const& p) {
    Json figures = Json::object();
    for (std::size_t f = 0; f < p.tests.size(); ++f)
        figures[p.tests[f].figure] = {{"distance", p.tests[f].distance},
                                      {"p", p.tests[f].p},
                                      {"simulated_rms_v", p.simulated_rms_v[f]},
                                      {"regenerated_rms_v", p.regenerated_rms_v[f]}};
    return {{"campaign", p.campaign},
            {"fresh", p.fresh},
            {"simulated", p.simulated},
            {"regenerated", p.regenerated},
            {"fitted_to", p.fitted_to},
            {"ks", figures},
            {"pooled", {{"distance", p.pooled_distance}, {"p", p.pooled_p}}},
            {"energy_distance_lsb", p.energy_distance_lsb},
            {"energy_p", p.energy_p}};
}

std::string functions_text(model::DeviationFunctions const& f) {
    std::string out = "1";
    if (f.inputs) out += ", the inputs";
    if (f.degree > 1) out += fmt::format(", powers of the ideal sum up to {}", f.degree);
    if (f.slopes) out += ", the units' slopes";
    return out;
}

}  // namespace

std::string certificate_text(model::ShiftAddModel const& m) {
    auto const& v = m.validation;
    std::string out = fmt::format("Certificate of {} ({})\n", m.block, m.origin.campaign_name);
    out += fmt::format("  {:<54} {:>6} {:>9} {:>9}\n", "error against simulation", "n", "rms [mV]", "max [mV]");
    out += held_out_text("held-out cycles", v.cycles);
    out += held_out_text("held-out conversions, by the model's own sums", v.conversions);
    if (v.chips.chips > 0) out += chips_text(v.chips);
    out += modes_text(m.mismatch);
    for (auto const& p : v.populations) out += population_text(p);
    if (v.speed_up > 0) out += fmt::format("  {:.0f} times faster than simulation, per conversion\n", v.speed_up);
    for (auto const& concern : v.concerns) out += "  concern: " + concern + "\n";
    if (v.concerns.empty()) out += "  no concerns\n";
    return out;
}

Json certificate_json(model::ShiftAddModel const& m) {
    auto const& v = m.validation;
    Json out{{"held_out_cycles", json_of(v.cycles)}, {"held_out_conversions", json_of(v.conversions)}};
    if (v.chips.chips > 0)
        out["held_out_chips"] = {{"n", v.chips.chips},
                                 {"conversions", v.chips.conversions},
                                 {"nominal", json_of(v.chips.nominal)},
                                 {"ideal", json_of(v.chips.ideal)},
                                 {"drawn", json_of(v.chips.drawn)},
                                 {"measured", json_of(v.chips.measured)},
                                 {"functions", json_of(v.chips.functions)}};
    if (m.mismatch.modes_lsb.rows > 0) out["modes"] = modes_json(m.mismatch);
    out["populations"] = Json::array();
    for (auto const& p : v.populations) out["populations"].push_back(json_of(p));
    if (v.speed_up > 0) out["speed_up"] = v.speed_up;
    out["concerns"] = v.concerns;
    return out;
}

std::string description_text(model::ShiftAddModel const& m) {
    auto out = fmt::format("{}: {} inputs -> {}, {} cycles a conversion\n", m.block, m.weights.size(),
                           m.ports.back().name, m.slices);
    out += fmt::format("  from     campaign '{}', seed {}: {} trials run, {} retried, {} failed\n",
                       m.origin.campaign_name, m.origin.seed, m.origin.run, m.origin.retried, m.origin.failed);
    out += fmt::format("  domain   {}\n", name_of(m.condition));
    for (std::size_t i = 0; i < m.domain.size(); ++i)
        out += fmt::format("           {} {:.4g} to {:.4g} V\n", m.ports[i].name, m.domain[i].min, m.domain[i].max);
    out += fmt::format("  sum      ideal weights, a line and {} tanh units\n", m.network.outputs.size());
    if (m.mismatch.samples.empty()) return out + "  mismatch none: there were no Monte Carlo chips\n";
    out += fmt::format("  mismatch {} chips of '{}', seed {}: {} functions ({}) in {} modes", m.mismatch.samples.size(),
                       m.chips_campaign, m.chips_seed, m.functions.sums.rows, functions_text(m.functions),
                       m.mismatch.modes_lsb.rows);
    out += m.mismatch.global_names.empty()
               ? "; no global part\n"
               : fmt::format("; {} global parameters apart\n", m.mismatch.global_names.size());
    return out + fmt::format("           they leave {:.3g} mV rms of a cycle's deviation; 1 LSB = {:.4g} mV\n",
                             1e3 * m.left_rms_v, 1e3 * m.lsb_v);
}

Json description_json(model::ShiftAddModel const& m) {
    Json ports = Json::array();
    for (auto const& p : m.ports) ports.push_back({{"name", p.name}, {"unit", p.unit}, {"direction", p.direction}});
    Json inputs = Json::object();
    for (std::size_t i = 0; i < m.domain.size(); ++i) inputs[m.ports[i].name] = {m.domain[i].min, m.domain[i].max};
    return {{"kind", "shift_add"},
            {"block", m.block},
            {"ports", ports},
            {"campaign", m.origin.campaign_name},
            {"seed", m.origin.seed},
            {"trials", {{"run", m.origin.run}, {"retried", m.origin.retried}, {"failed", m.origin.failed}}},
            {"domain",
             {{"process", m.condition.process},
              {"temperature_c", m.condition.temperature_c},
              {"supply_v", m.condition.supply_v},
              {"inputs_v", inputs}}},
            {"slices", m.slices},
            {"units", m.network.outputs.size()},
            {"mismatch",
             {{"chips", m.mismatch.samples.size()},
              {"campaign", m.chips_campaign},
              {"functions", m.functions.sums.rows},
              {"modes", m.mismatch.modes_lsb.rows},
              {"left_rms_v", m.left_rms_v},
              {"globals", m.mismatch.global_names}}}};
}

}  // namespace cimchar::app
