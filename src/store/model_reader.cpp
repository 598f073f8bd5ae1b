#include "store/common_tables.hpp"
#include "store/hdf5.hpp"
#include "store/model_file.hpp"
#include "store/model_parts.hpp"

#include "model/misfit.hpp"

#include <algorithm>
#include <limits>

namespace cimchar::store {

namespace {

using model::Table;

model::PvtScalar scalar(h5::Handle const& where, std::string const& name) {
    auto const dataset = h5::open_dataset(where, name);
    return {name, h5::text_attribute(dataset, "unit"), h5::text_attribute(dataset, "description"), table(where, name),
            h5::attribute<double>(dataset, "error_max")};
}

std::vector<model::PvtScalar> scalars(h5::Handle const& file, std::string const& group) {
    std::vector<model::PvtScalar> out;
    if (!h5::has(file, group)) return out;
    auto const g = h5::open_group(file, group);
    for (auto const& name : h5::members(g)) out.push_back(scalar(g, name));
    return out;
}

model::Domain read_domain(h5::Handle const& file) {
    auto const g = h5::open_group(file, "domain");
    model::Domain domain;
    auto const policy = h5::attribute<std::string>(g, "outside");
    domain.outside = policy == "clamp"   ? model::Outside::clamp
                     : policy == "count" ? model::Outside::count
                                         : model::Outside::error;
    domain.input = pairs(g, "input").at(0);
    auto const process = texts(g, "process");
    auto const temperature_c = pairs(g, "temperature_c");
    auto const supply_v = pairs(g, "supply_v");
    for (std::size_t p = 0; p < process.size(); ++p)
        domain.processes.push_back({process[p], temperature_c.at(p), supply_v.at(p)});
    return domain;
}

void read_static(h5::Handle const& file, model::BehaviouralModel& m) {
    auto const g = h5::open_group(file, "static");
    auto& t = m.transfer;
    t.basis = h5::attribute<std::string>(g, "basis") == "pchip" ? model::Basis::pchip : model::Basis::chebyshev;
    t.bits = h5::attribute<std::uint64_t>(g, "bits");
    m.terms.share = h5::attribute<double>(g, "share");
    auto const exponents = h5::read<std::uint64_t>(g, "exponents");
    auto const exponent = [&](std::size_t i) {
        if (exponents[i] > std::numeric_limits<unsigned>::max()) throw h5::Error("read /static/exponents: too high");
        return static_cast<unsigned>(exponents[i]);
    };
    for (std::size_t i = 0; i + 1 < exponents.size(); i += 2)
        m.terms.exponents.push_back({exponent(i), exponent(i + 1)});
    auto const supply_v = pairs(g, "supply_v").at(0);
    auto const temperature_c = pairs(g, "temperature_c").at(0);
    m.terms.supply_center_v = supply_v.min;
    m.terms.supply_scale_v = supply_v.max;
    m.terms.temperature_center_c = temperature_c.min;
    m.terms.temperature_scale_c = temperature_c.max;
    m.points = numbers(g, "points");
    if (t.basis == model::Basis::pchip) t.knots = numbers(g, "knots");
    auto const shape = h5::shape_of(h5::open_dataset(g, "coefficients"));
    if (shape.size() != 3 || shape[0] != m.domain.processes.size() || shape[1] != m.terms.exponents.size())
        throw h5::Error("read /static/coefficients: its shape does not fit the domain and the terms");
    t.columns = shape[2];
    t.coefficients = numbers(g, "coefficients");
    t.pattern = numbers(g, "pattern");
    m.lsb = scalar(g, h5::has(g, "lsb") ? "lsb" : "lsb_v");  // its name up to format 2
    t.error_max_lsb = numbers(g, "error_max");
    t.error_rms_lsb = numbers(g, "error_rms");
}

model::Errors errors_at(std::vector<double> const& errors, std::size_t row) {
    return {errors.at(2 * row), errors.at(2 * row + 1)};
}

std::vector<model::HeldOutCondition> read_held_out_conditions(h5::Handle const& where) {
    auto const g = h5::open_group(where, "held_out_conditions");
    auto const at = read_conditions(g);
    auto const kind = texts(g, "kind");
    auto const tried = h5::read<std::uint64_t>(g, "tried");
    auto const simulated = table(g, "simulated");
    auto const predicted = table(g, "predicted");
    auto const errors = numbers(g, "errors");
    auto const row = [](Table const& t, std::size_t i) {
        auto const begin = t.values.begin() + static_cast<std::ptrdiff_t>(i * t.columns);
        return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(t.columns));
    };
    if (simulated.rows != at.size() || predicted.rows != at.size())
        throw h5::Error("read /validation/held_out_conditions: its columns differ in length");
    std::vector<model::HeldOutCondition> out;
    for (std::size_t i = 0; i < at.size(); ++i)
        out.push_back({at[i], kind.at(i), tried.at(i), row(simulated, i), row(predicted, i), errors_at(errors, 3 * i),
                       errors_at(errors, 3 * i + 1), errors_at(errors, 3 * i + 2)});
    return out;
}

model::Population read_population(h5::Handle const& where, std::string const& name) {
    auto const p = h5::open_group(where, name);
    model::Population out;
    out.held_out = h5::attribute<std::uint64_t>(p, "held_out");
    out.regenerated = h5::attribute<std::uint64_t>(p, "regenerated");
    out.energy_distance_lsb = h5::attribute<double>(p, "energy_distance_lsb");
    out.energy_p = h5::attribute<double>(p, "energy_p");
    out.condition = read_conditions(p).at(0);
    auto const figure = texts(p, "figure");
    auto const distance = numbers(p, "ks_distance");
    auto const probability = numbers(p, "ks_p");
    for (std::size_t i = 0; i < figure.size(); ++i) out.tests.push_back({figure[i], distance.at(i), probability.at(i)});
    return out;
}

model::Pipeline read_pipeline(h5::Handle const& file) {
    auto const g = h5::open_group(file, "pipeline");
    model::Pipeline p;
    p.lsb_v = h5::attribute<double>(g, "lsb_v");
    p.range_v = h5::attribute<double>(g, "range_v");
    p.held_gain = h5::attribute<double>(g, "held_gain");
    p.first_v = h5::attribute<double>(g, "first_v");
    p.step_v = h5::attribute<double>(g, "step_v");
    p.steps = h5::attribute<std::uint64_t>(g, "steps");
    p.stages = h5::attribute<std::uint64_t>(g, "stages");
    p.comparators = h5::attribute<std::uint64_t>(g, "comparators");
    p.flash = h5::attribute<std::uint64_t>(g, "flash");
    p.gain = h5::attribute<std::uint64_t>(g, "gain");
    p.codes = h5::attribute<std::uint64_t>(g, "codes");
    auto const held = table(g, "held");
    for (std::size_t k = 0; k < held.rows; ++k) {
        auto const row = held.values.begin() + static_cast<std::ptrdiff_t>(k * held.columns);
        p.held_v.emplace_back(row, row + static_cast<std::ptrdiff_t>(held.columns));
    }
    p.scale_v = numbers(g, "scale");
    return p;
}

model::Validation read_validation(h5::Handle const& file) {
    auto const g = h5::open_group(file, "validation");
    model::Validation v;
    v.speed_up = h5::attribute<double>(g, "speed_up");
    v.conditions = read_conditions(g);
    v.concerns = texts(g, "concerns");
    v.held_out_conditions = read_held_out_conditions(g);
    if (h5::has(g, "held_out_chips")) {
        auto const c = h5::open_group(g, "held_out_chips");
        v.chips.samples = h5::read<std::uint64_t>(c, "sample");
        for (auto const place : h5::read<std::uint64_t>(c, "condition")) v.chips.conditions.push_back(place);
        v.chips.simulated = table(c, "simulated");
        v.chips.predicted = table(c, "predicted");
        auto const errors = numbers(c, "errors");
        v.chips.model = errors_at(errors, 0);
        v.chips.modes = errors_at(errors, 1);
        v.chips.ideal_line = errors_at(errors, 2);
        v.chips.nominal_curve = errors_at(errors, 3);
    }
    if (h5::has(g, "population")) v.population = read_population(g, "population");
    if (h5::has(g, "fresh")) v.fresh = read_population(g, "fresh");
    return v;
}

model::BehaviouralModel read_open(h5::Handle const& file) {
    model::BehaviouralModel m;
    m.block = h5::attribute<std::string>(file, "block");
    m.ports = read_ports(file);
    m.origin = read_meta(file);
    m.domain = read_domain(file);
    read_static(file, m);
    if (h5::has(file, "pipeline")) m.pipeline = read_pipeline(file);
    if (h5::has(file, "mismatch")) m.mismatch = read_mismatch(file);
    m.noise = scalars(file, "noise");
    m.cost = scalars(file, "cost");
    m.validation = read_validation(file);
    if (auto const what = model::misfit(m); !what.empty()) throw h5::Error("read it: " + what);
    return m;
}

}  // namespace

model::BehaviouralModel read_model(std::string const& path) {
    return read_model_file(path, {"curve", "converter"}, read_open);
}

}  // namespace cimchar::store
