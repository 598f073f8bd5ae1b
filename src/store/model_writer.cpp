#include "store/common_tables.hpp"
#include "store/durable_file.hpp"
#include "store/hdf5.hpp"
#include "store/model_file.hpp"
#include "store/model_parts.hpp"

#include "core/error.hpp"

#include <array>

namespace cimchar::store {

namespace {

using model::Table;

void write_domain(h5::Handle const& file, model::Domain const& domain) {
    auto const g = h5::create_group(file, "domain");
    constexpr std::array policies{"error", "clamp", "count"};
    h5::set_attribute<std::string>(g, "outside", policies.at(static_cast<std::size_t>(domain.outside)));
    put(g, "input", "1", std::vector{domain.input.min, domain.input.max});
    std::vector<std::string> process;
    std::vector<double> temperature_c;
    std::vector<double> supply_v;
    for (auto const& p : domain.processes) {
        process.push_back(p.process);
        temperature_c.insert(temperature_c.end(), {p.temperature_c.min, p.temperature_c.max});
        supply_v.insert(supply_v.end(), {p.supply_v.min, p.supply_v.max});
    }
    h5::write(g, "process", process);
    put(g, "temperature_c", "°C", temperature_c, {process.size(), 2});
    put(g, "supply_v", "V", supply_v, {process.size(), 2});
}

void write_scalar(h5::Handle const& where, model::PvtScalar const& scalar) {
    auto const dataset = h5::write(where, scalar.name, scalar.coefficients.values,
                                   {scalar.coefficients.rows, scalar.coefficients.columns});
    h5::set_attribute(dataset, "unit", scalar.unit);
    h5::set_attribute(dataset, "description", scalar.description);
    h5::set_attribute(dataset, "error_max", scalar.error_max);
}

void write_static(h5::Handle const& file, model::BehaviouralModel const& m) {
    auto const g = h5::create_group(file, "static");
    auto const& t = m.transfer;
    auto const& unit = m.ports.at(1).unit;
    h5::set_attribute<std::string>(g, "basis", t.basis == model::Basis::chebyshev ? "chebyshev" : "pchip");
    h5::set_attribute<std::uint64_t>(g, "bits", t.bits);
    h5::set_attribute(g, "share", m.terms.share);
    std::vector<std::uint64_t> exponents;
    for (auto const& [i, j] : m.terms.exponents) exponents.insert(exponents.end(), {i, j});
    put_counts(g, "exponents", exponents, {m.terms.exponents.size(), 2});
    put(g, "supply_v", "V", std::vector{m.terms.supply_center_v, m.terms.supply_scale_v});
    put(g, "temperature_c", "°C", std::vector{m.terms.temperature_center_c, m.terms.temperature_scale_c});
    put(g, "points", "1", m.points);
    if (t.basis == model::Basis::pchip) put(g, "knots", "1", t.knots);
    put(g, "coefficients", unit, t.coefficients, {m.domain.processes.size(), m.terms.exponents.size(), t.columns});
    put(g, "pattern", unit, t.pattern);
    write_scalar(g, m.lsb);
    put(g, "error_max", "LSB", t.error_max_lsb);
    put(g, "error_rms", "LSB", t.error_rms_lsb);
}

void append(std::vector<double>& out, model::Errors const& errors) {
    out.insert(out.end(), {errors.max_lsb, errors.rms_lsb});
}

void write_held_out_conditions(h5::Handle const& where, std::vector<model::HeldOutCondition> const& all,
                               std::string const& unit, std::size_t points) {
    auto const g = h5::create_group(where, "held_out_conditions");
    std::vector<Condition> conditions;
    std::vector<std::string> kind;
    std::vector<double> simulated;
    std::vector<double> predicted;
    std::vector<double> errors;
    std::vector<std::uint64_t> tried;
    for (auto const& held : all) {
        tried.push_back(held.tried);
        conditions.push_back(held.condition);
        kind.push_back(held.kind);
        simulated.insert(simulated.end(), held.simulated.begin(), held.simulated.end());
        predicted.insert(predicted.end(), held.predicted.begin(), held.predicted.end());
        append(errors, held.model);
        append(errors, held.ideal_line);
        append(errors, held.nominal_curve);
    }
    write_conditions(g, conditions);
    h5::write(g, "kind", kind);
    put_counts(g, "tried", tried, {all.size()});
    put(g, "simulated", unit, simulated, {all.size(), points});
    put(g, "predicted", unit, predicted, {all.size(), points});
    put(g, "errors", "LSB", errors, {all.size(), 3, 2});
}

void write_chips(h5::Handle const& where, model::HeldOutChips const& chips, std::string const& unit) {
    auto const g = h5::create_group(where, "held_out_chips");
    put_counts(g, "sample", chips.samples, {chips.samples.size()});
    put_counts(g, "condition", {chips.conditions.begin(), chips.conditions.end()}, {chips.conditions.size()});
    put(g, "simulated", unit, chips.simulated);
    put(g, "predicted", unit, chips.predicted);
    std::vector<double> errors;
    for (auto const& e : {chips.model, chips.modes, chips.ideal_line, chips.nominal_curve}) append(errors, e);
    put(g, "errors", "LSB", errors, {4, 2});
}

void write_pipeline(h5::Handle const& file, model::Pipeline const& p) {
    auto const g = h5::create_group(file, "pipeline");
    h5::set_attribute(g, "lsb_v", p.lsb_v);
    h5::set_attribute(g, "range_v", p.range_v);
    h5::set_attribute(g, "held_gain", p.held_gain);
    h5::set_attribute(g, "first_v", p.first_v);
    h5::set_attribute(g, "step_v", p.step_v);
    h5::set_attribute<std::uint64_t>(g, "steps", p.steps);
    h5::set_attribute<std::uint64_t>(g, "stages", p.stages);
    h5::set_attribute<std::uint64_t>(g, "comparators", p.comparators);
    h5::set_attribute<std::uint64_t>(g, "flash", p.flash);
    h5::set_attribute<std::uint64_t>(g, "gain", p.gain);
    h5::set_attribute<std::uint64_t>(g, "codes", p.codes);
    std::vector<double> held;
    for (auto const& axis : p.held_v) held.insert(held.end(), axis.begin(), axis.end());
    put(g, "held", "V", held, {p.held_v.size(), p.held_v.front().size()});
    put(g, "scale", "V", p.scale_v);
}

void write_population(h5::Handle const& where, std::string const& name, model::Population const& population) {
    auto const g = h5::create_group(where, name);
    h5::set_attribute<std::uint64_t>(g, "held_out", population.held_out);
    h5::set_attribute<std::uint64_t>(g, "regenerated", population.regenerated);
    h5::set_attribute(g, "energy_distance_lsb", population.energy_distance_lsb);
    h5::set_attribute(g, "energy_p", population.energy_p);
    write_conditions(g, {population.condition});
    std::vector<std::string> figure;
    std::vector<double> distance;
    std::vector<double> p;
    for (auto const& test : population.tests) {
        figure.push_back(test.figure);
        distance.push_back(test.distance);
        p.push_back(test.p);
    }
    h5::write(g, "figure", figure);
    put(g, "ks_distance", "1", distance);
    put(g, "ks_p", "1", p);
}

void write_validation(h5::Handle const& file, model::BehaviouralModel const& m) {
    auto const g = h5::create_group(file, "validation");
    h5::set_attribute(g, "speed_up", m.validation.speed_up);
    write_conditions(g, m.validation.conditions);
    h5::write(g, "concerns", m.validation.concerns);
    write_held_out_conditions(g, m.validation.held_out_conditions, m.ports.at(1).unit,
                              m.pipeline ? m.pipeline->codes - 1 : m.points.size());
    if (!m.validation.chips.samples.empty()) write_chips(g, m.validation.chips, m.ports.at(1).unit);
    if (m.validation.population.held_out > 0) write_population(g, "population", m.validation.population);
    if (m.validation.fresh) write_population(g, "fresh", *m.validation.fresh);
}

std::string model_image(model::BehaviouralModel const& m) {
    auto const file = h5::create_image();
    write_identity(file, m.pipeline ? "converter" : "curve", m.block);
    write_ports(file, m.ports);
    write_meta(file, m.origin);
    write_domain(file, m.domain);
    write_static(file, m);
    if (m.pipeline) write_pipeline(file, *m.pipeline);
    if (!m.mismatch.samples.empty()) write_mismatch(file, m.mismatch);
    for (auto const& [name, scalars] : {std::pair{"noise", &m.noise}, std::pair{"cost", &m.cost}}) {
        if (scalars->empty()) continue;
        auto const g = h5::create_group(file, name);
        for (auto const& scalar : *scalars) write_scalar(g, scalar);
    }
    write_validation(file, m);
    return h5::image_bytes(file);
}

}  // namespace

void write_model(std::string const& path, model::BehaviouralModel const& model) {
    write_whole(path, model_image(model));
}

}  // namespace cimchar::store
