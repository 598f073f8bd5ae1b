#include "store/model_parts.hpp"

#include "store/common_tables.hpp"
#include "store/model_file.hpp"
#include "store/provenance.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

namespace cimchar::store {

using model::Table;

void put(h5::Handle const& where, std::string const& name, std::string const& unit, std::vector<double> const& values,
         h5::Shape const& shape) {
    h5::set_attribute(h5::write(where, name, values, shape), "unit", unit);
}
void put(h5::Handle const& where, std::string const& name, std::string const& unit, std::vector<double> const& values) {
    put(where, name, unit, values, {values.size()});
}
void put(h5::Handle const& where, std::string const& name, std::string const& unit, Table const& table) {
    put(where, name, unit, table.values, {table.rows, table.columns});
}
void put_counts(h5::Handle const& where, std::string const& name, std::vector<std::uint64_t> const& values,
                h5::Shape const& shape) {
    h5::set_attribute<std::string>(h5::write(where, name, values, shape), "unit", "1");
}

std::vector<double> numbers(h5::Handle const& where, std::string const& name) {
    return h5::read<double>(where, name);
}

std::vector<model::Limits> pairs(h5::Handle const& where, std::string const& name) {
    auto const values = numbers(where, name);
    std::vector<model::Limits> out;
    for (std::size_t i = 0; i + 1 < values.size(); i += 2) out.push_back({values[i], values[i + 1]});
    return out;
}

Table table(h5::Handle const& where, std::string const& name) {
    auto const dataset = h5::open_dataset(where, name);
    auto const shape = h5::shape_of(dataset);
    if (shape.size() != 2) throw h5::Error("read " + name + ": it is no table");
    return {shape[0], shape[1], h5::read_rows<double>(dataset, 0, shape[0])};
}

std::vector<std::string> texts(h5::Handle const& where, std::string const& name) {
    return h5::read<std::string>(where, name);
}

void write_identity(h5::Handle const& file, std::string const& kind, std::string const& block) {
    h5::set_attribute<std::string>(file, "file_type", "cimchar-model");
    h5::set_attribute(file, "format_version", model_format_version);
    h5::set_attribute(file, "code_version", code_version());
    h5::set_attribute(file, "git_hash", git_hash());
    h5::set_attribute(file, "date", date_now());
    h5::set_attribute(file, "kind", kind);
    h5::set_attribute(file, "block", block);
}

std::string kind_of(h5::Handle const& file, std::string const& path) {
    auto const type = h5::text_attribute(file, "file_type", "something else");
    if (type != "cimchar-model")
        throw InputError(fmt::format("{} is not a model file (it says {}); make one with 'cimchar fit DIR -o model.h5'",
                                     path, type));
    auto const version = h5::attribute<std::uint64_t>(file, "format_version");
    if (version > model_format_version)
        throw InputError(
            fmt::format("{} has model format {} (this cimchar reads up to {}); use the newer cimchar that "
                        "wrote it",
                        path, version, model_format_version));
    return h5::text_attribute(file, "kind", "curve");  // up to format 3 all were
}

void refuse_unreadable(std::string const& path, std::string const& how) {
    throw InputError(
        fmt::format("{} cannot be read as a model ({}; it is missing, damaged or of another kind); make one "
                    "with 'cimchar fit DIR -o model.h5'",
                    path, how));
}

void refuse_kind(std::string const& path, std::string const& kind, std::string const& wanted) {
    throw InputError(
        fmt::format("{} is a model of kind '{}' (this takes one of kind '{}'); 'cimchar model info' says "
                    "what it is for",
                    path, kind, wanted));
}

void write_ports(h5::Handle const& file, std::vector<model::Port> const& ports) {
    auto const g = h5::create_group(file, "ports");
    std::vector<std::string> name;
    std::vector<std::string> unit;
    std::vector<std::string> direction;
    for (auto const& port : ports) {
        name.push_back(port.name);
        unit.push_back(port.unit);
        direction.push_back(port.direction);
    }
    h5::write(g, "name", name);
    h5::write(g, "unit", unit);
    h5::write(g, "direction", direction);
}

std::vector<model::Port> read_ports(h5::Handle const& file) {
    auto const g = h5::open_group(file, "ports");
    auto const name = texts(g, "name");
    auto const unit = texts(g, "unit");
    auto const direction = texts(g, "direction");
    std::vector<model::Port> ports;
    for (std::size_t i = 0; i < name.size(); ++i) ports.push_back({name[i], unit.at(i), direction.at(i)});
    return ports;
}

void write_meta(h5::Handle const& file, model::Origin const& origin) {
    auto const g = h5::create_group(file, "meta");
    h5::set_attribute(g, "campaign_name", origin.campaign_name);
    h5::set_attribute(g, "campaign_text", origin.campaign_text);
    h5::set_attribute(g, "simulated_by_version", origin.code_version);
    h5::set_attribute(g, "simulated_by_git_hash", origin.git_hash);
    h5::set_attribute(g, "seed", origin.seed);
    h5::set_attribute(g, "planned", origin.planned);
    h5::set_attribute(g, "run", origin.run);
    h5::set_attribute(g, "retried", origin.retried);
    h5::set_attribute(g, "failed", origin.failed);
    write_pairs(g, "provenance", origin.provenance);
    write_pairs(g, "parameters", origin.parameters);
}

model::Origin read_meta(h5::Handle const& file) {
    auto const g = h5::open_group(file, "meta");
    model::Origin o;
    o.campaign_name = h5::attribute<std::string>(g, "campaign_name");
    o.campaign_text = h5::attribute<std::string>(g, "campaign_text");
    o.code_version = h5::attribute<std::string>(g, "simulated_by_version");
    o.git_hash = h5::attribute<std::string>(g, "simulated_by_git_hash");
    o.seed = h5::attribute<std::uint64_t>(g, "seed");
    o.planned = h5::attribute<std::uint64_t>(g, "planned");
    o.run = h5::attribute<std::uint64_t>(g, "run");
    o.retried = h5::attribute<std::uint64_t>(g, "retried");
    o.failed = h5::attribute<std::uint64_t>(g, "failed");
    o.provenance = read_pairs(g, "provenance");
    o.parameters = read_pairs(g, "parameters");
    return o;
}

void write_mismatch(h5::Handle const& file, model::Mismatch const& m) {
    auto const g = h5::create_group(file, "mismatch");
    h5::set_attribute(g, "explained", m.explained);
    h5::set_attribute(g, "left_max_lsb", m.left_max_lsb);
    h5::set_attribute(g, "condition_spread_lsb", m.condition_spread_lsb);
    put(g, "mean", "LSB", m.mean_lsb);
    h5::write(g, "global_names", m.global_names);
    put(g, "global_sigma", "V or relative", m.global_sigma);
    put(g, "global", "LSB per unit of the draw", m.global_lsb);
    put(g, "global_draws", "V or relative", m.global_draws);
    put(g, "modes", "LSB", m.modes_lsb);
    put(g, "variances", "LSB²", m.variances_lsb2);
    put_counts(g, "samples", m.samples, {m.samples.size()});
    put(g, "scores", "1", m.scores);
    put(g, "anderson_darling", "1", m.anderson_darling);
    h5::set_attribute<std::string>(h5::write(g, "normal", std::vector<std::uint8_t>(m.normal.begin(), m.normal.end())),
                                   "unit", "1");
    put(g, "correlation", "1", m.correlation);
    h5::write(g, "parameters", m.parameters);
    put(g, "parameter_sigma", "V or relative", m.parameter_sigma);
    put(g, "intercepts", "1", m.intercepts);
    put(g, "weights", "1 per unit of the draw", m.weights);
    put(g, "r2", "1", m.r2);
}

model::Mismatch read_mismatch(h5::Handle const& file) {
    auto const g = h5::open_group(file, "mismatch");
    model::Mismatch m;
    m.explained = h5::attribute<double>(g, "explained");
    m.left_max_lsb = h5::attribute<double>(g, "left_max_lsb");
    m.condition_spread_lsb = h5::attribute<double>(g, "condition_spread_lsb");
    m.mean_lsb = numbers(g, "mean");
    m.global_names = texts(g, "global_names");
    m.global_sigma = numbers(g, "global_sigma");
    m.global_lsb = table(g, "global");
    m.global_draws = table(g, "global_draws");
    m.modes_lsb = table(g, "modes");
    m.variances_lsb2 = numbers(g, "variances");
    m.samples = h5::read<std::uint64_t>(g, "samples");
    m.scores = table(g, "scores");
    m.anderson_darling = numbers(g, "anderson_darling");
    for (auto const flag : h5::read<std::uint8_t>(g, "normal")) m.normal.push_back(flag != 0);
    m.correlation = table(g, "correlation");
    m.parameters = texts(g, "parameters");
    if (h5::has(g, "parameter_sigma")) m.parameter_sigma = numbers(g, "parameter_sigma");  // since format 2
    m.intercepts = numbers(g, "intercepts");
    m.weights = table(g, "weights");
    m.r2 = numbers(g, "r2");
    return m;
}

}  // namespace cimchar::store
